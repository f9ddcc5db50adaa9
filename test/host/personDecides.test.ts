import { imageInputOf } from '../../src/vscode/host/imageInput.ts';
import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as vscode from 'vscode';
import type { ApiKeyDialog } from '../../src/vscode/dialogs/apiKeyDialog.ts';
import { createCreateVariations } from '../../src/vscode/commands/createVariations.ts';
import { pickFromPlan } from '../../src/vscode/dialogs/planPicker.ts';
import type { PlannedImage } from '../../src/app/making/longPlan.ts';
import { createImageReading } from '../../src/app/images/imageReading.ts';
import { imageTasks } from '../support/imageTasks.ts';
import { createMemoryLedger } from '../support/memoryLedger.ts';
import { generate, type GeneratedImage } from './support/generate.ts';
import { rejectionOf, run } from './support/images.ts';
import { withReplaced } from './support/panel.ts';
import { standIn } from './support/standIn.ts';
import { paidBodies } from '../support/paidBodies.ts';
import { createFakeSecrets, createStudio } from './support/studio.ts';
import { createStudioParts } from './support/studioParts.ts';
import { postCount } from './support/traffic.ts';
import {
  filesBelow,
  freshFolder,
  inWorkspace,
  removeFolder,
  withSetting,
} from './support/workspace.ts';

const other = 'black-forest-labs/flux-2-klein-9b';
const { Global, Workspace } = vscode.ConfigurationTarget;

async function write(path: string, text: string): Promise<vscode.Uri> {
  const uri = inWorkspace(path);
  await mkdir(dirname(uri.fsPath), { recursive: true });
  await writeFile(uri.fsPath, text);
  return uri;
}

async function paidCount(): Promise<number> {
  return postCount(await standIn.received());
}

