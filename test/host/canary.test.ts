import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inspect } from 'node:util';
import * as vscode from 'vscode';
import { dataPathVariable } from '../support/hostTestReport.ts';
import type { FaultRule } from '../standIn/control.ts';
import { failingAnswers } from '../unit/app/support/failingAnswers.ts';
import { failingDownloads, failingRecords } from '../unit/app/support/failingDownloads.ts';
import { generate } from './support/generate.ts';
import { ownSuite } from './support/ownSuite.ts';
import { cardsIn, createPanelInTest, withReplaced } from './support/panel.ts';
import { createSecretSearch } from './support/secretForms.ts';
import { addresses, standIn } from './support/standIn.ts';
import { createFakeSecrets, createStudio } from './support/studio.ts';
import {
  closeEditors,
  freshFolder,
  removeFolder,
  showDocument,
  workspaceUri,
} from './support/workspace.ts';

/** With characters that every encoding writes differently, and that an HTTP header takes. */
const canary = `c4n4ry+/=%22\\"&-${randomUUID()}`;
const search = createSecretSearch(canary);

/** What came out somewhere, and where. */
class Evidence {
  readonly #leaks: string[] = [];
  readonly counts = new Map<string, number>();

  add(where: string, what: unknown): void {
    const kind = where.split(':', 1)[0] ?? where;
    this.counts.set(kind, (this.counts.get(kind) ?? 0) + 1);
    for (const form of search.formsIn(textOf(what))) this.#leaks.push(`${where} (${form})`);
  }

  assertClean(): void {
    assert.deepEqual(this.#leaks, [], 'the key is there');
  }
}

/** All that a value tells whoever looks: its hidden properties, causes, stack and JSON too. */
function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  const shown = inspect(value, {
    depth: 20,
    showHidden: true,
    maxStringLength: null,
    maxArrayLength: null,
  });
  return `${shown}\n${String(value)}\n${jsonOf(value)}`;
}

function jsonOf(value: unknown): string {
  try {
    return JSON.stringify(value) ?? '';
  } catch {
    return '';
  }
}

/** Types the key and presses Enter, in the place of a person. */
function createTypingInputBox(evidence: Evidence): vscode.InputBox {
  const accepted = new vscode.EventEmitter<void>();
  const hidden = new vscode.EventEmitter<void>();
  const never = new vscode.EventEmitter<never>();
  const input: Record<string, unknown> = {
    value: '',
    onDidAccept: accepted.event,
    onDidHide: hidden.event,
    onDidChangeValue: never.event,
    onDidTriggerButton: never.event,
    show() {
      const { title, prompt, placeholder } = input;
      evidence.add('shown: the input box', { title, prompt, placeholder });
      input['value'] = canary;
      accepted.fire();
    },
    hide() {
      evidence.add('shown: the input box', input['validationMessage']);
      hidden.fire();
    },
    dispose: () => undefined,
  };
  return input as unknown as vscode.InputBox;
}

/** Runs something while every message to the person is written down, and none is shown. */
async function withMessages<T>(evidence: Evidence, run: () => Promise<T>): Promise<T> {
  const note = (...told: unknown[]): void => evidence.add('shown: a message', told);
  const { window } = vscode;
  return withReplaced(window, 'showInformationMessage', note, () =>
    withReplaced(window, 'showWarningMessage', note, () =>
      withReplaced(window, 'showErrorMessage', note, () =>
        withReplaced(window, 'setStatusBarMessage', note, run),
      ),
    ),
  );
}

async function outcomeOf(work: () => Thenable<unknown>): Promise<unknown> {
  try {
    return await work();
  } catch (error) {
    return error;
  }
}

