import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Provenance } from '../../src/core/provenance/provenance.ts';
import type { RegenerationWishes } from '../../src/core/provenance/requestAgain.ts';
import type { GenerationRequest } from '../../src/core/request.ts';
import { askWishes } from '../../src/vscode/commands/regenerateDialog.ts';
import { withReplaced } from './support/panel.ts';

const uri = vscode.Uri.parse('file:///site/fox.webp');
const provenance = { prompt: 'A fox\nin the snow', seed: 12 } as Provenance;
const request = {
  model: 'black-forest-labs/flux-2-klein-9b',
  disableSafetyChecker: false,
} as GenerationRequest;

/** Walks through the dialog: types the prompt, where one is given, and takes the item whose texts fit. */
async function walking(
  known: Provenance | undefined,
  choice: { readonly prompt?: string; readonly item: RegExp },
): Promise<{
  wishes: RegenerationWishes | undefined;
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
    withReplaced(vscode.window, 'createQuickPick', createQuickPick, () =>
      askWishes({ uri, provenance: known, request }, {}),
    ),
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