suite('What a file may not decide', () => {
  let folder: string;
  setup(async () => {
    await standIn.reset();
    folder = freshFolder();
  });
  teardown(async () => {
    await removeFolder(folder);
    await removeFolder('assets');
  });

  /** An image of the other model, made without safety checker, as its file says. */
  async function makeUncheckedFox(): Promise<vscode.Uri> {
    const args = { prompt: 'A fox', model: other, megapixels: '0.25', disableSafetyChecker: true };
    const [image] = await generate({ ...args, insert: false, folder });
    await standIn.reset();
    return vscode.Uri.parse(image!.uri, true);
  }

  /** Asks without a word that it is wished, and with it. */
  async function confirming(command: string, args: object): Promise<Record<string, unknown>[]> {
    const refused = await rejectionOf(run(command, args));
    assert.deepEqual(
      [refused.code, (refused as unknown as { field: string }).field],
      ['badRequest', 'confirmed'],
    );
    assert.match(refused.message, /confirmed: true/);
    assert.equal(await paidCount(), 0);
    await rejectionOf(run(command, { ...args, confirmed: false }));
    assert.equal(await paidCount(), 0);
    await run(command, { ...args, confirmed: true });
    return paidBodies(await standIn.received());
  }

  const commands: readonly [string, string, (uri: vscode.Uri) => Promise<object>][] = [
    ['regenerateImage', 'an image that is made again', async (uri) => ({ uri })],
    [
      'createVariations',
      'an image of which variations are made',
      async (uri) => ({ uri, count: 2 }),
    ],
    [
      'runPromptSheet',
      'a prompt sheet',
      async () => ({
        uri: await write(
          `${folder}/sheet.csv`,
          'prompt,model,megapixels,disableSafetyChecker\nA fox,flux-2-klein-9b,0.25,true\n',
        ),
      }),
    ],
    [
      'generateMissingImages',
      'the title of a picture',
      async () => ({
        uri: await write(
          `${folder}/page.md`,
          '![A fox](missing.webp "model=flux-2-klein-9b draft disableSafetyChecker=true")\n',
        ),
      }),
    ],
  ];

  for (const [command, what, argumentsFor] of commands) {
    test(`${what} chooses another model only where it is confirmed, and never the safety checker`, async () => {
      const args = await argumentsFor(await makeUncheckedFox());
      const bodies = await confirming(command, args);
      assert.ok(bodies.length > 0);
      for (const body of bodies) assert.equal(body['disable_safety_checker'], false);
    });

    test(`${what} needs no word where the settings have that model, and follows the person’s own checker`, async () => {
      const args = await argumentsFor(await makeUncheckedFox());
      await withSetting('fluxKlein.model', other, () =>
        withSetting('fluxKlein.disableSafetyChecker', true, async () => run(command, args)),
      );
      const bodies = paidBodies(await standIn.received());
      assert.ok(bodies.length > 0);
      for (const body of bodies) assert.equal(body['disable_safety_checker'], true);
    });
  }

  test('more images than the person wants made unasked have to be confirmed in every command', async () => {
    const [image] = await generate({ prompt: 'A fox', megapixels: '0.25', insert: false, folder });
    const { uri } = image!;
    const args = { prompt: 'A fox', megapixels: '0.25', count: 2, insert: false, folder };
    for (const [limit, command, given] of [
      [1, 'generateImage', args],
      [1, 'generateFromSelection', args],
      [1, 'createVariations', { uri, count: 2 }],
      [0, 'generateImage', { ...args, count: 1 }],
      [0, 'createVariations', { uri, count: 1 }],
      [0, 'regenerateImage', { uri }],
    ] as const) {
      await standIn.reset();
      await withSetting('fluxKlein.confirmImagesAbove', limit, async () => {
        const bodies = await confirming(command, given);
        assert.equal(bodies.length, 2 - Number(limit === 0), command);
      });
    }
    await standIn.reset();
    await withSetting('fluxKlein.confirmImagesAbove', 2, () => generate(args));
    assert.equal(await paidCount(), 2);
  });

  test('a person is asked, by the name of the model, before variations of another model are made', async () => {
    const uri = await makeUncheckedFox();
    const parts = createStudioParts({ secrets: createFakeSecrets(), ledger: createMemoryLedger() });
    const variations = createCreateVariations({
      ...parts,
      reading: createImageReading(imageTasks, imageInputOf),
      keyDialog: { ensure: async () => true } as ApiKeyDialog,
    });
    const asked: string[] = [];
    const backOut = async (question: string, { detail }: vscode.MessageOptions) =>
      void asked.push(`${question} ${detail}`);
    await withReplaced(vscode.window, 'showInformationMessage', backOut as never, async () => {
      assert.equal(await variations.forPerson(uri), undefined);
    });
    parts.dispose();
    assert.equal(asked.length, 1);
    assert.match(asked[0]!, /^Generate 4 images\? FLUX\.2 klein 9B\n/);
    assert.equal(await paidCount(), 0);
  });

  test('the prompt that is edited after variations failed is paid for as the first one was, by a yes', async () => {
    const [image] = await generate({ prompt: 'A fox', megapixels: '0.25', insert: false, folder });
    await standIn.reset();
    const parts = createStudioParts({ secrets: createFakeSecrets(), ledger: createMemoryLedger() });
    const variations = createCreateVariations({
      ...parts,
      reading: createImageReading(imageTasks, imageInputOf),
      keyDialog: { ensure: async () => true } as ApiKeyDialog,
    });
    await standIn.addFault({ fault: 'safetyRefusal', times: 4 });
    const asked: string[] = [];
    const backedOut = Promise.withResolvers<void>();
    const confirm = async (question: string, _: vscode.MessageOptions, proceed: string) => {
      asked.push(question);
      if (asked.length === 1) return proceed;
      backedOut.resolve();
      return undefined;
    };
    const createInputBox = () => {
      let accept = (): unknown => undefined;
      let hide = (): unknown => undefined;
      const none = { dispose: () => undefined };
      return {
        value: '',
        onDidAccept: (listener: () => unknown) => ((accept = listener), none),
        onDidChangeValue: () => none,
        onDidTriggerButton: () => none,
        onDidHide: (listener: () => unknown) => ((hide = listener), none),
        show: () => void setTimeout(() => accept()),
        hide: () => void hide(),
        dispose: () => undefined,
      };
    };
    const press = async (_: string, ...items: vscode.MessageItem[]) =>
      items.find(({ title }) => title === 'Edit Prompt');
    await withReplaced(vscode.window, 'showInformationMessage', confirm as never, () =>
      withReplaced(vscode.window, 'showErrorMessage', press as never, () =>
        withReplaced(vscode.window, 'createInputBox', createInputBox as never, () =>
          withSetting('fluxKlein.confirmImagesAbove', 0, async () => {
            await variations.forPerson(vscode.Uri.parse(image!.uri, true));
            await backedOut.promise;
          }),
        ),
      ),
    );
    parts.dispose();
    assert.deepEqual(asked, ['Generate 4 images?', 'Generate 4 images?']);
    assert.equal(await paidCount(), 4);
  });

  test('the model of a workspace is named before the first payment, once, and the person’s own is not', async () => {
    const said: string[] = [];
    const note = async (text: string): Promise<undefined> => void said.push(`${text}`);
    const args = { prompt: 'A fox', megapixels: '0.25', insert: false, folder };
    await withReplaced(vscode.window, 'showInformationMessage', note as never, async () => {
      const studio = createStudio();
      await withSetting('fluxKlein.model', other, () => studio.generate(args), Global);
      assert.deepEqual(said, []);
      await withSetting(
        'fluxKlein.model',
        other,
        async () => {
          await standIn.addFault({ fault: 'http500' });
          await studio.generate(args);
          assert.equal(said.length, 1);
          await studio.generate(args);
        },
        Workspace,
      );
      studio.dispose();
    });
    assert.deepEqual(said, [`The settings of this workspace choose the model ${other}.`]);
  });

  test('a plan shows the model, a checker that is off, and what of the file is not followed', async () => {
    const request = {
      prompt: 'A fox',
      model: other,
      aspectRatio: '1:1',
      outputFormat: 'webp',
      megapixels: '1',
    };
    const images = [
      { label: 'a', request: { ...request, disableSafetyChecker: true } },
      { label: 'b', request: { ...request, disableSafetyChecker: false }, note: 'a note' },
    ] as PlannedImage[];
    const shown: string[] = [];
    const create = vscode.window.createQuickPick;
    const createQuickPick = <T extends vscode.QuickPickItem>(): vscode.QuickPick<T> => {
      const pick = create<T>();
      const show = pick.show.bind(pick);
      pick.show = () => {
        shown.push(...pick.items.map(({ description }) => description ?? ''));
        show();
        setTimeout(() => pick.hide(), 100);
      };
      return pick;
    };
    const chosen = await withReplaced(vscode.window, 'createQuickPick', createQuickPick, () =>
      pickFromPlan({
        title: 'Plan',
        images,
        impossible: [],
        price: () => undefined,
        confirmAbove: 10,
      }),
    );
    assert.equal(chosen, undefined);
    assert.deepEqual(shown, [
      '1:1 · webp · FLUX.2 klein 9B · safety checker off',
      '1:1 · webp · FLUX.2 klein 9B · a note',
    ]);
  });
});

