import assert from 'node:assert/strict';
import { expandPrompt } from '../../src/core/batch/promptExpansion.ts';
import { loadSheetReader, sheetExtensions } from '../../src/core/batch/promptSheet.ts';
import { readTitle } from '../../src/core/batch/titleOptions.ts';
import { imageLimit } from '../../src/core/models.ts';
import { fuzz } from './support/fuzzer.ts';
import { garbage, mutatedText } from './support/mutation.ts';

const sheets = [
  'prompt,seed,aspectRatio\n"A {red|blue} fox",5-9,16:9\nA "quoted"\tlake,,\n',
  'prompt\tseed\nA fox\t7\n',
  '{"prompt":"A fox","seed":7}\n{"prompt":"A {a|b}","count":2}\n',
  '- prompt: A fox\n  seed: 5-9\n- prompt: |\n    two\n    lines\n',
  '| prompt | seed |\n| --- | --- |\n| A fox | 7 |\n\n- A lake\n',
];
const words = [
  'prompt',
  'seed',
  ',',
  '\t',
  '"',
  '""',
  '\n',
  '|',
  '- ',
  ': ',
  '&a ',
  '*a',
  '{',
  '}',
];

const readers = await Promise.all(
  sheetExtensions.map(async (extension) => ({
    extension,
    read: (await loadSheetReader(`sheet${extension}`)) ?? assert.fail(extension),
  })),
);

fuzz<string>('What stands in a prompt sheet', [
  ...readers.map(({ extension, read }) => ({
    name: `the reader of ${extension} sheets`,
    draw: (random: Parameters<typeof garbage>[0]) =>
      random.oneIn(6)
        ? garbage(random, words)
        : mutatedText(random.pick(sheets), random, { words, maxLength: 3000 }),
    read: (text: string) => assert.equal(typeof read(text), 'object'),
  })),
  {
    name: 'the reader of alternatives',
    draw: (random) => mutatedText('A {red|{light|dark} blue} fox', random, { maxLength: 10_000 }),
    read: (text) => assert.ok(expandPrompt(text).length <= imageLimit),
  },
  {
    name: 'the reader of options in titles',
    draw: (random) => mutatedText('16:9 seed=7 draft', random, { maxLength: 10_000 }),
    read: (text) => assert.equal(typeof readTitle(text), 'object'),
  },
]);
