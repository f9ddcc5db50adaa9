import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, describe, test } from 'node:test';
import {
  createIgnoreRules,
  type IgnoreFile,
  type IgnoreRules,
} from '../../../../src/core/batch/ignoreRules.ts';
import { mulberry32 } from '../../../support/mulberry32.ts';

const rulesOf = (files: readonly IgnoreFile[], options = { ignoreCase: false }): IgnoreRules => {
  const made = createIgnoreRules(options);
  for (const file of files) made.add(file);
  return made;
};
const rules = rulesOf([
  { folderPath: '/site', text: '# built\r\n/out/\n*.tmp.md\ndrafts\n!drafts/keep.md\ncache/\n' },
  {
    folderPath: '/site/docs',
    text: '!good.tmp.md\nassets/*\n!assets/kept.png\n!cache/\n',
  },
]);

for (const [path, isCovered] of [
  ['/site/a.md', false],
  ['/site/out/a.md', true],
  ['/site/docs/out/a.md', false],
  ['/site/x.tmp.md', true],
  ['/site/docs/good.tmp.md', false],
  ['/site/docs/deep/good.tmp.md', false],
  ['/site/docs/assets/a.png', true],
  ['/site/docs/assets/kept.png', false],
  ['/site/drafts/keep.md', true],
  ['/site/docs/drafts/a.md', true],
  ['/site/other/cache/a.md', true],
  ['/site/docs/cache/a.md', false],
  ['/site/docs/cache/deep/a.md', false],
  ['/site/docs/cache/b.tmp.md', true],
  ['/elsewhere/out/a.md', false],
  ['/site-2/out/a.md', false],
] as const) {
  test(`${path} is ${isCovered ? '' : 'not '}covered`, () => {
    assert.equal(rules.covers(path), isCovered);
  });
}

test('without rules nothing is covered', () => {
  assert.equal(rulesOf([]).covers('/a/b.md'), false);
});

test('case counts where it does for the file system', () => {
  const file = { folderPath: '/', text: 'Build/\n*.TMP' };
  const covers = (path: string, ignoreCase: boolean): boolean =>
    rulesOf([file], { ignoreCase }).covers(path);
  for (const path of ['/build/a.md', '/a.tmp']) {
    assert.equal(covers(path, false), false, path);
    assert.equal(covers(path, true), true, path);
  }
});

test('rules that would take for ever, are too long or too many cover nothing, and others still do', () => {
  const hostile = [
    `${'a/**/'.repeat(200)}b`,
    `${'*a'.repeat(500)}b`,
    'x'.repeat(40_000),
    `${' '.repeat(1000)}\\`,
    '[[[[',
  ];
  const text = ['*.log', ...hostile].join('\n');
  const some = rulesOf([{ folderPath: '/', text }]);
  assert.equal(some.covers(`/${'a/'.repeat(1000)}c.md`), false);
  assert.equal(some.covers(`/${'a'.repeat(250)}`), false);
  assert.equal(some.covers('/a/b.log'), true);
  const many = { folderPath: '/', text: `*.log\n${'*?x?*\n'.repeat(100_000)}` };
  const rulesOfMany = rulesOf([many]);
  assert.equal(rulesOfMany.covers('/a/b.md'), false);
});

describe('Git itself', () => {
  const root = mkdtempSync(join(tmpdir(), 'flux-klein-ignore-'));
  after(() => rmSync(root, { recursive: true, force: true }));
  execFileSync('git', ['init', '--quiet', root]);
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  const ignoredByGit = (paths: readonly string[]): Set<string> => {
    const options = { input: paths.join('\0'), encoding: 'utf8' } as const;
    const args = ['-C', root, 'check-ignore', '-z', '--stdin', '--no-index'];
    const { status, stdout, stderr } = spawnSync('git', args, options);
    if (status !== 0 && status !== 1) throw new Error(stderr);
    return new Set(stdout.split('\0').filter(Boolean));
  };

  // What is there as a folder is a folder to git; of all else it can't tell.
  const folders = ['', 'a/', 'a/b/', 'b/', 'ab/', 'ab/a/'];
  const names = [
    'a',
    'b',
    'ab',
    'a.md',
    'b.md',
    'x1.md',
    '#c',
    '!d',
    'e f',
    'g ',
    '.h',
    'Ü*',
    '[i]',
  ];
  const patterns = [
    'a',
    'b/',
    '/a',
    '/a/b',
    'a/b',
    '*.md',
    '!*.md',
    '!a.md',
    '**/a',
    'a/**',
    '**/b/**',
    'a/**/b',
    '/*',
    '!/a',
    '!a/',
    '!b/',
    '*',
    '!*/',
    'a*',
    '?',
    '[ab]',
    '[!a]',
    '[^b]*',
    '[a-b].md',
    'x[0-9].md',
    'x[[:digit:]].md',
    '\\#c',
    '#c',
    '\\!d',
    'e f',
    'g\\ ',
    'g ',
    '.*',
    'Ü*',
    '?.md',
    '\\[i\\]',
    '**',
    'a**b',
    'b/*',
    '{a,b}',
    '*b*',
    '/**/a.md',
    'a/*/b',
    '',
    '/',
    '   ',
    '\\[!d]',
    '[a\\]b]',
    '[ab',
    '[]a]',
    '[!]a]',
    '[a-b[:digit:]]*',
    '*.[mt][dx]',
    'a[/]b',
    'a\\b',
    '[[:upper:]]*',
  ];

  for (let seed = 1; seed <= 40; seed += 1) {
    test(`leaves out the same paths (seed ${seed})`, () => {
      const random = mulberry32(seed);
      const draw = <T>(items: readonly T[]): T => items[random() % items.length]!;
      const files = folders.map((folder): IgnoreFile => {
        const count = random() % 6;
        const text = Array.from({ length: count }, () => draw(patterns)).join(draw(['\n', '\r\n']));
        write(`${folder}.gitignore`, text);
        return { folderPath: `/${folder}`.replace(/(?<=.)\/$/, ''), text };
      });
      const paths = [
        ...new Set(
          Array.from({ length: 150 }, () =>
            Array.from({ length: 1 + (random() % 4) }, () => draw(names)).join('/'),
          ),
        ),
      ];
      const theirs = ignoredByGit(paths);
      const ours = rulesOf(files);
      for (const path of paths) {
        const says = files.map(({ folderPath, text }) => `${folderPath}: ${JSON.stringify(text)}`);
        const covers = folders.includes(`${path}/`) ? ours.coversFolder : ours.covers;
        assert.equal(covers(`/${path}`), theirs.has(path), `${path}\n${says.join('\n')}`);
      }
    });
  }
});

test('rules that are added slowly say the same, with a pause after each', async () => {
  const text = `${Array.from({ length: 3000 }, (_, index) => `a*${index}b?`).join('\n')}\n*.log\n!keep.log\n`;
  const [atOnce, slow] = [
    createIgnoreRules({ ignoreCase: false }),
    createIgnoreRules({ ignoreCase: false }),
  ];
  atOnce.add({ folderPath: '/w', text });
  let pauses = 0;
  await slow.addSlowly({ folderPath: '/w', text }, () => {
    pauses += 1;
    return pauses % 1000 === 0 ? Promise.resolve() : undefined;
  });
  assert.equal(pauses, 3002);
  for (const path of ['/w/a12bc', '/w/x/y.log', '/w/keep.log', '/w/b.png']) {
    assert.equal(slow.covers(path), atOnce.covers(path), path);
  }
  assert.deepEqual([slow.covers('/w/y.log'), slow.covers('/w/keep.log')], [true, false]);
});
