import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { generate, rejection } from '../support/generate.ts';
import { standIn } from '../support/standIn.ts';
import { closeEditors } from '../support/workspace.ts';

const cat = { prompt: 'A cat', altText: 'cat', megapixels: '0.25', outputFormat: 'jpg' } as const;

suite('With no folder open', () => {
  let root = '';
  setup(async () => {
    assert.equal(vscode.workspace.workspaceFolders, undefined);
    root = await mkdtemp(join(tmpdir(), 'flux-klein-no-folder-'));
    await standIn.reset();
  });
  teardown(async () => {
    await closeEditors();
    await rm(root, { recursive: true, force: true });
  });

  async function showPage(): Promise<vscode.TextEditor> {
    const path = join(root, 'docs', 'page.md');
    await mkdir(join(root, 'docs'), { recursive: true });
    await writeFile(path, '');
    return vscode.window.showTextDocument(vscode.Uri.file(path), { preview: false });
  }

  const assertNoWorkspace = async (args: object = {}): Promise<void> => {
    assert.equal((await rejection({ ...cat, ...args })).code, 'noWorkspace');
    assert.equal((await standIn.received()).requests.length, 0);
  };

  test('images lie beside the document, in its own assets folder', async () => {
    const { document } = await showPage();
    const [image] = await generate(cat);
    assert.equal(image?.uri, vscode.Uri.file(join(root, 'docs/assets/a-cat.jpg')).toString());
    assert.equal(document.getText(), '![cat](assets/a-cat.jpg)');
  });

  test('the folder argument is relative to the document, and stays below it', async () => {
    await showPage();
    for (const folder of ['img', './img', '/img']) {
      const [image] = await generate({ ...cat, folder });
      assert.ok(image?.uri.startsWith(vscode.Uri.file(join(root, 'docs/img/')).toString()));
    }
    const { code } = await rejection({ ...cat, folder: '../img' });
    assert.equal(code, 'badRequest');
  });

  test('with no document there is no place: noWorkspace, before anything is sent', async () => {
    await assertNoWorkspace();
    await assertNoWorkspace({ folder: 'img' });
  });

  test('nor for an untitled document', async () => {
    const document = await vscode.workspace.openTextDocument({ language: 'markdown' });
    await vscode.window.showTextDocument(document);
    await assertNoWorkspace();
    assert.equal(document.getText(), '');
  });
});
