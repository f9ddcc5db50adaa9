import assert from 'node:assert/strict';
import { AsyncLocalStorage } from 'node:async_hooks';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { projectRoot } from '../../../scripts/projectPaths.mjs';
import type { BatchOutcome } from '../../../src/app/making/batch.ts';
import type { ImageStudio } from '../../../src/app/making/imageStudio.ts';
import { actionLabel } from '../../../src/app/words/actionLabel.ts';
import { english } from '../../../src/app/words/l10n.ts';
import type { ImageError } from '../../../src/core/errors.ts';
import { readImage } from '../../../src/core/imageFormat.ts';
import { pressesFor } from '../../../src/core/presses.ts';
import type { ApiKeyDialog } from '../../../src/vscode/dialogs/apiKeyDialog.ts';
import { assertKeyStayedHome, assertTellsNoSecret } from '../../host/support/traffic.ts';
import { assertReadable } from '../../host/support/words.ts';
import { faultNames, type FaultRule, type Received } from '../../standIn/control.ts';
import { window } from '../../support/bareVsCode.ts';
import '../../support/inBareNode.ts';
import { faultTable, impossible, lastingFaults, type TableRow } from './support/faultTable.ts';
import {
  apiKey,
  createStudioOfProgram,
  filesBelow,
  inWorkspace,
  prepareIn,
  standIn,
  withSetting,
} from './support/program.ts';

const { createGenerateForPerson } =
  await import('../../../src/vscode/commands/generateForPerson.ts');

const folder = 'fault-table';

const isSharedByAll: ReadonlySet<unknown> = new Set(['keyRejected', 'outOfCredit']);

/** What a person saw at the end. */
interface Shown {
  readonly level: 'error' | 'information';
  readonly text: string;
  readonly buttons: readonly string[];
}

interface Run {
  readonly outcome: BatchOutcome;
  readonly shown: readonly Shown[];
  readonly files: readonly string[];
}

class Case {
  readonly row: TableRow;
  readonly count: 1 | 8;
  readonly name: string;
  readonly shown: Shown[] = [];
  readonly ended = Promise.withResolvers<Run>();

  constructor(row: TableRow, index: number, count: 1 | 8) {
    this.row = row;
    this.count = count;
    // Ends with a letter, so that no name begins another.
    this.name = `row-${index + 1}-of-${count}-x`;
  }

  get folder(): string {
    return `${folder}/${this.name}`;
  }

  /** What all share keeps the images back that come later, so it strikes the last. */
  get struckSeed(): number {
    return isSharedByAll.has(this.row.ending?.code) ? 8 : 3;
  }

  get title(): string {
    const { title, when } = this.row;
    return `${title} (${when} the payment, ${this.count === 1 ? 'one image' : 'one of eight'})`;
  }

  get rules(): FaultRule[] {
    const mine = { promptIncludes: this.name, ...(this.count === 8 && { seed: this.struckSeed }) };
    return this.row.rules.map((rule) => ({ ...rule, ...mine }));
  }

  /** It strikes before anybody can tell whose request it is. */
  get needsToBeAlone(): boolean {
    return this.row.rules.some(({ fault }) => fault === 'dropBeforeRead');
  }

  get isLasting(): boolean {
    return lastingFaults.some(({ rules }) => rules === this.row.rules);
  }
}

const cases = faultTable
  .flatMap((row, index) => [new Case(row, index, 1), new Case(row, index, 8)])
  // Of eight downloads at once, each would meet one of the drops that one of them is meant to meet.
  .filter(({ row, count, needsToBeAlone }) => {
    return !(needsToBeAlone && count === 8 && row.ending && row.when === 'after');
  });
const current = new AsyncLocalStorage<Case>();

/** Has the window tell each case of what is shown for it. */
function spyOnWindow(): void {
  const noting =
    (level: Shown['level']) =>
    async (text: string, ...items: (string | { title: string })[]): Promise<undefined> => {
      const buttons = items.map((item) => (typeof item === 'string' ? item : item.title));
      current.getStore()?.shown.push({ level, text, buttons });
    };
  Object.assign(window, {
    showErrorMessage: noting('error'),
    showInformationMessage: noting('information'),
  });
}

/** Makes the images of a row as a person's command does. */
async function run(each: Case, studio: ImageStudio): Promise<void> {
  const outcomes: BatchOutcome[] = [];
  const generateForPerson = createGenerateForPerson({
    studio: {
      ...studio,
      async run(...args) {
        const outcome = await studio.run(...args);
        outcomes.push(outcome);
        return outcome;
      },
    },
    keyDialog: {} as ApiKeyDialog,
    editPrompt: async () => undefined,
    log: silentLog,
  });
  const batch = prepareIn(studio, {
    prompt: `Picture ${each.name}`,
    megapixels: '0.25',
    outputFormat: 'jpg',
    insert: false,
    folder: each.folder,
    count: each.count,
    seed: 1,
    ...each.row.args,
  });
  try {
    await current.run(each, () => generateForPerson(batch));
    const files = await filesBelow(each.folder);
    each.ended.resolve({ outcome: outcomes[0]!, shown: each.shown, files });
  } catch (error) {
    each.ended.reject(error);
  }
}

async function runAll(studios: { quick: ImageStudio; lasting: ImageStudio }): Promise<void> {
  for (const each of cases.filter(({ needsToBeAlone }) => needsToBeAlone)) {
    for (const { promptIncludes: _, seed: __, ...rule } of each.rules) {
      const struckTimes = each.row.when === 'after' ? 3 : 1;
      await standIn.addFault({ ...rule, times: rule.times ?? struckTimes });
    }
    await run(each, studios.quick);
  }
  const together = cases.filter(({ needsToBeAlone }) => !needsToBeAlone);
  for (const { rules } of together) for (const rule of rules) await standIn.addFault(rule);
  const lasting = together.filter(({ isLasting }) => isLasting);
  const queue = together.filter(({ isLasting }) => !isLasting);
  const work = async (): Promise<void> => {
    for (let each = queue.shift(); each; each = queue.shift()) await run(each, studios.quick);
  };
  await Promise.all([
    ...lasting.map((each) => run(each, studios.lasting)),
    ...Array.from({ length: 12 }, work),
  ]);
}

