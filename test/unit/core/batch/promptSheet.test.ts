import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadSheetReader } from '../../../../src/core/batch/promptSheet.ts';
import { planSheet, type PromptSheet } from '../../../../src/core/batch/sheetRows.ts';

async function read(name: string, text: string): Promise<PromptSheet> {
  const reader = await loadSheetReader(name);
  assert.ok(reader);
  return planSheet(reader(text));
}

const wanted: PromptSheet['jobs'] = [
  { line: 2, args: { prompt: 'a fox, in snow', aspectRatio: '16:9', seed: 7 }, imageCount: 1 },
  { line: 3, args: { prompt: 'an owl', outputFormat: 'png' }, imageCount: 2 },
  { line: 4, args: { prompt: 'a red cat', seed: 5 }, imageCount: 5 },
  { line: 4, args: { prompt: 'a blue cat', seed: 5 }, imageCount: 5 },
];

const sheets: Record<string, string> = {
  'comma.csv':
    'prompt,aspectRatio,seed,outputFormat,count\n"a fox, in snow",16:9,7,,\nan owl,,,png,2\na {red|blue} cat,,5-9,,\n',
  'crlf and bom.csv':
    '\ufeffprompt,aspectRatio,seed,outputFormat,count\r\n"a fox, in snow",16:9,7\r\nan owl,,,png,2\r\na {red|blue} cat,,5 – 9,,',
  'semicolon.csv':
    'seed;prompt;aspectRatio;outputFormat;count\n7;a fox, in snow;16:9;;\n;an owl;;png;2\n5-9;a {red|blue} cat;;;\n',
  'tab.tsv':
    'prompt\taspectRatio\tseed\toutputFormat\tcount\na fox, in snow\t16:9\t7\t\t\nan owl\t\t\tpng\t2\na {red|blue} cat\t\t5-9\n',
  'lines.jsonl':
    '\n{"prompt":"a fox, in snow","aspectRatio":"16:9","seed":7}\n{"prompt":"an owl","outputFormat":"png","count":2}\n{"prompt":"a {red|blue} cat","seed":"5-9"}\n',
  'list.yaml':
    '# pictures\n- {prompt: "a fox, in snow", aspectRatio: "16:9", seed: 7}\n- {prompt: an owl, outputFormat: png, count: 2}\n- {prompt: "a {red|blue} cat", seed: 5-9}\n',
  'key.yml':
    'prompts:\n  - {prompt: "a fox, in snow", aspectRatio: "16:9", seed: 7}\n  - {prompt: an owl, outputFormat: png, count: 2}\n  - {prompt: "a {red|blue} cat", seed: 5-9}\n',
};

for (const [name, text] of Object.entries(sheets)) {
  test(`${name} holds the prompts with their options, seeds and lines`, async () => {
    assert.deepEqual(await read(name, text), { jobs: wanted, failures: [] });
  });
}

test('a Markdown table and list hold them too', async () => {
  const table = await read(
    'table.md',
    '# Pictures\n\n| prompt | seed | altText |\n|---|--:|---|\n| a \\| b | 3 |  |\n| an owl | | An owl |\n\nEnd.\n',
  );
  assert.deepEqual(table.jobs, [
    { line: 5, args: { prompt: 'a | b', seed: 3 }, imageCount: 1 },
    { line: 6, args: { prompt: 'an owl', altText: 'An owl' }, imageCount: 1 },
  ]);
  const list = await read(
    'list.md',
    '# Pictures\n\n- a fox in\n  fresh snow "16:9 seed=7"\n- [ ] the "Blue Owl"\n\n```\n- not this\n```\n\n1. a {cat|dog}\n',
  );
  assert.deepEqual(list.failures, []);
  assert.deepEqual(list.jobs, [
    {
      line: 3,
      args: { prompt: 'a fox in fresh snow', aspectRatio: '16:9', seed: 7 },
      imageCount: 1,
    },
    { line: 5, args: { prompt: 'the "Blue Owl"' }, imageCount: 1 },
    { line: 11, args: { prompt: 'a cat' }, imageCount: 1 },
    { line: 11, args: { prompt: 'a dog' }, imageCount: 1 },
  ]);
});

test('a prompt may go over several lines of a CSV cell, and rows after it keep their lines', async () => {
  const { jobs, failures } = await read(
    'a.csv',
    'prompt,seed\n"a ""big""\nfox",1\n\nan owl,2\nbad,0\n',
  );
  assert.deepEqual(
    jobs.map(({ line, args }) => [line, args.prompt]),
    [
      [2, 'a "big"\nfox'],
      [5, 'an owl'],
    ],
  );
  assert.deepEqual(
    failures.map(({ line, prompt }) => [line, prompt]),
    [[6, 'bad']],
  );
});

