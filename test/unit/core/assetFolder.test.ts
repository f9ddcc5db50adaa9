import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { fc } from '../../support/propertyTests.ts';
import {
  isInside,
  resolveAssetFolder,
  type AssetFolderOptions,
} from '../../../src/core/assetFolder.ts';
import { ImageError } from '../../../src/core/errors.ts';
import { countOf } from '../../support/testLength.ts';

const document = { path: '/home/me/site/docs/guide/a.b.md', workspaceFolderPath: '/home/me/site' };
const field = 'folder';

const refusal =
  (code: string, ...words: string[]) =>
  (error: unknown): boolean =>
    error instanceof ImageError &&
    error.code === code &&
    words.every((word) => error.message.includes(word)) &&
    (code !== 'badRequest' || error.field === field);

describe('a folder', () => {
  const cases: [template: string, path: string][] = [
    ['assets', '/home/me/site/assets'],
    ['assets/', '/home/me/site/assets'],
    ['/assets/img', '/home/me/site/assets/img'],
    ['', '/home/me/site'],
    ['/', '/home/me/site'],
    ['./img', '/home/me/site/docs/guide/img'],
    ['.\\img\\x', '/home/me/site/docs/guide/img/x'],
    ['.', '/home/me/site/docs/guide'],
    ['./', '/home/me/site/docs/guide'],
    ['./../img', '/home/me/site/docs/img'],
    ['../img', '/home/me/img'],
    ['.hidden', '/home/me/site/.hidden'],
    ['a/../../../../../../b', '/b'],
    [' assets ', '/home/me/site/assets'],
    ['img #1 (x) 100%', '/home/me/site/img #1 (x) 100%'],
    ['${documentDirName}/img', '/home/me/site/docs/guide/img'],
    ['${documentWorkspaceFolder}/x', '/home/me/site/x'],
    ['${documentFilePath}.assets', '/home/me/site/docs/guide/a.b.md.assets'],
    ['assets/${documentRelativeDirName}', '/home/me/site/assets/docs/guide'],
    ['${documentRelativeDirName}/img', '/home/me/site/docs/guide/img'],
    ['assets/${documentRelativeFilePath}', '/home/me/site/assets/docs/guide/a.b.md'],
    ['./${documentBaseName}', '/home/me/site/docs/guide/a.b'],
    ['assets\\${documentFileName}', '/home/me/site/assets/a.b.md'],
    ['${documentExtName}', '/home/me/site/md'],
    ['${documentRelativeDirName/docs\\/(.+)/$1-img/}', '/home/me/site/guide-img'],
    ['${documentDirName/.*\\/(\\w+)/$1/}', '/home/me/site/guide'],
    ['${unixTime}/${isoTime}', '/home/me/site/1774602001000/2026-03-27T09-00-01.000Z'],
  ];
  for (const [template, path] of cases) {
    test(`${JSON.stringify(template)} is ${path}`, () => {
      const epochMs = Date.UTC(2026, 2, 27, 9, 0, 1);
      assert.equal(resolveAssetFolder({ template, field, document, epochMs }), path);
    });
  }

  const places: [what: string, options: Omit<AssetFolderOptions, 'field'>, path: string][] = [
    ['./ without a document', { template: './img', workspaceFolderPath: '/w' }, '/w/img'],
    [
      "a document's folder without a document",
      { template: '${documentDirName}/${documentBaseName}/img', workspaceFolderPath: '/w' },
      '/w/img',
    ],
    ['a name without a workspace', { template: 'img', document: { path: '/d/a.md' } }, '/d/img'],
    ['a slash without a workspace', { template: '/img', document: { path: '/d/a.md' } }, '/d/img'],
    [
      'a place in the workspace without one',
      {
        template: 'x/${documentRelativeDirName}/${documentRelativeFilePath}',
        document: { path: '/d/a.md' },
      },
      '/d/x/a.md',
    ],
    [
      "the document's folder before the other",
      { template: 'img', document, workspaceFolderPath: '/w' },
      '/home/me/site/img',
    ],
    [
      'the other folder where the document has none',
      { template: 'img', document: { path: '/d/a.md' }, workspaceFolderPath: '/w' },
      '/w/img',
    ],
    [
      'a place of a document outside of the workspace',
      {
        template: 'img/${documentRelativeDirName}',
        document: { path: '/d/a.md' },
        workspaceFolderPath: '/w',
      },
      '/w/img',
    ],
    [
      'on Windows',
      { template: './img', document: { path: '/c:/s/a.md', workspaceFolderPath: '/c:/s' } },
      '/c:/s/img',
    ],
  ];
  for (const [what, options, path] of places) {
    test(`${what} is ${path}`, () => assert.equal(resolveAssetFolder({ ...options, field }), path));
  }

  const refused: [template: string, ...words: string[]][] = [
    ['C:/x', 'drive'],
    ['c:\\x', 'drive'],
    ['/C:/x', 'drive'],
    ['c:', 'drive'],
    ['\\\\server\\share', 'network'],
    ['//server/share', 'network'],
    ['file:///x', 'URI'],
    ['vscode-vfs://github/x', 'URI'],
    ['a\0b', 'control'],
    ['x'.repeat(2000), 'longer'],
    ['${fileName}', '${fileName}', '${documentDirName}'],
    ['img/${fileExtName}', '${fileExtName}'],
    ['${workspaceFolder}', '${workspaceFolder}'],
    ['${documentDirName', '${documentDirName'],
    ['${isoTime}', '${isoTime}'],
    ['img:old', 'Windows', '“img:old”'],
    ['img /x', 'a blank'],
    ['img./x', 'a dot'],
    ['x/aux', 'a device'],
    ['./nul.d', 'a device'],
    ['${documentBaseName}?', 'has a ?'],
    ['${documentDirName/(a+)+$/b/}', 'too long'],
  ];
  for (const [template, ...words] of refused) {
    test(`${JSON.stringify(template.slice(0, 40))} is refused`, () => {
      assert.throws(
        () => resolveAssetFolder({ template, field, document }),
        refusal('badRequest', field, ...words),
      );
    });
  }

  test('is nowhere without workspace and document', () => {
    assert.throws(() => resolveAssetFolder({ template: './img', field }), refusal('noWorkspace'));
  });

  test('is absolute and normal, or refused, whatever the template', () => {
    const parts = fc.constantFrom(
      '..',
      '.',
      '/',
      '\\',
      'a',
      ' ',
      '${documentDirName}',
      '${documentFileName/a/../}',
      '$',
      '{',
      '}',
      '%2e',
      '字',
      ':',
    );
    fc.assert(
      fc.property(
        fc.array(fc.oneof(parts, fc.string({ maxLength: 5 })), { maxLength: 8 }),
        (texts) => {
          try {
            const path = resolveAssetFolder({ template: texts.join(''), field, document });
            assert.match(path, /^\//);
            assert.ok(
              path === '/' ||
                path
                  .slice(1)
                  .split('/')
                  .every((name) => !['', '.', '..'].includes(name)),
              path,
            );
          } catch (error) {
            assert.ok(refusal('badRequest')(error), String(error));
          }
        },
      ),
      { numRuns: countOf({ sample: 5000, full: 100_000 }) },
    );
  });
});

describe('inside', () => {
  const inside = (path: string, folder: string, ignoreCase = false): boolean =>
    isInside(path, folder, { ignoreCase });
  test('is the folder and what is below, by whole names', () => {
    assert.ok(inside('/a/b', '/a/b'));
    assert.ok(inside('/a/b/c/d', '/a/b/'));
    assert.ok(inside('/a', '/'));
    assert.ok(!inside('/a/bc', '/a/b'));
    assert.ok(!inside('/a', '/a/b'));
  });
  test('is not what climbs out', () => {
    assert.ok(!inside('/a/b/../c', '/a/b'));
    assert.ok(inside('/a/b/../b/c', '/a/b'));
  });
  test('ignores case where told to', () => {
    assert.ok(inside('/C:/Site/x', '/c:/site', true));
    assert.ok(!inside('/C:/Site/x', '/c:/site'));
  });
});
