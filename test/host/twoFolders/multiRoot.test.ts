import assert from 'node:assert/strict';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as vscode from 'vscode';
import { generate, rejection } from '../support/generate.ts';
import { standIn } from '../support/standIn.ts';
import { closeEditors, withSetting } from '../support/workspace.ts';

const cat = { prompt: 'A cat', altText: 'cat', megapixels: '0.25', outputFormat: 'jpg' } as const;

suite('With two folders open', () => {
  const [first, second] = vscode.workspace.workspaceFolders!.map(({ uri }) => uri);
  setup(() => standIn.reset());
  teardown(async () => {
    await closeEditors();
    for (const folder of [first, second]) {
      for (const name of ['assets', 'img', 'case']) {
        const { fsPath } = vscode.Uri.joinPath(folder!, name);
        await rm(fsPath, { recursive: true, force: true });
      }
    }
  });

  async function showIn(folder: vscode.Uri | undefined, name = 'page.md') {
    const uri = vscode.Uri.joinPath(folder!, 'case', name);
    await mkdir(dirname(uri.fsPath), { recursive: true });
    await writeFile(uri.fsPath, '');
    return vscode.window.showTextDocument(uri, { preview: false });
  }

  const assertIn = (folder: vscode.Uri | undefined, path: string, uri: string | undefined): void =>
    assert.equal(uri, vscode.Uri.joinPath(folder!, path).toString());

  for (const [name, folder] of Object.entries({ first, second })) {
    test(`a document in the ${name} folder has its images there`, async () => {
      const { document } = await showIn(folder);
      const [image] = await generate(cat);
      assertIn(folder, 'assets/a-cat.jpg', image?.uri);
      assert.equal(document.getText(), '![cat](../assets/a-cat.jpg)');
      const [other] = await generate({ ...cat, folder: '/img' });
      assertIn(folder, 'img/a-cat.jpg', other?.uri);
    });
  }

  test('a document named as the argument has its images in its own folder', async () => {
    await showIn(first);
    const { document } = await showIn(second, 'named.md');
    await showIn(first, 'active.md');
    const [image] = await generate({ ...cat, document: document.uri });
    assertIn(second, 'assets/a-cat.jpg', image?.uri);
    assert.equal(document.getText(), '![cat](../assets/a-cat.jpg)');
  });

  test('with no document, the images go to the first folder', async () => {
    const [image] = await generate(cat);
    assertIn(first, 'assets/a-cat.jpg', image?.uri);
    assert.deepEqual([image?.inserted, image?.link], [false, '![cat](assets/a-cat.jpg)']);
  });

  test('with a file of another kind in front, they go to its folder', async () => {
    const { uri } = (await showIn(second, 'picture.svg')).document;
    await closeEditors();
    await writeFile(uri.fsPath, '<svg xmlns="http://www.w3.org/2000/svg"/>');
    await writeFile(
      uri.fsPath.replace('.svg', '.gif'),
      Buffer.from('R0lGODlhAQABAAAAACw=', 'base64'),
    );
    const gif = uri.with({ path: uri.path.replace('.svg', '.gif') });
    await vscode.commands.executeCommand('vscode.open', gif);
    const [image] = await generate(cat);
    assertIn(second, 'assets/a-cat.jpg', image?.uri);
  });

  test('an untitled document with nothing else to go by has them in the first folder', async () => {
    const document = await vscode.workspace.openTextDocument({ language: 'markdown' });
    await vscode.window.showTextDocument(document);
    const [image] = await generate(cat);
    assertIn(first, 'assets/a-cat.jpg', image?.uri);
    assert.equal(document.getText(), '![cat](assets/a-cat.jpg)');
  });

  test('each folder has its own settings', async () => {
    const configuration = vscode.workspace.getConfiguration('fluxKlein', second);
    const target = vscode.ConfigurationTarget.WorkspaceFolder;
    await configuration.update('assetsFolder', 'img', target);
    try {
      await showIn(second);
      assertIn(second, 'img/a-cat.jpg', (await generate(cat))[0]?.uri);
      await showIn(first);
      assertIn(first, 'assets/a-cat.jpg', (await generate(cat))[0]?.uri);
    } finally {
      await configuration.update('assetsFolder', undefined, target);
      await rm(vscode.Uri.joinPath(second!, '.vscode').fsPath, { recursive: true, force: true });
    }
  });

  test('a folder argument may lead to the other folder, and not beside both', async () => {
    const { document } = await showIn(first);
    const name = second!.path.slice(second!.path.lastIndexOf('/') + 1);
    const [image] = await generate({ ...cat, folder: `../${name}/img` });
    assertIn(second, 'img/a-cat.jpg', image?.uri);
    assert.equal(document.getText(), `![cat](../../${name}/img/a-cat.jpg)`);
    assert.equal((await rejection({ ...cat, folder: '../neither' })).code, 'badRequest');
  });

  test('markdown.copyFiles.destination is read in the folder of the document', async () => {
    await withSetting('markdown.copyFiles.destination', { '/case/*': '/img/' }, async () => {
      await showIn(second);
      assertIn(second, 'img/a-cat.jpg', (await generate(cat))[0]?.uri);
    });
  });
});
