import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Provenance } from '../../src/core/provenance/provenance.ts';
import type { GenerationRequest } from '../../src/core/request.ts';
import { ImageError } from '../../src/core/errors.ts';
import { askWishes } from '../../src/vscode/dialogs/regenerateDialog.ts';
import { createRegenerateImage } from '../../src/vscode/commands/regenerateImage.ts';
import { createMemoryLedger } from '../support/memoryLedger.ts';
import { withReplaced } from './support/panel.ts';
import { standIn } from './support/standIn.ts';
import { createFakeSecrets } from './support/studio.ts';
import { createStudioParts } from './support/studioParts.ts';
import { postCount } from './support/traffic.ts';
import {
  filesBelow,
  freshFolder,
  inWorkspace,
  removeFolder,
  withSetting,
} from './support/workspace.ts';

const uri = vscode.Uri.parse('file:///site/fox.webp');
const provenance = { prompt: 'A fox\nin the snow', seed: 12 } as Provenance;
const request = {
  model: 'black-forest-labs/flux-2-klein-9b',
  disableSafetyChecker: false,
} as GenerationRequest;

/** Walks through the dialog: types the prompt, where one is given, and takes the item whose texts fit. */
const walking = (
  known: Provenance | undefined,
  choice: { readonly prompt?: string; readonly item: RegExp },
) => answering(choice, () => askWishes({ uri, provenance: known, request }, {}));

/** The same for whatever shows the dialog. */
async function answering<T>(
  choice: { readonly prompt?: string; readonly item: RegExp },
  run: () => Promise<T>,
): Promise<{
  wishes: T;
  shown: string;
  items: string[];
  titles: string[];
}> {
  let shown = '';
  const items: string[] = [];
  const titles: string[] = [];
  const input = <T extends object>(fields: T, onShow: (accept: () => void) => void) => {
    const accepted = new vscode.EventEmitter<void>();
    const hidden = new vscode.EventEmitter<void>();
    return Object.assign(fields, {
      buttons: [],
      onDidAccept: accepted.event,
      onDidHide: hidden.event,
      onDidChangeValue: new vscode.EventEmitter<string>().event,
      onDidTriggerButton: new vscode.EventEmitter<vscode.QuickInputButton>().event,
      show: () => onShow(() => accepted.fire()),
      hide: () => hidden.fire(),
      dispose: () => undefined,
    });
  };
  const createInputBox = () => {
    const box = input({ value: '', title: '' }, (accept) => {
      titles.push(box.title);
      shown = box.value;
      if (choice.prompt !== undefined) box.value = choice.prompt;
      accept();
    });
    return box;
  };
  const createQuickPick = () => {
    const none: vscode.QuickPickItem[] = [];
    const pick = input({ items: none, activeItems: none, title: '' }, (accept) => {
      titles.push(pick.title);
      items.push(...pick.items.map(({ label, detail }) => `${label} ${detail ?? ''}`));
      pick.activeItems = pick.items.filter((_, index) => choice.item.test(items[index]!));
      accept();
    });
    return pick;
  };
  const wishes = await withReplaced(vscode.window, 'createInputBox', createInputBox, () =>
    withReplaced(vscode.window, 'createQuickPick', createQuickPick, run),
  );
  return { wishes, shown, items, titles };
}

suite('The questions before an image is made again', () => {
  test('show the prompt, and keep its lines where nobody has changed it', async () => {
    const { wishes, shown } = await walking(provenance, { item: /^Same seed: 12 .*stays/ });
    assert.equal(shown, 'A fox in the snow');
    assert.deepEqual(wishes, { seed: 'same', old: 'keep' });
  });

  test('take other words, a new seed, and the trash', async () => {
    const prompt = 'An owl';
    const { wishes } = await walking(provenance, { prompt, item: /^New seed .*trash/ });
    assert.deepEqual(wishes, { seed: 'new', old: 'trash', prompt: 'An owl' });
  });

  test('name the model, and say that a file does not decide about the safety checker', async () => {
    const choice = { item: /^Same seed/ };
    const plain = await walking(provenance, choice);
    assert.deepEqual(plain.titles, Array(2).fill('Regenerate fox.webp · FLUX.2 klein 9B'));
    const unchecked = await walking({ ...provenance, disableSafetyChecker: true }, choice);
    for (const title of unchecked.titles) assert.match(title, /disableSafetyChecker is ignored/);
  });

  test('offer no seed that nobody knows', async () => {
    const { wishes, items } = await walking(undefined, { prompt: 'An owl', item: /stays/ });
    assert.equal(items.length, 2);
    assert.deepEqual(wishes, { seed: 'new', old: 'keep', prompt: 'An owl' });
  });
});

suite('An image that a person has made again', () => {
  const parts = createStudioParts({ secrets: createFakeSecrets(), ledger: createMemoryLedger() });
  let folder: string;
  suiteTeardown(() => parts.dispose());
  setup(async () => {
    await standIn.reset();
    folder = freshFolder();
  });
  teardown(() => removeFolder(folder));

  /** Regenerates where the old file cannot be renamed; resolves with the answer and all that was shown. */
  async function regenerate(answerToQuestion?: string) {
    const file = inWorkspace(`${folder}/fox-new.webp`);
    const { forPerson } = createRegenerateImage({
      ...parts,
      reading: { provenanceOf: async () => undefined, detailsOf: async () => undefined } as never,
      replacing: {
        reserve: async () => ({ file, release: () => undefined }),
        replace: async () => {
          throw new ImageError('cannotWrite', 'fox.webp could not be replaced.');
        },
      },
      keyDialog: { ensure: async () => true } as never,
    });
    const shown: string[] = [];
    const show = async (text: string): Promise<undefined> => void shown.push(text);
    const ask = async (text: string, ...rest: unknown[]): Promise<unknown> => {
      shown.push(text);
      return rest.find((each) => each === answerToQuestion);
    };
    const choice = { prompt: 'A fox', item: /stays/ };
    const run = () =>
      answering(choice, () => forPerson(inWorkspace(`${folder}/fox.webp`)) as Promise<unknown>);
    const { wishes: made } = await withReplaced(
      vscode.window,
      'showErrorMessage',
      show as never,
      () =>
        withReplaced(vscode.window, 'showWarningMessage', show as never, () =>
          withReplaced(vscode.window, 'showInformationMessage', ask as never, run),
        ),
    );
    return { made: made as { uri: string } | undefined, shown };
  }

  test('and that cannot take the place of the old one is saved beside it, which is no failure', async () => {
    const { made, shown } = await regenerate();
    assert.equal(made?.uri, inWorkspace(`${folder}/fox-new.webp`).toString());
    assert.deepEqual(await filesBelow(folder), ['fox-new.webp']);
    const told = 'fox.webp could not be replaced. The new image is fox-new.webp beside it.';
    assert.deepEqual(shown, [told, 'Saved fox-new.webp.']);
  });

  test('is asked about where the person wants to be asked every time', async () => {
    await withSetting('fluxKlein.confirmImagesAbove', 0, async () => {
      assert.deepEqual(await regenerate(), { made: undefined, shown: ['Generate one image?'] });
      assert.equal(postCount(await standIn.received()), 0);
      const { made, shown } = await regenerate('Generate');
      assert.ok(made);
      assert.equal(shown[0], 'Generate one image?');
    });
  });
});
