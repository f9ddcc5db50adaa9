import assert from 'node:assert/strict';
import { mkdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import type { HistoryItem } from '../../src/protocol/historyMessages.ts';
import { watchImages } from '../../src/vscode/host/imageWatch.ts';
import {
  createMemento,
  noWishes,
  openHistory,
  putMadeImage,
  type HistoryInTest,
  type HistoryTestOptions,
} from './support/history.ts';
import { putForeignImage } from './support/images.ts';
import { withReplaced } from './support/panel.ts';
import {
  closeEditors,
  freshFolder,
  inWorkspace,
  removeFolder,
  showDocument,
  withSetting,
} from './support/workspace.ts';

suite('The history', () => {
  let folder: string;
  /** A word of this test's prompts only: other files of tests may have left images. */
  let word: string;
  const open: HistoryInTest[] = [];
  setup(async () => {
    await closeEditors();
    folder = freshFolder();
    word = folder.replace('-', '');
  });
  teardown(async () => {
    for (const history of open.splice(0)) history.dispose();
    await closeEditors();
    await removeFolder(folder);
  });

  /** Opens the view, which looks for the images of this test. */
  function show(options: HistoryTestOptions = {}): HistoryInTest {
    const history = openHistory(options);
    open.push(history);
    history.send({ type: 'ready', wishes: { ...noWishes, search: word } });
    return history;
  }

  const put = (name: string, day: number, prompt = 'fox', more = {}) =>
    putMadeImage(`${folder}/${name}`, {
      prompt: `${prompt} ${word}`,
      createdAt: `2026-03-${String(day).padStart(2, '0')}T10:00:00Z`,
      ...more,
    });
  const namesOf = (items: readonly HistoryItem[]): string =>
    items.map(({ fileName }) => fileName.slice(fileName.lastIndexOf('/') + 1, -5)).join(' ');
  const listed = (history: HistoryInTest, names: string) =>
    history.untilListed((items) => namesOf(items) === names);

  test('has the images that were generated here, newest first and by prompt, and no others', async () => {
    await put('a.webp', 1);
    await put('b.webp', 3, 'lake');
    await put('c.webp', 2);
    await put('d.webp', 4);
    await putForeignImage(`${folder}/foreign.webp`, { comment: word });
    await writeFile(inWorkspace(`${folder}/text.webp`).fsPath, word);
    const history = show();
    const items = await listed(history, 'd c a b');
    const { groupSizes, models, total } = await history.untilState(() => true);
    assert.deepEqual(groupSizes, [3, 1]);
    assert.ok(total >= 4);
    assert.ok(models.some(({ label }) => label === 'FLUX.2 klein 4B'));
    assert.equal(items[0]?.fileName, `${folder}/d.webp`);
    assert.equal(items[0]?.prompt, `fox ${word}`);
  });

  test('finds words in any order and narrows by model and ratio', async () => {
    await put('a.webp', 1, 'Ein Füchslein', { aspectRatio: '16:9' });
    await put('b.webp', 2, 'Ein Füchslein', { model: 'black-forest-labs/flux-2-klein-9b' });
    await put('c.webp', 3, 'lake');
    const history = show();
    await listed(history, 'c b a');
    const wish = (wishes: object) =>
      history.send({ type: 'filter', wishes: { ...noWishes, search: word, ...wishes } });
    wish({ search: `${word} FUCHS ein` });
    await listed(history, 'b a');
    wish({ aspectRatio: '16:9' });
    await listed(history, 'a');
    wish({ model: 'black-forest-labs/flux-2-klein-9b' });
    await listed(history, 'b');
  });

  test('an image that is moved keeps its place and stays a favourite', async () => {
    const memento = createMemento();
    await put('a.webp', 1);
    const uri = await put('b.webp', 2);
    await put('c.webp', 3);
    const history = show({ memento });
    const [, marked] = await listed(history, 'c b a');
    history.send({ type: 'act', id: marked!.id, action: 'markFavourite' });
    await history.untilListed((items) => items[1]?.isFavourite === true);
    await vscode.workspace.fs.rename(uri, inWorkspace(`${folder}/deep/moved.webp`));
    const items = await listed(history, 'c moved a');
    assert.equal(items[1]?.isFavourite, true);
    const later = show({ memento });
    later.send({
      type: 'filter',
      wishes: { ...noWishes, search: word, isFavouritesOnly: true },
    });
    await listed(later, 'moved');
  });

  test('notices what other programs add, change and delete', async () => {
    const uri = await put('a.webp', 1);
    const history = show();
    await listed(history, 'a');
    await put('b.webp', 2);
    await listed(history, 'b a');
    await put('a.webp', 3, 'lake');
    await listed(history, 'a b');
    await rm(uri.fsPath);
    await listed(history, 'b');
    await put('deep/c.webp', 4);
    await listed(history, 'c b');
    await rm(inWorkspace(`${folder}/deep`).fsPath, { recursive: true });
    await listed(history, 'b');
  });

  test('looks into a folder that comes, since what is in it may come without a word of its own', async () => {
    const told = Promise.withResolvers<ReadonlySet<string> | undefined>();
    const watch = watchImages({ onChange: told.resolve, hasBelow: () => false });
    await mkdir(inWorkspace(`${folder}/new`).fsPath, { recursive: true });
    assert.deepEqual([...((await told.promise) ?? [])], []);
    watch.dispose();
  });

  test('notices on coming into sight what happened meanwhile', async () => {
    const uri = await put('a.webp', 1);
    await put('b.webp', 2);
    const storageUri = inWorkspace(`${folder}/.storage`);
    await listed(show({ storageUri }), 'b a');
    await untilKept(storageUri);
    open.pop()!.dispose();
    await rm(uri.fsPath);
    await put('c.webp', 3);
    const later = show({ storageUri });
    await listed(later, 'c b');
    assert.ok(!later.opened.includes('b.webp'));
    assert.ok(later.opened.includes('c.webp'));
  });

  test('reads a file again where its time or its length is another, and only then', async () => {
    const storageUri = inWorkspace(`${folder}/.storage`);
    const changed = await put('a.webp', 1);
    const touched = await put('b.webp', 2);
    await put('c.webp', 3);
    await listed(show({ storageUri }), 'c b a');
    await untilKept(storageUri);
    open.pop()!.dispose();
    await put('a.webp', 4, 'another, longer prompt');
    await utimes(touched.fsPath, new Date(), new Date('2026-01-01'));
    assert.notEqual((await stat(changed.fsPath)).size, (await stat(touched.fsPath)).size);
    const later = show({ storageUri });
    await listed(later, 'a c b');
    const ofThisTest = later.opened.filter((name) => /^[abc]\.webp$/.test(name));
    assert.deepEqual(ofThisTest.sort(), ['a.webp', 'b.webp']);
  });

  test('is made anew from the files where what was kept is damaged', async () => {
    const storageUri = inWorkspace(`${folder}/.storage`);
    await put('a.webp', 1);
    await vscode.workspace.fs.createDirectory(storageUri);
    const file = vscode.Uri.joinPath(storageUri, 'history.jsonl').fsPath;
    for (const text of ['', '{"version":0}\n', '{"version":1,"folders":["x"]}\n[0,"y"]\n{', '\0']) {
      await writeFile(file, text);
      const history = show({ storageUri });
      await listed(history, 'a');
      assert.ok(history.opened.includes('a.webp'));
      // It must not write once more over what the next one shall find.
      await untilKept(storageUri);
      history.dispose();
    }
  });

  test('reads the heads of files and not their pictures', async () => {
    for (const day of [1, 2, 3]) await put(`${day}.webp`, day, 'fox', { side: 600 });
    const { size } = await stat(inWorkspace(`${folder}/1.webp`).fsPath);
    assert.ok(size > 200_000);
    const history = show();
    await listed(history, '3 2 1');
    assert.ok(history.bytesRead < history.opened.length * 24_000, `${history.bytesRead} bytes`);
  });

  test('leaves out what the settings exclude', async () => {
    await put('a.webp', 1);
    await put('hidden/b.webp', 2);
    const exclude = { '**/hidden': true };
    const run = async () => void (await listed(show(), 'a'));
    await withSetting('files.exclude', exclude, run, vscode.ConfigurationTarget.Workspace);
  });

  test('hands out pictures as bytes of their type, and nothing for what is no image any more', async () => {
    const uri = await put('a.webp', 1);
    const history = show();
    const [item] = await listed(history, 'a');
    const pictures = () => history.posts.flatMap((post) => (post.type === 'picture' ? [post] : []));
    history.send({ type: 'showPictures', ids: [item!.id, 'image-999999'] });
    await history.until(() => pictures().length === 1);
    assert.deepEqual(Buffer.from(pictures()[0]!.bytes), await readFile(uri.fsPath));
    assert.equal(pictures()[0]?.mimeType, 'image/webp');
    await writeFile(uri.fsPath, '<svg xmlns="http://www.w3.org/2000/svg"/>');
    history.send({ type: 'showPictures', ids: [item!.id] });
    await history.until(() => pictures().length === 2);
    assert.equal(pictures()[1]?.bytes.byteLength, 0);
  });

  test('a part of the list is handed out by its place', async () => {
    for (const day of [1, 2, 3]) await put(`${day}.webp`, day);
    const history = show();
    await listed(history, '3 2 1');
    history.send({ type: 'range', start: 1, count: 60 });
    await history.until((posts) => posts.some(({ type }) => type === 'items'));
    const part = history.posts.flatMap((post) => (post.type === 'items' ? [post] : []))[0];
    assert.equal(namesOf(part!.items), '2 1');
    assert.equal(part?.start, 1);
  });

  test('inserts into the document that was in front, and copies the link where there is none', async () => {
    await put('a.webp', 1);
    const history = show();
    const [item] = await listed(history, 'a');
    history.send({ type: 'act', id: item!.id, action: 'insert' });
    await history.until((posts) => posts.some(({ type }) => type === 'announce'));
    assert.match(await vscode.env.clipboard.readText(), /^!\[fox \w+\]\(.*a\.webp\)$/);
    const { document } = await showDocument(`${folder}/page.md`, '');
    await history.untilState(({ documentName }) => documentName === 'page.md');
    history.send({ type: 'act', id: item!.id, action: 'insert' });
    await history.until((posts) => posts.filter(({ type }) => type === 'announce').length === 2);
    assert.equal(document.getText(), `![fox ${word}](a.webp)`);
  });

  test('deletes several at once, after a warning where a document shows one', async () => {
    for (const day of [1, 2, 3]) await put(`${word}-${day}.webp`, day);
    await showDocument(`${folder}/page.md`, `![](${word}-2.webp)\n`);
    const history = show();
    const items = await listed(history, `${word}-3 ${word}-2 ${word}-1`);
    const asked: string[] = [];
    const agree = async (question: string, _options: unknown, button: string) => {
      asked.push(question);
      return button;
    };
    await withReplaced(vscode.window, 'showWarningMessage', agree, async () => {
      history.send({ type: 'delete', ids: [items[0]!.id, items[1]!.id] });
      await listed(history, `${word}-1`);
    });
    assert.equal(asked[0], 'Delete 2 images?');
    await assert.rejects(stat(inWorkspace(`${folder}/${word}-2.webp`).fsPath));
  });

  test('opens the panel where there is nothing to show yet', async () => {
    let isShown = false;
    const showPanel = async () => void (isShown = true);
    show({ showPanel }).send({ type: 'generate' });
    assert.ok(isShown);
  });

  test('does nothing for a message that is not one of its own, and says so in the log', async () => {
    const uri = await put('a.webp', 1);
    const history = show();
    const [item] = await listed(history, 'a');
    history.receive({ type: 'act', id: item!.id, action: 'remove' });
    history.receive({ type: 'delete', ids: [uri.fsPath] });
    history.receive(null);
    assert.equal(history.logged.filter((line) => /nothing was done/.test(line)).length, 3);
  });

  async function untilKept(storageUri: vscode.Uri): Promise<void> {
    const file = vscode.Uri.joinPath(storageUri, 'history.jsonl');
    for (;;) {
      const bytes = await vscode.workspace.fs.readFile(file).then(
        (kept) => kept,
        () => new Uint8Array(),
      );
      if (new TextDecoder().decode(bytes).includes(word)) return;
      await new Promise(setImmediate);
    }
  }

  test('a file that was renamed by hand is the same image', async () => {
    const uri = await put('a.webp', 1);
    await put('b.webp', 2);
    const history = show();
    await listed(history, 'b a');
    await rename(uri.fsPath, inWorkspace(`${folder}/z.webp`).fsPath);
    await listed(history, 'b z');
  });
});
