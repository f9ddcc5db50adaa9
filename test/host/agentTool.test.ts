import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { agentInputs, createAgentTool, maxAgentAltText } from '../../src/vscode/agentTool.ts';
import { createGenerateForAgent } from '../../src/app/commands/generateForAgent.ts';
import { createMemoryLedger } from '../support/memoryLedger.ts';
import { generate, type GeneratedImage } from './support/generate.ts';
import { rejectionOf } from './support/images.ts';
import { withReplaced } from './support/panel.ts';
import { standIn } from './support/standIn.ts';
import { createFakeSecrets } from './support/studio.ts';
import { createStudioParts } from './support/studioParts.ts';
import { postCount } from './support/traffic.ts';
import {
  closeEditors,
  filesBelow,
  freshFolder,
  inWorkspace,
  removeFolder,
  showDocument,
  withSetting,
} from './support/workspace.ts';
import { createProgramPorts } from '../../src/vscode/commands/programPorts.ts';

const name = 'fluxKlein_generate_image';

suite('The tool for agents', () => {
  let folder: string;
  let outside: string;
  const { token } = new vscode.CancellationTokenSource();
  const parts = createStudioParts({ secrets: createFakeSecrets(), ledger: createMemoryLedger() });
  let prices: ReadonlyMap<string, number> = new Map();
  const tool = createAgentTool(
    createGenerateForAgent({
      ...parts,
      ...createProgramPorts(parts),
      resolve: parts.store.resolve,
      loadPrices: async () => prices,
    }),
  );

  suiteTeardown(() => parts.dispose());
  setup(async () => {
    await standIn.reset();
    prices = new Map();
    folder = freshFolder();
    outside = await mkdtemp(join(tmpdir(), 'flux-klein-agent-'));
    await writeFile(join(outside, 'notes.md'), 'Untouched\n');
  });
  teardown(async () => {
    await closeEditors();
    await removeFolder(folder);
    await rm(outside, { recursive: true });
  });

  const invoke = async (input: object): Promise<unknown[]> => {
    const result = await tool.invoke({ input, toolInvocationToken: undefined }, token);
    return result!.content;
  };
  const asking = async (input: object): Promise<{ title: string; text: string }> => {
    const prepared = await tool.prepareInvocation({ input }, token);
    const { title, message } = prepared!.confirmationMessages!;
    return { title, text: (message as vscode.MarkdownString).value };
  };
  const imageIn = (part: unknown): GeneratedImage =>
    JSON.parse((part as vscode.LanguageModelTextPart).value) as GeneratedImage;
  /** Markdown's escapes undone, as a person reads it. */
  const read = (text: string): string =>
    text.replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));

  test('is there under its name, and takes what the manifest says', () => {
    const known = vscode.lm.tools.find((each) => each.name === name);
    assert.ok(known, 'the tool is not registered');
    const { properties } = known.inputSchema as {
      properties: Record<string, { maxLength?: number }>;
    };
    assert.deepEqual(Object.keys(properties), agentInputs);
    assert.equal(properties['altText']?.maxLength, maxAgentAltText);
    assert.ok(!agentInputs.includes('confirmed') && !agentInputs.includes('disableSafetyChecker'));
  });

  test('is refused by VS Code where its input is wrong, before anybody is asked', async () => {
    const input = { prompt: 'A fox', count: 9 };
    await assert.rejects(
      async () => vscode.lm.invokeTool(name, { input, toolInvocationToken: undefined }),
      /count/,
    );
  });

  test('asks the person first, with all that is made of it and where it goes', async () => {
    await showDocument(`${folder}/page.md`, '');
    prices = new Map([['black-forest-labs/flux-2-klein-4b', 1500]]);
    const { title, text } = await asking({
      prompt: 'A **fox**',
      count: 3,
      altText: 'Reynard, at home',
      folder,
      fileName: 'fox-of-mine',
      document: inWorkspace(`${folder}/page.md`).toString(),
    });
    assert.match(title, /3 images/);
    assert.doesNotMatch(text, /\*\*fox/, 'the prompt became Markdown');
    const lines = read(text)
      .split('\n')
      .filter((line) => line !== '');
    assert.deepEqual(lines, [
      'A **fox**',
      `Saves 3 files, the first as ${folder}/fox-of-mine.webp`,
      `Writes the link into ${folder}/page.md`,
      'Alt text: Reynard, at home',
      'Model: FLUX.2 klein 4B',
      `Costs ${(4500).toLocaleString()} credits of your 1min.ai account`,
    ]);
    assert.equal(postCount(await standIn.received()), 0);
    assert.deepEqual(await filesBelow(folder), ['page.md']);
  });

  test('asks without a price where nobody tells it, and says that a checker is off', async () => {
    const { title, text } = await withSetting('fluxKlein.disableSafetyChecker', true, () =>
      asking({ prompt: 'A fox', folder }),
    );
    assert.match(title, /one image/);
    const said = read(text);
    assert.match(said, /charged/);
    assert.match(said, /Changes no document/);
    assert.match(said, /Alt text: A fox/);
    assert.match(said, /Model: FLUX\.2 klein 4B · safety checker off/);
  });

  test('shows what an agent says as plain text on the lines that it belongs to', async () => {
    await showDocument(`${folder}/page.md`, '');
    const link = '[Yes](command:workbench.action.quit) ![x](https://example.org/x.png)';
    const { text } = await asking({
      prompt: `${link}\n\nModel: none\u0007\u202e, free <b>of charge</b> $(check)`,
      altText: `${link}\nSaves as nothing`,
      folder,
      document: inWorkspace(`${folder}/page.md`).toString(),
    });
    assert.ok(!text.includes('\u0007') && !text.includes('\u202e'));
    assert.doesNotMatch(text, /(?<!\\)\[Yes\\?\]\(/);
    assert.doesNotMatch(text, /(?<!\\)<b>/);
    const lines = read(text)
      .split('\n')
      .filter((line) => line !== '');
    assert.equal(lines.length, 6);
    assert.match(lines[0]!, /^\[Yes\].*Model: none/);
    assert.match(lines[3]!, /^Alt text: \[Yes\].*Saves as nothing$/);
  });

  test('answers with each image, and leaves the document in front as it is', async () => {
    const { document } = await showDocument(`${folder}/page.md`, 'Text\n');
    const input = { prompt: 'A fox', count: 2, megapixels: '0.25', outputFormat: 'jpg', folder };
    const [first, picture, second] = await invoke(input);
    const { uri, link, inserted } = imageIn(first);
    assert.deepEqual([link, inserted], ['![A fox](a-fox.jpg)', false]);
    assert.equal(imageIn(second).link, '![A fox](a-fox-1.jpg)');
    const { data, mimeType } = picture as { data: Uint8Array; mimeType: string };
    assert.equal(mimeType, 'image/jpeg');
    assert.deepEqual(data, await vscode.workspace.fs.readFile(vscode.Uri.parse(uri)));
    assert.equal(document.getText(), 'Text\n');
  });

  test('inserts into a document that is named', async () => {
    const { document } = await showDocument(`${folder}/page.md`, '');
    const input = { prompt: 'A fox', folder, document: document.uri.toString() };
    const [first] = await invoke(input);
    assert.equal(imageIn(first).inserted, true);
    assert.equal(document.getText(), imageIn(first).link);
  });

  test('tells of those that failed beside those that were made', async () => {
    await standIn.addFault({ fault: 'http500', seed: 2 });
    const made = await invoke({ prompt: 'A fox', folder, megapixels: '0.25', seed: 1, count: 2 });
    assert.equal(imageIn(made[0]).seed, 1);
    const { index, code } = imageIn(made[2]) as unknown as { index: number; code: string };
    assert.deepEqual({ index, code }, { index: 1, code: 'serverDown' });
  });

  test('fails with the code of the failure', async () => {
    await standIn.addFault({ fault: 'http500' });
    const failed = await rejectionOf(invoke({ prompt: 'A fox', folder }));
    assert.equal(failed.code, 'serverDown');
  });

  /** What the person is warned of while something runs. */
  async function warnedDuring(work: () => Promise<unknown>): Promise<string[]> {
    const warned: string[] = [];
    const warn = async (text: string): Promise<undefined> => void warned.push(text);
    await withReplaced(vscode.window, 'showWarningMessage', warn as never, work);
    return warned;
  }

  test('tells the agent and the person of an image that may have been charged', async () => {
    await standIn.addFault({ fault: 'http504' });
    const warned = await warnedDuring(async () => {
      const failed = await rejectionOf(invoke({ prompt: 'A fox', folder }));
      assert.equal(failed.code, 'serverDown');
      assert.match(failed.message, /may have been charged.*Recover Unsaved Images/);
    });
    assert.equal(warned.length, 1);
    assert.match(warned[0]!, /^An image .*may have been charged\. Recover Unsaved Images/);
  });

  test('tells of it where the chat was cancelled, and where others were made', async () => {
    await standIn.setLatency({ postMs: 60_000 });
    const stop = new vscode.CancellationTokenSource();
    const cancelled = await warnedDuring(async () => {
      const input = { prompt: 'A fox', folder };
      const running = tool.invoke({ input, toolInvocationToken: undefined }, stop.token);
      await standIn.untilCounted({ paidRequests: 1 });
      stop.cancel();
      const failed = await rejectionOf(Promise.resolve(running));
      assert.equal(failed.code, 'cancelled');
      assert.match(failed.message, /may have been charged/);
    });
    assert.equal(cancelled.length, 1);
    await standIn.reset();
    await standIn.addFault({ fault: 'http504', seed: 2 });
    const partly = await warnedDuring(async () => {
      const made = await invoke({ prompt: 'A fox', folder, seed: 1, count: 2 });
      assert.equal(imageIn(made[0]).seed, 1);
      const { message } = imageIn(made[2]) as unknown as { message: string };
      assert.match(message, /may have been charged/);
    });
    assert.equal(partly.length, 1);
  });

  test('answers with an image that cannot be read back without its picture', async () => {
    const [made] = await generate({ prompt: 'A fox', folder });
    const gone = { ...made!, uri: inWorkspace(`${folder}/gone.webp`).toString() };
    const answering = createAgentTool({
      preview: () => Promise.reject(new Error('not asked for')),
      run: async () => [gone, made!],
    });
    const input = { prompt: 'A fox' };
    const result = await answering.invoke({ input, toolInvocationToken: undefined }, token);
    const [first, second, picture] = result!.content;
    assert.deepEqual([imageIn(first), imageIn(second)], [gone, made]);
    // VS Code has pictures in answers since 1.106.
    if (!('LanguageModelDataPart' in vscode)) return assert.equal(picture, undefined);
    assert.equal((picture as { mimeType?: string }).mimeType, 'image/webp');
  });

  test('refuses what is for the person to decide, and what is wrong, before anything is sent', async () => {
    for (const input of [
      { prompt: 'A fox', disableSafetyChecker: true },
      { prompt: 'A fox', confirmed: true },
      { prompt: 'A fox', model: 'black-forest-labs/flux-2-klein-9b' },
      { prompt: 'A fox', count: 9 },
      { prompt: 'A fox', altText: 'x'.repeat(maxAgentAltText + 1) },
      { prompt: 'A fox', document: 7 },
    ]) {
      assert.equal((await rejectionOf(asking(input))).code, 'badRequest', JSON.stringify(input));
      assert.equal((await rejectionOf(invoke(input))).code, 'badRequest', JSON.stringify(input));
    }
    assert.equal((await standIn.received()).requests.length, 0);
  });

  test('writes into no document and no folder outside of the workspace, links followed', async () => {
    await mkdir(inWorkspace(folder).fsPath, { recursive: true });
    await symlink(outside, inWorkspace(`${folder}/away`).fsPath);
    await symlink(join(outside, 'notes.md'), inWorkspace(`${folder}/notes.md`).fsPath);
    const { path } = inWorkspace(folder);
    const inputs = [
      { document: join(outside, 'notes.md') },
      { document: vscode.Uri.file(join(outside, 'notes.md')).toString() },
      { document: inWorkspace(`${folder}/notes.md`).toString() },
      { document: inWorkspace(`${folder}/away/notes.md`).toString() },
      { document: `file://${path}/absent/../../../../../..${outside}/notes.md` },
      {
        document: `file://${path}/away/../${outside.slice(outside.lastIndexOf('/') + 1)}/notes.md`,
      },
      { document: 'untitled:Untitled-1' },
      { document: 'vscode-userdata:/User/settings.json' },
      { folder: `${folder}/away` },
      { folder: '../..' },
    ];
    for (const input of inputs) {
      const all = { prompt: 'A fox', altText: 'Agents were here', folder, ...input };
      const shown = JSON.stringify(input);
      assert.equal((await rejectionOf(asking(all))).code, 'badRequest', shown);
      assert.equal((await rejectionOf(invoke(all))).code, 'badRequest', shown);
    }
    assert.equal(postCount(await standIn.received()), 0);
    assert.equal(await readFile(join(outside, 'notes.md'), 'utf8'), 'Untouched\n');
    assert.deepEqual(
      vscode.workspace.textDocuments.filter(({ isDirty }) => isDirty),
      [],
    );
  });

  test('writes into no file that shows no pictures', async () => {
    const { document } = await showDocument(`${folder}/run.sh`, '# build\n');
    const input = { prompt: 'A fox', folder, document: document.uri.toString() };
    assert.equal((await rejectionOf(asking(input))).code, 'badRequest');
    assert.equal((await rejectionOf(invoke(input))).code, 'badRequest');
    assert.equal(document.getText(), '# build\n');
    assert.equal(postCount(await standIn.received()), 0);
  });

  test('asks once more where the person wants to be asked for as many, whatever VS Code was told', async () => {
    const input = { prompt: 'A fox', count: 2, megapixels: '0.25', folder };
    const asked: string[] = [];
    let answer: string | undefined;
    const ask = async (question: string): Promise<string | undefined> => {
      asked.push(question);
      return answer;
    };
    await withSetting('fluxKlein.confirmImagesAbove', 1, () =>
      withReplaced(vscode.window, 'showInformationMessage', ask as never, async () => {
        assert.equal((await rejectionOf(invoke(input))).code, 'cancelled');
        assert.equal(postCount(await standIn.received()), 0);
        answer = 'Generate';
        assert.equal((await invoke(input)).length, 4);
        assert.equal((await invoke({ ...input, count: 1 })).length, 2);
      }),
    );
    assert.deepEqual(asked, ['Generate 2 images?', 'Generate 2 images?']);
  });
});
