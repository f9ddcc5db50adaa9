import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadSheetReader } from '../../../../src/core/batch/promptSheet.ts';
import { planSheet, type PromptSheet } from '../../../../src/core/batch/sheetRows.ts';

async function plan(name: string, text: string): Promise<PromptSheet> {
  const read = await loadSheetReader(name);
  assert.ok(read);
  return planSheet(read(text));
}

/** Time of this process, since others take the machine's. */
async function cpuMsOf(run: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

const imagesOf = ({ jobs }: PromptSheet): number =>
  jobs.reduce((sum, { imageCount }) => sum + imageCount, 0);

const ten = '{0|1|2|3|4|5|6|7|8|9}';

const absurd: readonly [string, string, number][] = [
  ['braces and seeds.csv', `prompt,seed\nan owl,1\n${ten.repeat(3)},1-1000\n`, 3],
  ['braces alone.csv', `prompt\n${ten.repeat(5)}\n`, 2],
  ['no text in the braces.csv', `prompt\nx${'{|}'.repeat(3000)}\n`, 2],
  ['nested braces.jsonl', `"${'{a|{b|'.repeat(7)}c${'}}'.repeat(7)}${ten.repeat(4)}"\n`, 1],
  [
    'seeds alone.md',
    '- an owl\n- a fox "seed=5"\n\n| prompt | seed |\n|-|-|\n| x | 1-4294967295 |\n',
    6,
  ],
  ['rows together.jsonl', `{"prompt":"${ten.repeat(4)}"}\n"one more"\n`, 2],
  [
    'counts.yaml',
    `- {prompt: "${ten.repeat(3)}", count: 8}\n- {prompt: "${ten.repeat(3)}", count: 8}\n`,
    2,
  ],
  ['rows.csv', `prompt\n${'a\n'.repeat(400_000)}`, 10_002],
  ['bad rows.jsonl', '{\n'.repeat(400_000), 10_001],
  ['rows.md', '- a\n'.repeat(400_000), 10_001],
  ['rows.yaml', '- a\n'.repeat(50_000), 10_001],
];

for (const [name, text, line] of absurd) {
  test(`more images than one command makes are refused at once, by the line: ${name}`, async () => {
    const took = await cpuMsOf(() =>
      assert.rejects(plan(name, text), (error: Error & { code?: string; field?: string }) => {
        assert.equal(error.code, 'badRequest');
        assert.equal(error.field, 'prompt');
        assert.match(error.message, new RegExp(`^Line ${line}: .*10,000 images`));
        return true;
      }),
    );
    assert.ok(took < 2500, `it took ${took} ms`);
  });
}

test('ten thousand images are planned, in one row or in many', async () => {
  assert.equal(imagesOf(await plan('a.csv', 'prompt,seed\na fox,1-10000\n')), 10_000);
  assert.equal(imagesOf(await plan('a.csv', `prompt\n${ten.repeat(4)}\n`)), 10_000);
  assert.equal(imagesOf(await plan('a.jsonl', '"a fox"\n'.repeat(10_000))), 10_000);
});

test('prompts that would fill the memory are refused before any is made', async () => {
  const row = `${'x'.repeat(9000)}${ten.repeat(4)}`;
  await assert.rejects(plan('a.csv', `prompt\n${row}\n`), {
    code: 'badRequest',
    message: /^Line 2: .*characters/,
  });
});

const hostile: readonly [string, string][] = [
  ['aliases.yaml', `- &a {prompt: fox}\n${'- *a\n'.repeat(9000)}`],
  ['names.yaml', `- {${Array.from({ length: 50_000 }, (_, n) => `k${n}: 1`).join(', ')}}\n`],
  ['brackets.yaml', '['.repeat(200_000)],
  ['dashes.yaml', '- '.repeat(100_000)],
  ['keys.yaml', 'a: '.repeat(100_000)],
  ['marks.yaml', '- ? '.repeat(50_000)],
  ['values.yaml', `[${'a,'.repeat(1_000_000)}]`],
  ['columns.csv', `prompt${',a'.repeat(300_000)}\n${'x\n'.repeat(300_000)}`],
  [
    'columns.md',
    `|prompt${'|a'.repeat(100_000)}|\n${'|-'.repeat(100_001)}|\n${'a|\n'.repeat(300_000)}`,
  ],
  ['quotes.csv', `prompt\n"${'""\n'.repeat(300_000)}`],
  ['brackets.jsonl', '['.repeat(1_000_000)],
  ['lines.jsonl', '\n'.repeat(1_000_000)],
];

for (const [name, text] of hostile) {
  test(`a sheet of nothing useful ends soon: ${name}`, async () => {
    const took = await cpuMsOf(async () => {
      const sheet = await plan(name, text).catch((error: unknown) => {
        assert.equal((error as { code?: string }).code, 'badRequest');
        return { jobs: [], failures: [] };
      });
      assert.deepEqual(sheet.jobs, []);
    });
    assert.ok(took < 2500, `it took ${took} ms`);
  });
}

test('a row of YAML with a list for a name fails alone', async () => {
  const names = `- &a [${'a,'.repeat(1000)}]\n${'- {? *a : b}\n'.repeat(90)}- prompt: a fox\n`;
  const { failures, ...planned } = await plan('a.yaml', names);
  assert.equal(failures.length, 91);
  assert.match(failures[1]!.error.message, /A name must be a word/);
  assert.equal(imagesOf({ failures, ...planned }), 1);
});

test('a row of YAML that has a name twice fails alone', async () => {
  const { jobs, failures } = await plan('a.yaml', '- {prompt: a, seed: 1, seed: 2}\n- an owl\n');
  assert.equal(jobs.length, 1);
  assert.deepEqual(
    failures.map(({ line }) => line),
    [1],
  );
});

test('a JSON list on one line is YAML as well', async () => {
  const { jobs } = await plan('a.yaml', JSON.stringify(Array(200).fill({ prompt: 'a fox' })));
  assert.equal(jobs.length, 200);
});

test('the safety checker is no row’s to switch off, however it is written', async () => {
  const sheets: Record<string, string> = {
    'a.csv': 'prompt,disableSafetyChecker\na fox,true\nan owl,maybe\na cat,\n',
    'b.csv': 'prompt,Disable safety checker\na fox,true\nan owl,yes\na cat,\n',
    'a.jsonl':
      '{"prompt":"a fox","disableSafetyChecker":true}\n{"prompt":"an owl","disable_safety_checker":1}\n"a cat"\n',
    'a.yaml':
      '- {prompt: a fox, disableSafetyChecker: true}\n- {prompt: an owl, disableSafetyChecker: {}}\n- a cat\n',
    'a.md': '- a fox "disableSafetyChecker=true"\n- an owl "disable-safety-checker=no"\n- a cat\n',
  };
  for (const [name, text] of Object.entries(sheets)) {
    const { jobs, failures } = await plan(name, text);
    assert.deepEqual(failures, [], name);
    assert.deepEqual(
      jobs.map(({ args, isCheckerIgnored = false }) => [args, isCheckerIgnored]),
      [
        [{ prompt: 'a fox' }, true],
        [{ prompt: 'an owl' }, true],
        [{ prompt: 'a cat' }, false],
      ],
      name,
    );
  }
});

test('a row can’t confirm itself', async () => {
  const { failures } = await plan('a.jsonl', '{"prompt":"a fox","confirmed":true}\n');
  assert.match(failures[0]!.error.message, /^confirmed can't be chosen row by row/);
});
