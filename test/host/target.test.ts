import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as vscode from 'vscode';
import { generate } from './support/generate.ts';
import { generateWhile } from './support/heldRequest.ts';
import { showMarked } from './support/markedText.ts';
import { createMemoryFiles } from './support/memoryFiles.ts';
import { standIn } from './support/standIn.ts';
import {
  closeEditors,
  freshFolder,
  inWorkspace,
  showDocument,
  withSetting,
} from './support/workspace.ts';

const small = { megapixels: '0.25', outputFormat: 'jpg' } as const;

/** Resolves once it holds, asking again at each event. */
function until(event: vscode.Event<unknown>, holds: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const subscription = event(() => check());
    const check = (): void => {
      if (!holds()) return;
      subscription.dispose();
      resolve();
    };
    check();
  });
}

const untilActive = (holds: (editor: vscode.TextEditor | undefined) => boolean): Promise<void> =>
  until(vscode.window.onDidChangeActiveTextEditor, () => holds(vscode.window.activeTextEditor));

suite('The target of links', () => {
  let folder = '';
  const disposables: vscode.Disposable[] = [];
  setup(async () => {
    folder = freshFolder();
    await standIn.reset();
    await closeEditors();
  });
  teardown(async () => {
    await closeEditors();
    for (const disposable of disposables.splice(0)) disposable.dispose();
  });

  const cat = () => ({ prompt: 'A cat', altText: 'cat', fileName: 'cat', folder, ...small });
  const link = '![cat](cat.jpg)';
  const showPage = (): Promise<vscode.TextEditor> =>
    showMarked(`${folder}/page.md`, 'Some ‹words\n');
  const withLink = `Some ${link}words\n`;

  test('with no editor open there is none: the link is relative to the workspace folder', async () => {
    const [image] = await generate(cat());
    assert.deepEqual([image?.inserted, image?.link], [false, `![cat](${folder}/cat.jpg)`]);
  });

  for (const [name, text] of [
    ['notes.txt', 'Some words\n'],
    ['data.json', '{ "some": "words" }\n'],
    ['code.ts', 'const some = "words";\n'],
  ] as const) {
    test(`${name} takes no links: the one that would fit is told`, async () => {
      await showPage();
      const { document } = await showDocument(`${folder}/sub/${name}`, text);
      const [image] = await generate(cat());
      assert.deepEqual([image?.inserted, image?.link], [false, '![cat](../cat.jpg)']);
      assert.equal(document.getText(), text);
    });
  }

  /** What is shown after the page, and is no target, so that the page still is. */
  const others: Record<string, () => Promise<unknown>> = {
    async 'the output panel'() {
      const channel = vscode.window.createOutputChannel('Flux test');
      disposables.push(channel);
      channel.appendLine('# Words of an output');
      channel.show(false);
      await vscode.commands.executeCommand('workbench.panel.output.focus');
    },
    async 'a diff editor'() {
      const [left, right] = await Promise.all(['left.md', 'right.md'].map(writeUnshown));
      await vscode.commands.executeCommand('vscode.diff', left, right, 'Left and right');
      await untilActive((editor) => editor?.document.uri.toString() === right?.toString());
    },
    async 'a diff editor of the page itself'() {
      const page = inWorkspace(`${folder}/page.md`);
      await vscode.commands.executeCommand('vscode.diff', await writeUnshown('left.md'), page);
      await until(
        vscode.window.tabGroups.onDidChangeTabs,
        () =>
          vscode.window.tabGroups.activeTabGroup.activeTab?.input instanceof
          vscode.TabInputTextDiff,
      );
      await vscode.commands.executeCommand('workbench.action.compareEditor.focusPrimarySide');
      await vscode.commands.executeCommand('cursorBottom');
    },
    async 'a document of a read-only file system'() {
      const files = createMemoryFiles({ isReadonly: true });
      disposables.push(files);
      files.put('/page.md', Buffer.from('Read-only'));
      await vscode.window.showTextDocument(files.uri('/page.md'));
    },
    async 'a read-only document of a writable file system'() {
      const files = createMemoryFiles();
      disposables.push(files);
      files.put('/page.md', Buffer.from('Read-only'));
      files.protect('/page.md');
      await vscode.window.showTextDocument(files.uri('/page.md'));
    },
    async 'a document that an extension provides'() {
      const provider = { provideTextDocumentContent: () => '# Shown only' };
      disposables.push(
        vscode.workspace.registerTextDocumentContentProvider('flux-shown', provider),
      );
      await vscode.window.showTextDocument(vscode.Uri.parse('flux-shown:/page.md'));
    },
    async 'a webview'() {
      disposables.push(
        vscode.window.createWebviewPanel('fluxTest', 'A webview', vscode.ViewColumn.Active),
      );
      await untilActive((editor) => editor === undefined);
    },
    async 'a webview beside'() {
      disposables.push(
        vscode.window.createWebviewPanel('fluxTest', 'A webview', vscode.ViewColumn.Beside),
      );
      await untilActive((editor) => editor === undefined);
    },
  };

  async function writeUnshown(name: string): Promise<vscode.Uri> {
    const uri = inWorkspace(`${folder}/${name}`);
    await mkdir(dirname(uri.fsPath), { recursive: true });
    await writeFile(uri.fsPath, `${name}\n`);
    return uri;
  }

  for (const [name, show] of Object.entries(others)) {
    test(`${name} is none: the editor focused before still is`, async () => {
      const { document } = await showPage();
      await show();
      const [image] = await generate(cat());
      assert.equal(image?.inserted, true);
      assert.equal(image.link, link);
      assert.equal(document.getText(), withLink);
    });

    if (name.includes('the page itself')) continue;
    test(`${name} alone leaves no target`, async () => {
      await show();
      const [image] = await generate(cat());
      assert.deepEqual([image?.inserted, image?.link], [false, `![cat](${folder}/cat.jpg)`]);
    });
  }

  test('a read-only document named as the argument takes none, and its text stays', async () => {
    const files = createMemoryFiles({ isReadonly: true });
    disposables.push(files);
    files.put('/page.md', Buffer.from('Read-only'));
    const [image] = await generate({ ...cat(), document: files.uri('/page.md') });
    assert.equal(image?.inserted, false);
  });

  test('a document that is made read-only for the session takes none', async () => {
    const { document } = await showPage();
    await vscode.commands.executeCommand('workbench.action.files.setActiveEditorReadonlyInSession');
    try {
      const [image] = await generate(cat());
      assert.equal(image?.inserted, false);
      assert.equal(document.getText(), 'Some words\n');
    } finally {
      await vscode.commands.executeCommand(
        'workbench.action.files.resetActiveEditorReadonlyInSession',
      );
    }
  });

  test('an editor that is closed is no target any more: the one before it is, if it is open', async () => {
    const first = await showPage();
    await showMarked(`${folder}/second.md`, 'Second‹\n');
    disposables.push(
      vscode.window.createWebviewPanel('fluxTest', 'A webview', vscode.ViewColumn.Active),
    );
    await untilActive((editor) => editor === undefined);
    const closeTab = async (name: string): Promise<void> => {
      const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
      const tab = tabs.find(({ label }) => label === name);
      assert.ok(tab);
      await vscode.window.tabGroups.close(tab);
    };
    await closeTab('second.md');
    assert.equal((await generate(cat()))[0]?.inserted, true);
    assert.equal(first.document.getText(), withLink);
    await first.document.save();
    await closeTab('page.md');
    assert.equal((await generate(cat()))[0]?.inserted, false);
    const { document } = await vscode.window.showTextDocument(inWorkspace(`${folder}/page.md`));
    assert.equal(document.getText(), withLink);
  });

  test('it stays the same while the image is made, whatever gets the focus', async () => {
    const { document } = await showPage();
    const [image] = await generateWhile(cat(), () => showDocument(`${folder}/other.txt`, ''));
    assert.equal(image?.inserted, true);
    assert.equal(document.getText(), withLink);
  });

  test('a document of another file system takes the whole URI, as no relative path leads there', async () => {
    const files = createMemoryFiles();
    disposables.push(files);
    files.put('/page.md', Buffer.from('Some words\n'));
    const editor = await vscode.window.showTextDocument(files.uri('/page.md'));
    const [image] = await generate(cat());
    assert.equal(image?.inserted, true);
    assert.equal(editor.document.getText(), `![cat](${image.uri})Some words\n`);
  });

  test('an untitled Markdown document: the link is relative to the workspace folder', async () => {
    const document = await vscode.workspace.openTextDocument({
      language: 'markdown',
      content: 'Some words\n',
    });
    const editor = await vscode.window.showTextDocument(document);
    editor.selection = new vscode.Selection(0, 5, 0, 5);
    const [image] = await generate(cat());
    assert.deepEqual([image?.inserted, image?.link], [true, `![cat](${folder}/cat.jpg)`]);
    assert.equal(document.getText(), `Some ![cat](${folder}/cat.jpg)words\n`);
    const beside = await generate({ ...cat(), folder: `./${folder}` });
    assert.equal(beside[0]?.link, `![cat](${folder}/cat-1.jpg)`);
  });

  test('an untitled document that has a place already: the link is relative to it', async () => {
    const uri = inWorkspace(`${folder}/deep/new.md`).with({ scheme: 'untitled' });
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document);
    const [image] = await generate(cat());
    assert.deepEqual([image?.inserted, image?.link], [true, '![cat](../cat.jpg)']);
    assert.equal(document.getText(), '![cat](../cat.jpg)');
  });

  suite('a notebook', () => {
    const writeNotebook = async (): Promise<vscode.Uri> => {
      const uri = inWorkspace(`${folder}/papers/book.ipynb`);
      const cell = (type: string, source: string) => ({
        cell_type: type,
        metadata: {},
        source: [source],
        ...(type === 'code' && { outputs: [], execution_count: null }),
      });
      await mkdir(dirname(uri.fsPath), { recursive: true });
      await writeFile(
        uri.fsPath,
        JSON.stringify({
          cells: [cell('code', 'print(1)'), cell('markdown', 'Some words')],
          metadata: {},
          nbformat: 4,
          nbformat_minor: 5,
        }),
      );
      return uri;
    };

    const showCell = async (index: number): Promise<vscode.TextDocument> => {
      const notebook = await vscode.workspace.openNotebookDocument(await writeNotebook());
      const range = new vscode.NotebookRange(index, index + 1);
      await vscode.window.showNotebookDocument(notebook, { selections: [range] });
      await vscode.commands.executeCommand('notebook.cell.edit');
      const { document } = notebook.cellAt(index);
      await untilActive((editor) => editor?.document === document);
      return document;
    };

    test('a Markdown cell takes the link, relative to the notebook', async () => {
      const document = await showCell(1);
      const editor = vscode.window.activeTextEditor!;
      editor.selection = new vscode.Selection(0, 5, 0, 5);
      const [image] = await generate(cat());
      assert.deepEqual([image?.inserted, image?.link], [true, '![cat](../cat.jpg)']);
      assert.equal(document.getText(), 'Some ![cat](../cat.jpg)words');
    });

    test('./ is the folder of the notebook, and ${docName} its name', async () => {
      const document = await showCell(1);
      const [image] = await generate({ ...cat(), folder: './', fileName: '${docName}' });
      assert.equal(image?.link, '![cat](book.jpg)');
      assert.ok(document.getText().includes(image.link));
    });

    test('markdown.copyFiles.destination counts in each of its cells', async () => {
      await withSetting('markdown.copyFiles.destination', { '*.ipynb': 'copied/' }, async () => {
        for (const index of [0, 1]) {
          await showCell(index);
          const [image] = await generate({
            ...cat(),
            folder: undefined,
            fileName: `cell-${index}`,
          });
          const place = inWorkspace(`${folder}/papers/copied/cell-${index}.jpg`);
          assert.equal(image?.uri, place.toString());
        }
      });
    });

    test('a code cell takes none', async () => {
      const document = await showCell(0);
      const [image] = await generate(cat());
      assert.equal(image?.inserted, false);
      assert.equal(document.getText(), 'print(1)');
    });
  });
});
