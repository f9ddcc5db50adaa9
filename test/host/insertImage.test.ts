import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { generate } from './support/generate.ts';
import { imagesIn } from '../support/imagesIn.ts';
import { showMarked } from './support/markedText.ts';
import { standIn } from './support/standIn.ts';
import { closeEditors, freshFolder, inWorkspace, showDocument } from './support/workspace.ts';

interface Inserted {
  link: string;
  inserted: boolean;
}

const insertImage = (...args: unknown[]): Thenable<Inserted> =>
  vscode.commands.executeCommand('fluxKlein.insertImage', ...args);

suite('Insert Image with arguments', () => {
  let folder = '';
  setup(() => {
    folder = freshFolder();
  });
  teardown(closeEditors);

  const imageUri = (name = 'red-fox_2.webp'): vscode.Uri => inWorkspace(`${folder}/img/${name}`);

  test('puts the link at the cursor, with the name of the file in words', async () => {
    const editor = await showMarked(`${folder}/docs/page.md`, 'Some ‹words\n');
    const result = await insertImage({ uri: imageUri() });
    assert.deepEqual(result, { link: '![red fox 2](../img/red-fox_2.webp)', inserted: true });
    assert.equal(editor.document.getText(), `Some ${result.link}words\n`);
    assert.equal(editor.document.getText(editor.selection), 'red fox 2');
  });

  test('an image that was made here gets its prompt for an alt text, as when it was made', async () => {
    await standIn.reset();
    await showMarked(`${folder}/page.md`, '‹');
    const [image] = await generate({ prompt: 'A fox\n[in snow]', insert: false, folder });
    const { link } = await insertImage({ uri: image!.uri });
    assert.equal(link, image!.link);
    assert.deepEqual(imagesIn(link)[0]?.altText, 'A fox [in snow]');
  });

  test('takes the URI as a text, too, and an alt text that looks like a snippet', async () => {
    const editor = await showMarked(`${folder}/page.md`, 'Some words‹');
    const altText = 'A [fox] $1 ${CLIPBOARD} \\ }';
    const { inserted } = await insertImage({ uri: imageUri('a b#c.png').toString(), altText });
    assert.equal(inserted, true);
    const [found] = imagesIn(editor.document.getText());
    assert.equal(found?.altText, altText);
    assert.equal(found?.target, 'img/a b#c.png');
  });

  test('after a selection it gets a paragraph of its own', async () => {
    const editor = await showMarked(`${folder}/page.md`, 'A ‹fox›.\nMore.\n');
    await insertImage({ uri: imageUri(), altText: 'fox' });
    assert.equal(editor.document.getText(), 'A fox.\n\n![fox](img/red-fox_2.webp)\n\nMore.\n');
  });

  test('a decorative image has an empty alt text', async () => {
    const editor = await showMarked(`${folder}/page.md`, '‹');
    await insertImage({ uri: imageUri(), altText: '' });
    assert.equal(editor.document.getText(), '![](img/red-fox_2.webp)');
  });

  test('a named document gets it, shown or not, and the active one does not', async () => {
    const named = await showMarked(`${folder}/docs/named.md`, 'Named‹\n');
    const active = await showMarked(`${folder}/active.md`, 'Active‹\n');
    const { uri } = named.document;
    const { link } = await insertImage({ uri: imageUri(), document: uri });
    assert.equal(link, '![red fox 2](../img/red-fox_2.webp)');
    assert.equal(named.document.getText(), `Named${link}\n`);
    assert.equal(active.document.getText(), 'Active\n');
  });

  test('a URI as the first argument, as menus pass it, names the image', async () => {
    const editor = await showMarked(`${folder}/page.md`, '‹');
    const uri = imageUri();
    assert.equal((await insertImage(uri, [uri])).inserted, true);
    assert.equal(editor.document.getText(), '![red fox 2](img/red-fox_2.webp)');
  });

  test('with no Markdown document the link is told, relative to the workspace folder', async () => {
    const link = `![red fox 2](${folder}/img/red-fox_2.webp)`;
    assert.deepEqual(await insertImage({ uri: imageUri() }), { link, inserted: false });
    const editor = await showDocument(`${folder}/notes.txt`, 'Text\n');
    const told = await insertImage({ uri: imageUri() });
    assert.deepEqual(told, { link: '![red fox 2](img/red-fox_2.webp)', inserted: false });
    assert.equal(editor.document.getText(), 'Text\n');
  });

  const wrong: Record<string, [args: object, message: RegExp]> = {
    'no uri': [{}, /^uri must be /],
    'a uri that is none': [{ uri: 'img/red-fox.webp' }, /^uri must be /],
    'a uri of another type': [{ uri: 7 }, /^uri must be /],
    'a uri that cannot be read': [{ uri: 'file:////a.png' }, /^uri must be /],
    'an alt text that is no text': [{ uri: 'file:///a.png', altText: 1 }, /^altText must be /],
    'a document that is no URI': [{ uri: 'file:///a.png', document: 'a.md' }, /^document must be /],
    'a document that is not there': [
      { uri: 'file:///a.png', document: 'file:///no/such/page.md' },
      /^document must be /,
    ],
    'an unknown name': [{ uri: 'file:///a.png', alt: 'x' }, /^alt is not an argument.*altText/],
  };
  for (const [name, [args, message]] of Object.entries(wrong)) {
    test(`${name} is refused, naming the field`, async () => {
      await assert.rejects(async () => insertImage(args), { code: 'badRequest', message });
    });
  }

  test('sends nothing to the service', async () => {
    await standIn.reset();
    await showMarked(`${folder}/page.md`, '‹');
    await insertImage({ uri: imageUri() });
    assert.equal((await standIn.received()).requests.length, 0);
  });
});
