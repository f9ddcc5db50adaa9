import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  createMissingPlanner,
  nameInWords,
  pictureFile,
  type MissingReference,
} from '../../../../src/core/batch/missingPictures.ts';
import type { PictureReference } from '../../../../src/core/documents/documentLanguage.ts';

const options = {
  document: { path: '/site/docs/page.md', workspaceFolderPath: '/site' },
  formatWithoutExtension: 'webp',
  mayOmitExtension: false,
} as const;

const fileOf = (path: string, more: object = {}) => pictureFile({ path }, { ...options, ...more });

test('paths lead from the document, and from the root after a slash', () => {
  assert.equal(fileOf('img/a.webp')?.path, '/site/docs/img/a.webp');
  assert.equal(fileOf('../a b.PNG')?.path, '/site/a b.PNG');
  assert.equal(fileOf('/img/a.jpg')?.path, '/site/img/a.jpg');
  assert.equal(
    fileOf('/img/a.jpg', { siteRootPath: '/site/static' })?.path,
    '/site/static/img/a.jpg',
  );
});

test('jpeg counts as jpg', () => {
  assert.equal(fileOf('a.jpeg')?.format, 'jpg');
  assert.equal(fileOf('a.JPG')?.format, 'jpg');
});

test('what is elsewhere or no raster picture is left alone', () => {
  for (const path of [
    'https://example.org/a.png',
    '//example.org/a.png',
    'data:image/png;base64,AA==',
    'file:///a.png',
    'C:\\a.png',
    '\\\\server\\a.png',
    '~/a.png',
    '#a.png',
    'a.svg',
    'a.gif',
    'a',
    '',
    'a\n.png',
    '${dir}/a.png',
    '{{ base }}/a.png',
    '@site/static/a.png',
    '@/a.png',
    '%PUBLIC_URL%/a.png',
    '%sveltekit.assets%/a.png',
    '../../../../../a.png',
  ]) {
    assert.equal(fileOf(path), undefined, path);
  }
});

test('a name without extension is a picture where the language has such names', () => {
  const latex = { mayOmitExtension: true, formatWithoutExtension: 'png' };
  const file = fileOf('fig/fox', latex);
  assert.equal(file?.path, '/site/docs/fig/fox.png');
  assert.equal(file.format, 'png');
  assert.ok(file.alternativePaths.includes('/site/docs/fig/fox.pdf'));
  assert.equal(fileOf('fig/fox.a', latex)?.path, '/site/docs/fig/fox.a.png');
  assert.equal(fileOf('fig/fox.pdf', latex), undefined);
});

test('a picture is where the language finds it first, and anywhere else that it looks', () => {
  const file = pictureFile({ path: 'img/a.png', otherPaths: ['a.png', 'fig/a.png'] }, options);
  assert.equal(file?.path, '/site/docs/img/a.png');
  assert.deepEqual(file.alternativePaths, ['/site/docs/a.png', '/site/docs/fig/a.png']);
});

const missing = (
  path: string,
  said: Partial<PictureReference>,
  isIgnored = false,
): MissingReference => ({
  reference: { start: 0, end: 0, pathStart: 0, pathEnd: 0, path, ...said },
  file: { path, format: 'webp', alternativePaths: [] },
  isIgnored,
});
const plan = (...references: MissingReference[]) => {
  const planner = createMissingPlanner({ rootPaths: ['/site'], ignoreCase: false });
  for (const reference of references) planner.add(reference);
  return planner.plan();
};

test('the alt text is the prompt, else the caption', () => {
  const { pictures } = plan(
    missing('/site/a.webp', { altText: ' a  fox\nin snow ', caption: 'No' }),
    missing('/site/b.webp', { caption: 'A barn' }),
  );
  assert.deepEqual(pictures, [
    { path: '/site/a.webp', format: 'webp', prompt: 'a fox in snow', args: {} },
    { path: '/site/b.webp', format: 'webp', prompt: 'A barn', args: {} },
  ]);
});

test('two spellings of an accent are one file where the file system folds names', () => {
  const [composed, apart] = ['/site/caf\u00e9.webp', '/site/Cafe\u0301.webp'];
  for (const [ignoreCase, count] of [
    [true, 1],
    [false, 2],
  ] as const) {
    const planner = createMissingPlanner({ rootPaths: ['/site'], ignoreCase });
    for (const path of [composed, apart]) planner.add(missing(path, { altText: 'a café' }));
    assert.equal(planner.plan().pictures.length, count);
  }
});