const malformed: readonly [string, string, number, RegExp][] = [
  ['a.csv', 'prompt,seed\n,3\n', 2, /^prompt must be a text/],
  ['a.csv', 'prompt,colour\nx,red\n', 2, /^colour is not an argument/],
  ['a.csv', 'prompt,seed\na, fox,3\n', 2, /3 values for 2 columns/],
  ['a.csv', 'prompt\n"never closed\n', 2, /never closed/],
  ['a.csv', 'prompt\n"a" b\n', 2, /follows a closing double quote/],
  ['a.csv', 'words,seed\nx,1\n', 1, /one of them must be "prompt"/],
  ['a.csv', 'prompt,seed\nx,9-5\n', 2, /range such as 5-9/],
  ['a.csv', 'prompt,seed,count\nx,5-9,2\n', 2, /either a range of seeds or a count/],
  ['a.csv', 'prompt,folder\nx,../up\n', 2, /folder can't be chosen row by row/],
  ['a.jsonl', '{"prompt":"ok"}\n{oops\n', 2, /not JSON/],
  ['a.jsonl', '[1]\n', 1, /must be an object/],
  ['a.jsonl', '{"prompt":"x","goFast":"yes"}\n', 1, /goFast must be true or false/],
  ['a.yaml', '- a fox\n- {prompt: "x}\n', 3, /not YAML/],
  ['a.yaml', '- a fox\n- {prompt: x}}\n- an owl\n', 2, /not YAML/],
  ['a.yaml', 'a: 1\n', 1, /must be a list/],
  ['a.yaml', '- ok\n- [a]\n', 2, /must be an object/],
  ['a.md', '- a fox "seed=0"\n', 1, /seed must be/],
  ['a.md', '| prompt |\n|---|\n| a | b |\n', 3, /2 cells for 1 columns/],
];

for (const [name, text, line, message] of malformed) {
  test(`${JSON.stringify(text)} in ${name} fails at line ${line}`, async () => {
    const { failures } = await read(name, text);
    const [failure] = failures;
    assert.equal(failures.length, 1);
    assert.equal(failure?.line, line);
    assert.equal(failure.error.code, 'badRequest');
    assert.match(failure.error.message, message);
  });
}

test('wrong rows leave the others alone', async () => {
  const { jobs, failures } = await read('a.csv', 'prompt,seed\na,1\nb,x\nc,3\n');
  assert.deepEqual([jobs.map(({ line }) => line), failures.map(({ line }) => line)], [[2, 4], [3]]);
});

test('an empty sheet holds nothing', async () => {
  for (const name of ['a.csv', 'a.jsonl', 'a.yaml', 'a.md']) {
    assert.deepEqual(await read(name, ''), { jobs: [], failures: [] }, name);
  }
});

test('a number without quotes is what it looks like where YAML wants a text', async () => {
  const text =
    '- {prompt: 1984, megapixels: 0.25, seed: 7}\n- {prompt: a, megapixels: 1, count: 2}\n';
  const { jobs, failures } = await read('a.yaml', text);
  assert.deepEqual(failures, []);
  assert.deepEqual(
    jobs.map(({ args, imageCount }) => [args, imageCount]),
    [
      [{ prompt: '1984', megapixels: '0.25', seed: 7 }, 1],
      [{ prompt: 'a', megapixels: '1' }, 2],
    ],
  );
});

test('YAML anchors may repeat a row, and not blow one up', async () => {
  const good = await read('a.yaml', '- &a {prompt: fox, seed: 1}\n- *a\n');
  assert.equal(good.jobs.length, 2);
  const bomb = `- &a [x,x,x,x,x,x,x,x,x]\n- &b [${'*a,'.repeat(9)}]\n- &c [${'*b,'.repeat(9)}]\n- {prompt: fox, x: [${'*c,'.repeat(9)}]}\n`;
  const { failures } = await read('a.yaml', bomb);
  assert.equal(failures.length, 4);
});

test('a file of another kind is no sheet', () => {
  assert.equal(loadSheetReader('/a/b.txt'), undefined);
  assert.equal(loadSheetReader('/a/constructor'), undefined);
});

test('a YAML row that is nested deeper than any row is named, and the others count', async () => {
  const deep = `${'{a: '.repeat(200)}b${'}'.repeat(200)}`;
  const read = await loadSheetReader('sheet.yaml')!;
  const { rows, failures } = read(`- A fox\n- ${deep}\n- A lake\n`);
  assert.equal(rows.length, 2);
  assert.deepEqual(
    failures.map(({ line }) => line),
    [2],
  );
});
