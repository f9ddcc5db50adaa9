import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  resolveCopyDestination,
  type KnownDestinations,
} from '../../../src/core/copyDestination.ts';
import { ImageError } from '../../../src/core/errors.ts';

const epochMs = Date.UTC(2026, 2, 27, 9, 0, 1);
const inWorkspace = {
  path: '/home/me/site/docs/guide/a.b.md',
  workspaceFolderPath: '/home/me/site',
};

const resolve = (
  destinations: unknown,
  document: { path: string; workspaceFolderPath?: string } = inWorkspace,
) =>
  resolveCopyDestination({
    destinations,
    document,
    workspaceFolderPaths: ['/other', '/home/me/site'],
    fileName: 'fox.v1.webp',
    epochMs,
  });

describe('a destination', () => {
  const cases: [destination: string, path: string][] = [
    ['img/', '/home/me/site/docs/guide/img/fox.v1.webp'],
    ['/img/', '/home/me/site/img/fox.v1.webp'],
    ['/', '/home/me/site/fox.v1.webp'],
    ['', '/home/me/site/docs/guide/fox.v1.webp'],
    ['  ', '/home/me/site/docs/guide/fox.v1.webp'],
    ['img', '/home/me/site/docs/guide/img'],
    ['../img/', '/home/me/site/docs/img/fox.v1.webp'],
    ['../../../../../../x/', '/x/fox.v1.webp'],
    ['img/${documentBaseName}-${fileName}', '/home/me/site/docs/guide/img/a.b-fox.v1.webp'],
    ['${documentDirName}/x/', '/home/me/site/docs/guide/x/fox.v1.webp'],
    ['/assets/${documentRelativeDirName}/', '/home/me/site/assets/docs/guide/fox.v1.webp'],
    ['/${documentRelativeFilePath}/', '/home/me/site/docs/guide/a.b.md/fox.v1.webp'],
    ['${documentFilePath}.d/', '/home/me/site/docs/guide/a.b.md.d/fox.v1.webp'],
    [
      '${documentWorkspaceFolder}/${documentFileName}/${documentExtName}/',
      '/home/me/site/a.b.md/md/fox.v1.webp',
    ],
    ['i.${fileExtName}', '/home/me/site/docs/guide/i.webp'],
    [
      '/${unixTime}/${isoTime}/',
      '/home/me/site/1774602001000/2026-03-27T09:00:01.000Z/fox.v1.webp',
    ],
    ['\\${fileName}/', '/home/me/site/docs/guide/${fileName}/fox.v1.webp'],
    ['${unknown}/', '/home/me/site/docs/guide/${unknown}/fox.v1.webp'],
    ['/${documentBaseName/a/x/}/', '/home/me/site/x.b/fox.v1.webp'],
    ['/${fileName/^(\\w+)\\..*/$1.png/}', '/home/me/site/fox.png'],
    ['${documentFilePath/docs\\/guide.*/img\\/x/}/', '/home/me/site/img/x/fox.v1.webp'],
    ['/${fileName/o//}', '/home/me/site/fox.v1.webp'],
    ['/${fileName/(/x/}', '/home/me/site/fox.v1.webp'],
  ];
  for (const [destination, path] of cases) {
    test(`${JSON.stringify(destination)} is ${path}`, () => {
      assert.equal(resolve({ '*.md': destination }), path);
    });
  }

  test('is absolute where there is no workspace folder to be relative to', () => {
    const document = { path: '/d/a.md' };
    assert.equal(resolve({ '*': '${documentRelativeDirName}/x/' }, document), '/d/x/fox.v1.webp');
    assert.equal(resolve({ '*': '/x/' }, document), '/d/x/fox.v1.webp');
  });

  test('is right on Windows', () => {
    const document = { path: '/c:/s/d/a.md', workspaceFolderPath: '/c:/s' };
    assert.equal(resolve({ '*': '${documentDirName}/x/' }, document), '/c:/s/d/x/fox.v1.webp');
    assert.equal(resolve({ '*': '/x/' }, document), '/c:/s/x/fox.v1.webp');
  });
});