suite('Absurd plans', () => {
  let folder: string;
  setup(async () => {
    await standIn.reset();
    folder = freshFolder();
  });
  teardown(() => removeFolder(folder));

  test('a sheet of a million images fails by its line, at once, confirmed or not', async () => {
    const uri = await write(
      `${folder}/sheet.csv`,
      'prompt,seed\nan owl,1\n{0|1|2|3|4|5|6|7|8|9}{0|1|2|3|4|5|6|7|8|9}{0|1|2|3|4|5|6|7|8|9},1-1000\n',
    );
    for (const confirmed of [false, true]) {
      const { code, message } = await rejectionOf(run('runPromptSheet', { uri, confirmed }));
      assert.equal(code, 'badRequest');
      assert.match(message, /^Line 3: /);
    }
    assert.equal(await paidCount(), 0);
    assert.deepEqual(await filesBelow(folder), ['sheet.csv']);
  });

  test('a sheet that is longer than any sheet, or no file, is not read', async () => {
    const long = await write(`${folder}/sheet.csv`, `prompt\n${'a fox\n'.repeat(800_000)}`);
    assert.match((await rejectionOf(run('runPromptSheet', { uri: long }))).message, /4 MB/);
    const directory = inWorkspace(`${folder}/folder.csv`);
    await mkdir(directory.fsPath);
    const { code } = await rejectionOf(run('runPromptSheet', { uri: directory }));
    assert.equal(code, 'badRequest');
  });

  test('a document of more missing pictures than one command makes fails by its line', async () => {
    const lines = Array.from({ length: 10_050 }, (_, nth) => `![a](img/${nth}.webp)`);
    const uri = await write(`${folder}/page.md`, `# Many\n\n${lines.join('\n')}\n`);
    for (const [command, args] of [
      ['generateMissingImages', { uri, confirmed: true }],
      ['generateMissingImagesInWorkspace', { confirmed: true }],
    ] as const) {
      const { code, message } = await rejectionOf(run<GeneratedImage[]>(command, args));
      assert.equal(code, 'badRequest');
      assert.match(message, /page\.md, line 10003: .*10,000 images/);
    }
    assert.equal(await paidCount(), 0);
  });
});