/** Everything that any origin received, but for the one header that is made for the key. */
async function addRequests(evidence: Evidence): Promise<void> {
  const { requests } = await standIn.received();
  for (const { headers, ...request } of requests) {
    const { 'api-key': key, ...others } = headers;
    evidence.add(`sent: to ${request.origin}`, { ...request, headers: others });
    if (request.origin !== 'api') evidence.add(`sent: to ${request.origin}`, key);
  }
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

async function addFiles(evidence: Evidence, kind: string, folder: string): Promise<string[]> {
  const paths = await filesIn(folder);
  for (const path of paths) {
    // A file may go while others are read.
    const bytes = await readFile(path).catch(() => Buffer.alloc(0));
    evidence.add(`${kind}: ${path}`, bytes.toString('latin1'));
  }
  return paths;
}

/** One of each fault that no image survives. */
const failures = [
  ...new Map(
    [...failingAnswers, ...failingDownloads, ...failingRecords].map(
      ({ rules, args: more = {}, code }) => [rules[0]?.fault, { rules, more, code }] as const,
    ),
  ).values(),
];

/** A service that quotes the key back, wherever it can. */
const quotingFaults: readonly FaultRule[] = [
  { fault: 'failureUnknown', message: `Bad key ${canary}` },
  { fault: 'providerRefusal', cause: `The key ${canary} is not for this` },
  { fault: 'safetyRefusal', cause: `flagged: ${canary}` },
  { fault: 'oldErrorShape', message: canary },
];
const quoting = quotingFaults.map((rule) => ({ rules: [rule], more: {} }));

async function strike(rules: readonly FaultRule[]): Promise<void> {
  await standIn.reset();
  await standIn.configure({ apiKey: canary });
  for (const rule of rules) await standIn.addFault(rule);
}

ownSuite('A key that is watched', function () {
  this.timeout(5 * 60_000);
  const evidence = new Evidence();
  const folder = freshFolder();
  const args = { prompt: 'A canary in a mine', megapixels: '0.25', folder } as const;

  const run = (command: string, ...given: unknown[]): Promise<unknown> =>
    outcomeOf(() => vscode.commands.executeCommand(command, ...given));

  suiteSetup(async () => {
    await closeEditors();
    await standIn.reset();
    await standIn.configure({ apiKey: canary });
    const type = (): vscode.InputBox => createTypingInputBox(evidence);
    await withMessages(evidence, () =>
      withReplaced(vscode.window, 'createInputBox', type, async () => {
        evidence.add('result: Set API Key', await run('fluxKlein.setApiKey'));
        evidence.add('result: Check API Key', await run('fluxKlein.checkApiKey'));
      }),
    );
  });
  suiteTeardown(async () => {
    await withMessages(evidence, () => run('fluxKlein.removeApiKey'));
    await standIn.reset();
    await closeEditors();
    await removeFolder(folder);
  });

  test('is found in every form by this search', () => {
    const bytes = Buffer.from(canary);
    const hidden = {
      plain: canary,
      'percent-encoded': encodeURIComponent(canary),
      base64: Buffer.from(`x${canary}yy`).toString('base64'),
      base64url: Buffer.from(`xx${canary}`).toString('base64url'),
      hex: bytes.toString('hex').toUpperCase(),
      reversed: [...canary].reverse().join(''),
      'reversed hex': [...bytes.toString('hex')].reverse().join(''),
      JSON: JSON.stringify(JSON.stringify({ canary })),
    };
    for (const [form, text] of Object.entries(hidden)) {
      assert.ok(search.formsIn(`before ${text} after`).length > 0, form);
    }
    assert.deepEqual(search.formsIn(`c4n4ry ${randomUUID()}`), []);
    const error = new Error('outside', { cause: new Error(canary) });
    assert.deepEqual(search.formsIn(textOf(error)).includes('plain'), true);
  });

  test('is in no result, no document and no code of what succeeds', async () => {
    const editor = await showDocument(`${folder}/page.md`, '# Page\n');
    const images = await generate({ ...args, count: 2 });
    assert.equal(images.length, 2, 'the service takes this key and no other');
    evidence.add('result: Generate Image', images);
    evidence.add('result: the document', editor.document.getText());
    for (const language of ['curl', 'javascript', 'python']) {
      const code = await run('fluxKlein.copyRequest', { ...args, language });
      evidence.add('result: Copy Request', code);
      evidence.add('result: the clipboard', await vscode.env.clipboard.readText());
    }
    await addRequests(evidence);
    evidence.assertClean();
  });

  test('is in no error, with all its causes, of whatever can fail', async () => {
    for (const { rules, more } of [...quoting, ...failures]) {
      await strike(rules);
      const outcome = await outcomeOf(() => generate({ ...args, insert: false, ...more }));
      assert.ok(outcome instanceof Error, rules.map(({ fault }) => fault).join());
      evidence.add(`error: ${rules[0]?.fault ?? ''}`, outcome);
      await addRequests(evidence);
    }
    await standIn.reset();
    evidence.add('error: another key is right', await outcomeOf(() => generate(args)));
    const asArgument = { ...args, apiKey: canary };
    evidence.add('error: the key as an argument', await outcomeOf(() => generate(asArgument)));
    await withMessages(evidence, () => run('fluxKlein.checkApiKey'));
    await addRequests(evidence);
    assert.ok((evidence.counts.get('error') ?? 0) > 30);
    evidence.assertClean();
  });

  test('is in no line that goes to the log, and no signed link is, whatever fails', async () => {
    const secrets = createFakeSecrets();
    secrets.stored.set(`apiKey@${addresses.apiOrigin}`, canary);
    const studio = createStudio(secrets);
    const codes = new Set(failures.map(({ code }) => code));
    const oneOfEach = [...codes].flatMap(
      (code) => failures.filter((each) => each.code === code)[0],
    );
    for (const { rules } of [{ rules: [] }, ...quoting, ...oneOfEach.filter((each) => !!each)]) {
      await strike(rules);
      await studio.generate({ ...args, insert: false });
    }
    studio.dispose();
    assert.ok(studio.logged.length > codes.size);
    for (const line of studio.logged) {
      evidence.add('logged: by the studio', line);
      assert.doesNotMatch(line, /X-Amz|https?:\/\/\S*\?/);
    }
    evidence.assertClean();
  });

  test('is in nothing that the panel hears or logs', async () => {
    const variable = 'ONE_MIN_AI_API_KEY';
    const before = process.env[variable];
    process.env[variable] = canary;
    await standIn.reset();
    await standIn.configure({ apiKey: canary });
    const panel = createPanelInTest();
    try {
      panel.receive({ type: 'ready' });
      panel.generate();
      await panel.untilCards((cards) => cards.some(({ status }) => status === 'done'));
      await standIn.addFault({ fault: 'failureUnknown', message: `Bad key ${canary}` });
      panel.generate();
      await panel.untilCards((cards) => cards.some(({ status }) => status === 'failed'));
      panel.receive({ type: 'showPictures', ids: cardsIn(panel.posts).map(({ id }) => id) });
      await panel.until((posts) => posts.some(({ type }) => type === 'picture'));
    } finally {
      process.env[variable] = before;
      panel.dispose();
    }
    for (const post of panel.posts) {
      const isPicture = post.type === 'picture';
      evidence.add('posted: to the panel', post);
      if (isPicture) {
        evidence.add('posted: a picture', Buffer.from(post.bytes).toString('latin1'));
      }
    }
    for (const line of panel.logged) evidence.add('logged: by the panel', line);
    await addRequests(evidence);
    assert.ok((evidence.counts.get('posted') ?? 0) > 5);
    evidence.assertClean();
  });

  test('is in no file of the workspace, the settings, the storage or the log', async () => {
    await addFiles(evidence, 'workspace', workspaceUri().fsPath);
    const dataPath = process.env[dataPathVariable];
    assert.ok(dataPath, 'the tests know where VS Code keeps its files');
    const paths = await addFiles(evidence, 'data', dataPath);
    assert.ok(paths.some((path) => path.endsWith('settings.json')));
    evidence.assertClean();
  });

  // The log is a file on a desktop; servers without VS Code's native modules keep none.
  test('and no signed link is in a log file either', async () => {
    const paths = await filesIn(process.env[dataPathVariable] ?? '');
    for (const path of paths.filter((each) => /[\\/]logs[\\/]/.test(each))) {
      assert.doesNotMatch(await readFile(path, 'latin1'), /X-Amz-Signature/i, path);
    }
  });
});
