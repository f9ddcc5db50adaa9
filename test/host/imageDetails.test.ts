import { imageInputOf } from '../../src/vscode/host/imageInput.ts';
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Provenance } from '../../src/core/provenance/provenance.ts';
import { hoverText } from '../../src/vscode/editor/imageHover.ts';
import { showDetailsList, type DetailActions } from '../../src/vscode/dialogs/detailsList.ts';
import { createImageReading } from '../../src/app/images/imageReading.ts';
import { imageTasks } from '../support/imageTasks.ts';
import { generate } from './support/generate.ts';
import { putForeignImage } from './support/images.ts';
import { withReplaced } from './support/panel.ts';
import { standIn } from './support/standIn.ts';
import {
  closeEditors,
  freshFolder,
  inWorkspace,
  removeFolder,
  showDocument,
  withSetting,
} from './support/workspace.ts';

/** A list that a test looks at and presses Enter in. */
interface ListInTest {
  readonly list: vscode.QuickPick<vscode.QuickPickItem>;
  enter(label: string): void;
}

/** Runs what shows a list, with one that is never drawn. */
async function withList(show: () => Promise<unknown>): Promise<ListInTest> {
  const accepted = new vscode.EventEmitter<void>();
  const hidden = new vscode.EventEmitter<void>();
  const list = {
    items: [] as vscode.QuickPickItem[],
    activeItems: [] as vscode.QuickPickItem[],
    onDidAccept: accepted.event,
    onDidHide: hidden.event,
    show: () => undefined,
    hide: () => hidden.fire(),
    dispose: () => undefined,
  } as unknown as vscode.QuickPick<vscode.QuickPickItem>;
  await withReplaced(
    vscode.window,
    'createQuickPick',
    (() => list) as typeof vscode.window.createQuickPick,
    async () => void show(),
  );
  return {
    list,
    enter(label) {
      const item = list.items.find((each) => each.label === label);
      assert.ok(item, `${label} is not in the list`);
      list.activeItems = [item];
      accepted.fire();
    },
  };
}

const reading = createImageReading(imageTasks, imageInputOf);
const noActions: DetailActions = {
  open: () => undefined,
  regenerate: () => undefined,
  createVariations: () => undefined,
  reuseSettings: () => undefined,
  stripMetadata: () => undefined,
};

