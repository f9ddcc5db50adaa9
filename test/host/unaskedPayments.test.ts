import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { acceptPlan } from './support/plan.ts';
import { standIn } from './support/standIn.ts';
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

const { Workspace } = vscode.ConfigurationTarget;

/** Whatever a list that a save may have opened would do on Enter has been done after this. */
async function pressEnterForAWhile(): Promise<void> {
  await acceptPlan(new Promise((resolve) => setTimeout(resolve, 700)));
}

/** What a repository can write into its settings so that something is run at each save. */
const onSave: readonly [string, string, unknown][] = [
  ['quick fixes', 'editor.codeActionsOnSave', { quickfix: 'explicit' }],
  ['quick fixes at any save', 'editor.codeActionsOnSave', { quickfix: 'always' }],
  ['quick fixes, as a list', 'editor.codeActionsOnSave', ['quickfix']],
  ['everything that can be fixed', 'editor.codeActionsOnSave', { 'source.fixAll': 'explicit' }],
  ['everything by a kind without a name', 'editor.codeActionsOnSave', { '': 'explicit' }],
  ['a kind below ours', 'editor.codeActionsOnSave', { 'quickfix.fluxKlein': 'explicit' }],
];

const texts: readonly [string, string][] = [
  ['of several lines', '# Foxes\n\n![a fox](fox.webp "draft")\n\n![an owl](owl.png "draft")\n'],
  ['of one line', '![a fox](fox.webp "draft")'],
];

suite('Nothing is paid for without a press', () => {
  let folder: string;
  setup(async () => {
    await standIn.reset();
    folder = freshFolder();
  });
  teardown(async () => {
    await closeEditors();
    await removeFolder(folder);
  });

  /** Waits until the hints know of the missing images. */
  async function untilHinted({ document }: vscode.TextEditor): Promise<void> {
    for (;;) {
      const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
        'vscode.executeCodeLensProvider',
        document.uri,
        5,
      );
      if (lenses.some(({ command }) => command?.command.startsWith('fluxKlein.'))) return;
    }
  }

  for (const [what, setting, value] of onSave) {
    for (const [shape, text] of texts) {
      test(`saving a document ${shape} with ${what} on save opens nothing and sends nothing`, () =>
        withSetting(
          setting,
          value,
          async () => {
            const editor = await showDocument(`${folder}/page.md`, text);
            await untilHinted(editor);
            await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), ' '));
            await vscode.commands.executeCommand('workbench.action.files.save');
            assert.equal(editor.document.isDirty, false);
            await pressEnterForAWhile();
            assert.equal(postCount(await standIn.received()), 0);
            assert.deepEqual(await filesBelow(folder), ['page.md']);
          },
          Workspace,
        ));
    }
  }

  test('saving a notebook with quick fixes on save opens nothing and sends nothing', () =>
    withSetting(
      'notebook.codeActionsOnSave',
      { quickfix: 'explicit', 'notebook.quickfix': 'explicit', 'source.fixAll': 'explicit' },
      () =>
        withSetting(
          'editor.codeActionsOnSave',
          { quickfix: 'explicit' },
          async () => {
            await showDocument(`${folder}/page.md`, '');
            const uri = inWorkspace(`${folder}/book.ipynb`);
            const source = ['![a fox](fox.webp "draft")\n', '\n', '![an owl](owl.png "draft")'];
            const cells = [{ cell_type: 'markdown', metadata: {}, source }];
            const book = { cells, metadata: {}, nbformat: 4, nbformat_minor: 5 };
            await writeFile(uri.fsPath, JSON.stringify(book));
            const notebook = await vscode.workspace.openNotebookDocument(uri);
            await vscode.window.showNotebookDocument(notebook);
            const edit = new vscode.WorkspaceEdit();
            edit.insert(notebook.cellAt(0).document.uri, new vscode.Position(1, 0), 'Words');
            await vscode.workspace.applyEdit(edit);
            await vscode.commands.executeCommand('workbench.action.files.save');
            assert.equal(notebook.isDirty, false);
            await pressEnterForAWhile();
            assert.equal(postCount(await standIn.received()), 0);
            assert.deepEqual(await filesBelow(folder), ['book.ipynb', 'page.md']);
          },
          Workspace,
        ),
      Workspace,
    ));
});