const silent = (): void => undefined;
const silentLog = {
  debug: silent,
  info: silent,
  warn: silent,
  error: silent,
  show: silent,
  dispose: silent,
};

describe('The fault table', () => {
  const traffic = Promise.withResolvers<Received>();
  const lines: string[] = [];

  before(async () => {
    await standIn.reset();
    await standIn.configure({ creditLimit: 1e9 });
    spyOnWindow();
    for (const { ended } of cases) ended.promise.catch(() => undefined);
    traffic.promise.catch(() => undefined);
    const studios = {
      quick: createStudioOfProgram(),
      // Long enough for what only takes its time on a busy computer.
      lasting: createStudioOfProgram({ requestTimeoutMs: 15_000, idleTimeoutMs: 10_000 }),
    };
    withSetting('fluxKlein.maxParallelRequests', 16, () => runAll(studios)).then(
      () => traffic.resolve(standIn.received()),
      traffic.reject,
    );
  });

  after(() => writeTable(lines));

  test('has every fault of the stand-in, before and after the payment', () => {
    const tried = faultTable.flatMap(({ rules, when }) =>
      rules.map(({ fault }) => `${fault} ${when}`),
    );
    const wanted = faultNames.flatMap((name) => [`${name} before`, `${name} after`] as const);
    assert.deepEqual(
      wanted.filter(
        (moment) => !tried.includes(moment) && !impossible.some((each) => each === moment),
      ),
      [],
    );
  });

  for (const each of cases) {
    test(each.title, async () => {
      const { outcome, shown, files } = await each.ended.promise;
      const { ending, hasRecord } = each.row;
      assert.equal(outcome.images.length, ending ? each.count - 1 : each.count);
      assert.equal(files.length, outcome.images.length, `the files are ${files.join(', ')}`);
      for (const path of files) {
        readImage(await readFile(inWorkspace(`${each.folder}/${path}`).fsPath));
      }
      assert.equal(shown.length, Number(files.length > 0) + Number(ending !== undefined));
      const posts = postsOf(each, await traffic.promise);
      assert.equal(posts, each.row.posts + each.count - 1, 'paid requests');
      const failure = outcome.failures[0]?.error;
      const words = shown.find(({ level }) => level === 'error');
      lines.push(lineOf(each, failure, words, posts, files.length));
      if (!ending) return;
      assert.deepEqual(
        outcome.failures.map(({ item: { index }, error }) => endingOf(index, error)),
        [
          {
            index: each.count === 1 || each.needsToBeAlone ? 0 : each.struckSeed - 1,
            code: ending.code,
            reason: ending.reason,
            mayHaveBeenCharged: ending.mayHaveBeenCharged,
            hasRecord,
          },
        ],
      );
      assertTellsNoSecret(failure, apiKey);
      assertSaid(words, ending, each.count, failure!);
    });
  }

  test('the key was seen by the API alone', async () => {
    assertKeyStayedHome(await traffic.promise);
  });
});

const endingOf = (index: number, error: ImageError) => ({
  index,
  code: error.code,
  reason: error.reason,
  mayHaveBeenCharged: error.mayHaveBeenCharged,
  hasRecord: error.recordId !== undefined,
});

function assertSaid(
  words: Shown | undefined,
  { says, offers }: NonNullable<TableRow['ending']>,
  count: number,
  error: ImageError,
): void {
  assert.ok(words, 'an error is shown');
  assertReadable(words.text);
  assert.match(words.text, says);
  assert.doesNotMatch(words.text, /unknown|unexpected|went wrong/i);
  if (count > 1) assert.match(words.text, /^1 of 8 images could not be made\. /);
  assert.equal(words.buttons[0], actionLabel(offers, pressesFor([{ error }]), english));
}

/** Paid requests that left for a row, whether or not they were read. */
function postsOf({ name, needsToBeAlone, count, row }: Case, { requests }: Received): number {
  const posts = requests.filter(({ method }) => method === 'POST');
  const mine = posts.filter(({ body }) => JSON.stringify(body ?? '').includes(name));
  // A request that was never read bears no name.
  const isUnread = needsToBeAlone && row.when === 'before' && count > 0;
  return mine.length + (isUnread ? 1 : 0);
}

function lineOf(
  { row, count }: Case,
  failure: ImageError | undefined,
  words: Shown | undefined,
  posts: number,
  fileCount: number,
): string {
  const { title, when } = row;
  const says = words ? `${words.text} [${words.buttons.join('] [')}]` : 'saved';
  const cells = [title, when, count, failure?.code ?? 'saved', says, posts, fileCount];
  return `| ${cells.map((cell) => String(cell).replaceAll('|', '\\|')).join(' | ')} |`;
}

/** For people to read: what comes of each fault. */
async function writeTable(lines: readonly string[]): Promise<void> {
  const outPath = join(projectRoot, 'out');
  await mkdir(outPath, { recursive: true });
  const head = [
    'Fault',
    'When',
    'Images',
    'Outcome',
    'Words and buttons',
    'Paid requests',
    'Files',
  ];
  const rule = head.map(() => '---');
  const table = [head, rule].map((cells) => `| ${cells.join(' | ')} |`);
  await writeFile(join(outPath, 'faultTable.md'), [...table, ...lines, ''].join('\n'));
}