test('without words, decorative or ignored: listed with the name in words, and not ticked', () => {
  const { pictures } = plan(
    missing('/site/red_fox-2.webp', {}),
    missing('/site/b.webp', { altText: '', caption: 'A barn' }),
    missing('/site/c.webp', { altText: 'a cat' }, true),
  );
  assert.deepEqual(
    pictures.map(({ prompt, unticked }) => [prompt, unticked]),
    [
      ['red fox 2', 'noWords'],
      ['b', 'decorative'],
      ['a cat', 'ignored'],
    ],
  );
});

test('one file used twice is one picture, of the first place with words', () => {
  const { pictures } = plan(
    missing('/site/a.webp', {}),
    missing('/site/b.webp', { altText: 'b' }),
    missing('/site/a.webp', { altText: 'first' }),
    missing('/site/a.webp', { altText: 'second' }),
  );
  assert.deepEqual(
    pictures.map(({ path, prompt }) => [path, prompt]),
    [
      ['/site/a.webp', 'first'],
      ['/site/b.webp', 'b'],
    ],
  );
});

test('a title or a size says how it is made, the title before the size', () => {
  const { pictures } = plan(
    missing('/site/a.webp', { altText: 'a', title: '16:9 seed=7 draft' }),
    missing('/site/b.webp', { altText: 'b', width: 300, height: 200 }),
    missing('/site/c.webp', { altText: 'c', width: 300, height: 200, title: '1:1' }),
  );
  assert.deepEqual(
    pictures.map(({ args }) => args),
    [
      { aspectRatio: '16:9', seed: 7, megapixels: '0.25' },
      { aspectRatio: '3:2' },
      { aspectRatio: '1:1' },
    ],
  );
});

test('what lies outside or has wrong options is skipped by name', () => {
  const { pictures, skipped } = plan(
    missing('/elsewhere/a.webp', { altText: 'a' }),
    missing('/site/b.webp', { altText: 'b', title: 'seed=0' }),
  );
  assert.deepEqual(pictures, []);
  assert.deepEqual(
    skipped.map(({ path, reason, error }) => [path, reason, error.code]),
    [
      ['/elsewhere/a.webp', 'outside', 'badRequest'],
      ['/site/b.webp', 'badOptions', 'badRequest'],
    ],
  );
});

test('what Windows does not take is skipped by name, in any folder of the path', () => {
  const names = [
    'a:b.webp',
    'a .webp/b.webp ',
    'a./b.webp',
    'aux.webp',
    'img/COM1.tar.webp',
    'lpt¹.webp',
    'a\\b.webp',
    'a\u0001b.webp',
  ];
  const { pictures, skipped } = plan(
    ...names.map((name) => missing(`/site/${name}`, { altText: 'a' })),
    missing('/site/.github/auxiliary com1x.webp', { altText: 'fine' }),
  );
  assert.deepEqual(
    pictures.map(({ path }) => path),
    ['/site/.github/auxiliary com1x.webp'],
  );
  assert.deepEqual(
    skipped.map(({ reason, error }) => [reason, error.code]),
    names.map(() => ['badName', 'badRequest']),
  );
  for (const { error } of skipped) assert.match(error.message, /Windows does not take/);
  assert.match(skipped[0]?.error.message ?? '', /“a:b\.webp” has a :/);
});

test('where the workspace lies is no matter of ours', () => {
  const planner = createMissingPlanner({ rootPaths: ['/c:/my. /aux'], ignoreCase: true });
  const [reference] = [missing('/c:/my. /aux/a.webp', { altText: 'a' })];
  planner.add(reference);
  assert.equal(planner.plan().pictures.length, 1);
});

test('a name in words', () => {
  assert.equal(nameInWords('/x/fox_in-snow2.webp'), 'fox in snow 2');
  assert.equal(nameInWords('/x/redFox.webp'), 'red Fox');
  assert.equal(nameInWords('/x/雪中狐狸.png'), '雪中狐狸');
  assert.equal(nameInWords('/x/---.png'), 'image');
});