describe('a glob', () => {
  const matching = [
    '*',
    '*.md',
    'a.?.md',
    '**',
    '**/*',
    '**/*.md',
    'guide/*.md',
    'docs/**',
    'docs/**/*.md',
    '**/docs/**/a*',
    '/docs/**/*',
    '/docs/guide/a.b.md',
    '/**/a.b.md',
    '/**',
    '*.{md,mdx}',
    '{docs,src}/**/*.md',
    '{a,x{y,.b}}*',
    '[a-c].b.md',
    '[!a].b.md',
    '[^x]*',
    '*.m[d]',
    'a\\.b.md',
    'docs/guide/**/a.b.md',
    '*a*b*d*',
  ];
  for (const glob of matching) {
    test(`${glob} covers the document`, () => assert.ok(resolve({ [glob]: 'x/' }), glob));
  }

  const others = [
    '*.txt',
    'A.b.md',
    'docs/*.md',
    '/guide/*.md',
    '/a.b.md',
    '/*',
    'site',
    '[b-z].b.md',
    '[^a]*.md',
    'a.b',
    '{x,y}.md',
    '{a.b.md}',
    'a?b.m',
    '\\*.md',
    'ocs/**',
    '?',
    '',
  ];
  for (const glob of others) {
    test(`${glob || 'an empty one'} does not`, () =>
      assert.equal(resolve({ [glob]: 'x/' }), undefined));
  }

  test('covers dot files and folders, too', () => {
    const document = {
      path: '/home/me/site/.github/.hidden.md',
      workspaceFolderPath: '/home/me/site',
    };
    assert.ok(resolve({ '/*/*.md': 'x/' }, document));
  });

  test('with a leading slash takes the names of workspace folders literally', () => {
    const destination = resolveCopyDestination({
      destinations: { '/*.md': 'x/' },
      document: { path: '/s [1] {a,b}/a.md', workspaceFolderPath: '/s [1] {a,b}' },
      workspaceFolderPaths: ['/s [1] {a,b}'],
      fileName: 'f.png',
      epochMs,
    });
    assert.equal(destination, '/s [1] {a,b}/x/f.png');
  });

  test('counts in the order of the setting', () => {
    assert.equal(
      resolve({ '*.txt': 'a/', '*.md': 'b/', '*': 'c/' }),
      '/home/me/site/docs/guide/b/fox.v1.webp',
    );
  });

  test('of many stars or braces ends soon', () => {
    const document = { path: `/${'a'.repeat(2000)}/${'a/'.repeat(200)}b.md` };
    assert.equal(resolve({ [`${'*a'.repeat(300)}x`]: 'x/' }, document), undefined);
    assert.equal(resolve({ [`${'**/a/'.repeat(150)}x`]: 'x/' }, document), undefined);
    assert.equal(resolve({ ['{a,b}'.repeat(200)]: 'x/' }, document), undefined);
  });
});

describe('a setting', () => {
  test('that is not there covers nothing', () => {
    assert.equal(resolve(undefined), undefined);
    assert.equal(resolve({}), undefined);
  });

  const isRefused = (error: unknown): boolean =>
    error instanceof ImageError &&
    error.code === 'badRequest' &&
    error.field === 'markdown.copyFiles.destination' &&
    error.message.includes('markdown.copyFiles.destination');

  for (const malformed of [
    'img/',
    5,
    true,
    ['img/'],
    { '*': 5 },
    { '*': null },
    { '*': 'x'.repeat(5000) },
  ]) {
    test(`of ${JSON.stringify(malformed).slice(0, 30)} is refused`, () => {
      assert.throws(() => resolve(malformed), isRefused);
    });
  }

  const slow = [
    '(a+)+$',
    '(a*)*',
    '(a|a)*b',
    '(?:a|b)+',
    '((a+)b)*',
    '(\\w)\\1',
    '(?<x>a)\\k<x>',
    '(a?)*',
    'a?'.repeat(40),
    '.*.*.*.*.*.*x',
    'x'.repeat(101),
    '(.*a)+',
  ];
  for (const pattern of slow) {
    test(`with the pattern ${pattern.slice(0, 30)} is refused`, () => {
      assert.throws(() => resolve({ '*': `\${documentFilePath/${pattern}/y/}` }), isRefused);
    });
  }

  const harmless = [
    '^(.*)\\.md$',
    '([a-z]+)-([0-9]+)',
    '(foo|bar)?',
    '[(+*]+',
    '\\(a\\+\\)+',
    '(?:ab)+',
    '^(.*)\\/(.*)$',
  ];
  for (const pattern of harmless) {
    test(`with the pattern ${pattern} is not`, () => {
      assert.ok(resolve({ '*': `\${documentFilePath/${pattern}/y/}` }));
    });
  }

  test('that covers another document is not looked at', () => {
    assert.equal(resolve({ '*.txt': '${fileName/(a+)+/b/}' }), undefined);
  });
});

test('however many globs a setting has, no more are looked at than there is effort for', () => {
  const globs = Array.from({ length: 3000 }, (_, index) => `${index}${'{a,b}'.repeat(100)}`);
  const destinations = Object.fromEntries([...globs, '*.md'].map((glob) => [glob, 'img/']));
  assert.equal(resolve(destinations), undefined);
  assert.equal(
    resolve(Object.fromEntries([['*.md', 'img/'], ...globs.map((each) => [each, 'x/'])])),
    '/home/me/site/docs/guide/img/fox.v1.webp',
  );
});

test('of several files of a document the first finds out what the setting says', () => {
  let looks = 0;
  const destinations = new Proxy<Record<string, string>>(
    { '*.md': 'img/' },
    { ownKeys: (target) => ((looks += 1), Reflect.ownKeys(target)) },
  );
  const known: KnownDestinations = new Map();
  const paths = ['a.png', 'b.png', 'c.png'].map((fileName) =>
    resolveCopyDestination({
      destinations,
      document: inWorkspace,
      workspaceFolderPaths: ['/home/me/site'],
      fileName,
      epochMs,
      known,
    }),
  );
  assert.deepEqual(
    paths,
    ['a.png', 'b.png', 'c.png'].map((name) => `/home/me/site/docs/guide/img/${name}`),
  );
  assert.equal(looks, 1);
});