suite('Details of an image', () => {
  let folder: string;
  setup(async () => {
    await standIn.reset();
    folder = freshFolder();
  });
  teardown(async () => {
    await closeEditors();
    await removeFolder(folder);
  });

  async function makeFox(prompt = 'A fox'): Promise<vscode.Uri> {
    const [image] = await generate({ prompt, seed: 12, insert: false, folder, fileName: 'fox' });
    return vscode.Uri.parse(image!.uri, true);
  }

  test('are rows that Enter copies, the prompt first and as it stands in the file', async () => {
    const uri = await makeFox('A fox\nwith $(trash) and two lines');
    const details = await reading.detailsOf(uri, 1e7);
    const { list, enter } = await withList(() => showDetailsList(details, noActions));
    assert.match(list.title ?? '', /^fox\.webp \(WEBP · 1024 × 1024 · \d+ KB\)$/);
    const labels = list.items.map(({ label }) => label);
    assert.deepEqual(labels.slice(0, 4), ['Open the image', 'Prompt', 'Seed', 'Model']);
    const shown = JSON.stringify(
      list.items.map(({ label, description, detail }) => [label, description, detail]),
    );
    assert.ok(!shown.includes('$(trash)'), 'a text from a file became an icon');
    enter('Prompt');
    assert.equal(await vscode.env.clipboard.readText(), 'A fox\nwith $(trash) and two lines');
    enter('Seed');
    assert.equal(await vscode.env.clipboard.readText(), '12');
  });

  test('offer what can be done with the image', async () => {
    const uri = await makeFox();
    const done: string[] = [];
    const note = (name: string) => (given: vscode.Uri) => done.push(`${name} ${given.path}`);
    const actions = Object.fromEntries(
      Object.keys(noActions).map((name) => [name, note(name)]),
    ) as unknown as DetailActions;
    const details = await reading.detailsOf(uri, 1e7);
    for (const label of ['Regenerate', 'Create variations', 'Reuse settings', 'Strip metadata']) {
      const { enter } = await withList(() => showDetailsList(details, actions));
      enter(label);
    }
    assert.deepEqual(
      done,
      ['regenerate', 'createVariations', 'reuseSettings', 'stripMetadata'].map(
        (name) => `${name} ${uri.path}`,
      ),
    );
  });

  test('of an image by another tool are what it holds', async () => {
    const uri = await putForeignImage(`${folder}/foreign.jpg`, { comment: 'drawn by hand' });
    const details = await reading.detailsOf(uri, 1e7);
    const { list } = await withList(() => showDetailsList(details, noActions));
    assert.ok(JSON.stringify(list.items).includes('drawn by hand'));
    assert.ok(!list.items.some(({ label }) => label === 'Reuse settings'));
  });

  test('stand over the image in a document, as text whatever they say', async () => {
    const prompt = '[press](command:workbench.action.quit) **bold** <b>html</b> `x`\n\n# big';
    await makeFox(prompt);
    const editor = await showDocument(`${folder}/page.md`, 'Text\n\n![a fox](fox.webp)\n');
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      editor.document.uri,
      new vscode.Position(2, 5),
    );
    const texts = hovers.flatMap(({ contents }) => contents) as vscode.MarkdownString[];
    const ours = texts.find(({ value }) => value.includes('fluxKlein.'));
    assert.ok(ours, 'no hover of ours');
    assert.ok(ours.value.includes('12'));
    assert.ok(!ours.value.includes('[press](command:'));
    assert.ok(!ours.value.includes('**bold**'));
    assert.notEqual(ours.isTrusted, true);
    assert.notEqual(ours.supportHtml, true);
  });

  test('do not stand over other text, nor where the setting says so', async () => {
    await makeFox();
    const editor = await showDocument(`${folder}/page.md`, 'Text\n\n![a fox](fox.webp)\n');
    const hoverAt = async (line: number): Promise<boolean> => {
      const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
        'vscode.executeHoverProvider',
        editor.document.uri,
        new vscode.Position(line, 3),
      );
      const texts = hovers.flatMap(({ contents }) => contents) as vscode.MarkdownString[];
      return texts.some(({ value }) => value.includes('fluxKlein.'));
    };
    assert.equal(await hoverAt(0), false);
    assert.equal(await hoverAt(2), true);
    await withSetting('fluxKlein.documentHints', false, async () => {
      assert.equal(await hoverAt(2), false);
    });
  });

  test('link to three commands only, with arguments that no name breaks out of', () => {
    const provenance = { prompt: 'A fox', model: 'm', seed: 1, aspectRatio: '1:1' } as Provenance;
    const uri = inWorkspace(`${folder}/a) [x](command:quit 'b'.webp`);
    const text = hoverText(uri, provenance);
    assert.deepEqual(text.isTrusted, {
      enabledCommands: [
        'fluxKlein.showImageDetails',
        'fluxKlein.regenerateImage',
        'fluxKlein.createVariations',
      ],
    });
    const targets = [...text.value.matchAll(/\]\(([^)]*)\)/g)].map(([, target]) => target ?? '');
    assert.equal(targets.length, 4);
    for (const target of targets.slice(1)) {
      const [, args] = /^command:fluxKlein\.\w+\?(.+)$/.exec(target) ?? [];
      // As VS Code itself writes a URI, which it makes one of again before it calls the command.
      const [given, ...others] = JSON.parse(decodeURIComponent(args ?? '')) as vscode.Uri[];
      assert.deepEqual(others, []);
      assert.deepEqual([given?.scheme, given?.path], [uri.scheme, uri.path]);
    }
  });
});
