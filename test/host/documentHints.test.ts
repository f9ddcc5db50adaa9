import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { acceptPlan, dismissPlan } from './support/plan.ts';
import { standIn } from './support/standIn.ts';
import { paidBodies } from '../support/paidBodies.ts';
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

const text =
  '# Foxes\n\n![a fox](fox.webp "draft")\n\nWords ![an owl](owl.png "draft").\n\n![](decor.png)\n\n![there](there.png)\n';

suite('Hints at missing images', () => {
  let folder: string;

  // They come a moment after the extension is activated, so as not to hold that up.
  suiteSetup(async function () {
    this.timeout(20_000);
    folder = freshFolder();
    const editor = await open();
    while ((await lensesOf(editor)).length === 0) await new Promise(setImmediate);
    await closeEditors();
    await removeFolder(folder);
  });
  setup(async () => {
    await standIn.reset();
    folder = freshFolder();
  });
  teardown(async () => {
    await closeEditors();
    await removeFolder(folder);
  });

  const open = async (name = 'page.md', content = text): Promise<vscode.TextEditor> => {
    const editor = await showDocument(`${folder}/${name}`, content);
    await writeFile(inWorkspace(`${folder}/there.png`).fsPath, 'x');
    return editor;
  };
  const lensesOf = async ({ document }: vscode.TextEditor): Promise<vscode.CodeLens[]> => {
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      'vscode.executeCodeLensProvider',
      document.uri,
      20,
    );
    return lenses.filter(({ command }) => command?.command.startsWith('fluxKlein.'));
  };
  const fixesAt = async (
    { document }: vscode.TextEditor,
    line: number,
    character: number,
  ): Promise<vscode.CodeAction[]> => {
    const at = new vscode.Range(line, character, line, character);
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      at,
      vscode.CodeActionKind.QuickFix.value,
    );
    return actions.filter(({ command }) => command?.command.startsWith('fluxKlein.'));
  };
  const run = ({ command }: { command?: vscode.Command }): Thenable<unknown> =>
    vscode.commands.executeCommand(command!.command, ...(command!.arguments ?? []));

  test('each missing image has one above its line, and the first one for all', async () => {
    const lenses = await lensesOf(await open());
    assert.deepEqual(
      lenses
        .map(({ range, command }) => [range.start.line, command?.title])
        .toSorted(
          (a, b) => Number(a[0]) - Number(b[0]) || String(b[1]).localeCompare(String(a[1])),
        ),
      [
        [2, 'Generate this image'],
        [2, 'Generate all 2 missing images'],
        [4, 'Generate this image'],
      ],
    );
    assert.equal(postCount(await standIn.received()), 0);
  });

  test('pressing one makes that image and leaves the document as it is', async () => {
    const editor = await open();
    const [lens] = (await lensesOf(editor)).filter(
      ({ range, command }) => range.start.line === 4 && command?.title === 'Generate this image',
    );
    await run(lens!);
    assert.deepEqual(await filesBelow(folder), ['owl.png', 'page.md', 'there.png']);
    assert.equal(editor.document.getText(), text);
    // VS Code tells of a new file a moment after it is there.
    const linesNow = async () => (await lensesOf(editor)).map(({ range }) => range.start.line);
    const untilMs = performance.now() + 20_000;
    while ((await linesNow()).length > 1 && performance.now() < untilMs) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    assert.deepEqual(await linesNow(), [2]);
  });

  test('a quick fix shows the plan and pays after a yes only, also for an image without words', async () => {
    const editor = await open();
    const [one, all] = await fixesAt(editor, 2, 5);
    assert.equal(one?.title, 'Generate this image');
    assert.equal(all?.title, 'Generate all 2 missing images');
    assert.deepEqual(await fixesAt(editor, 0, 2), []);
    assert.deepEqual(await fixesAt(editor, 8, 3), []);
    const [decorative] = await fixesAt(editor, 6, 3);
    const left = run(decorative!);
    await dismissPlan(left);
    assert.equal(await left, undefined);
    assert.equal(postCount(await standIn.received()), 0);
    const made = run(decorative!);
    await acceptPlan(made);
    assert.equal(((await made) as unknown[]).length, 1);
    assert.deepEqual(await filesBelow(folder), ['decor.png', 'page.md', 'there.png']);
  });

  test('pressing one whose title chooses another model shows the plan, too', async () => {
    const editor = await open('model.md', '![a fox](fox.webp "model=flux-2-klein-9b draft")\n');
    const [lens] = await lensesOf(editor);
    const left = run(lens!);
    await dismissPlan(left);
    assert.equal(await left, undefined);
    assert.equal(postCount(await standIn.received()), 0);
    const made = run(lens!);
    await acceptPlan(made);
    assert.equal(((await made) as unknown[]).length, 1);
    const [body] = paidBodies(await standIn.received());
    assert.match(String(body?.['model'] ?? 'black-forest-labs/flux-2-klein-9b'), /9b/);
  });

  test('the setting switches them off', async () => {
    const editor = await open();
    await withSetting('fluxKlein.documentHints', false, async () => {
      assert.deepEqual(await lensesOf(editor), []);
      assert.deepEqual(await fixesAt(editor, 2, 5), []);
    });
  });

  test('a document of a language without an extension has them by its name', async () => {
    const editor = await open('page.adoc', 'image::fox.png[a fox]\n');
    assert.equal((await lensesOf(editor)).length, 1);
  });
});
