import assert from 'node:assert/strict';
import { test } from 'node:test';
import { panelStrings } from '../../src/protocol/panelStrings.ts';
import type { PanelPage } from './panelPage.ts';
import { usePanel } from './panelBrowser.ts';
import { showPanel } from './scenes.ts';

const open = usePanel();

/** Drops a file, or texts by their type, and says whether the page kept the browser from its own way. */
function drop(
  { page }: PanelPage,
  what: { readonly file?: { name: string; type: string }; readonly texts?: [string, string][] },
): Promise<boolean> {
  return page.evaluate(`(() => {
    const { file, texts = [] } = ${JSON.stringify(what)};
    const dataTransfer = new DataTransfer();
    if (file) dataTransfer.items.add(new File([new Uint8Array([1, 2, 3])], file.name, { type: file.type }));
    for (const [type, text] of texts) dataTransfer.setData(type, text);
    const event = new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true });
    return !document.body.dispatchEvent(event);
  })()`);
}

test('an image of the computer is told with its name and bytes', async () => {
  const panelPage = await open();
  await showPanel(panelPage);
  assert.equal(await drop(panelPage, { file: { name: 'a fox.png', type: 'image/png' } }), true);
  const [told] = await panelPage.waitForPosted('dropBytes');
  assert.equal(told?.name, 'a fox.png');
  assert.deepEqual(await panelPage.complaints(), []);
  await panelPage.close();
});

test('an image of the workspace is told by its URI, and a link from elsewhere is left alone', async () => {
  const panelPage = await open();
  await showPanel(panelPage);
  const uri = 'file:///site/assets/a%20fox.webp';
  const list = 'application/vnd.code.uri-list';
  assert.equal(await drop(panelPage, { texts: [[list, `file:///site/a.md\r\n${uri}`]] }), true);
  assert.deepEqual(await panelPage.waitForPosted('dropFile'), [{ type: 'dropFile', uri }]);
  const link = 'https://example.org/fox.png';
  assert.equal(await drop(panelPage, { texts: [['text/uri-list', link]] }), false);
  assert.equal(await drop(panelPage, { texts: [['text/plain', 'a fox']] }), false);
  assert.equal((await panelPage.posted('dropFile')).length, 1);
  await panelPage.close();
});

test('the page says what a drop will do for as long as an image is held over it', async () => {
  const panelPage = await open();
  const { page } = panelPage;
  await showPanel(panelPage);
  const drag = (type: string, mimeType: string) =>
    page.evaluate(`{
      const dataTransfer = new DataTransfer();
      dataTransfer.setData('${mimeType}', 'file:///site/fox.webp');
      document.body.dispatchEvent(
        new DragEvent('${type}', { dataTransfer, bubbles: true, cancelable: true }));
    }`);
  await drag('dragover', 'text/plain');
  assert.equal(await page.evaluate('document.body.dataset.drop'), undefined);
  await drag('dragover', 'application/vnd.code.uri-list');
  assert.equal(await page.evaluate('document.body.dataset.drop'), panelStrings.dropHint);
  await drag('dragleave', 'application/vnd.code.uri-list');
  assert.equal(await page.evaluate('document.body.dataset.drop'), undefined);
  await panelPage.close();
});

test('a file that is no image is told to nobody, and does not replace the page', async () => {
  const panelPage = await open();
  await showPanel(panelPage);
  assert.equal(await drop(panelPage, { file: { name: 'page.html', type: 'text/html' } }), true);
  assert.deepEqual(await panelPage.posted('dropBytes'), []);
  await panelPage.close();
});
