import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { deleteImages } from '../../src/vscode/views/panel/deleteImages.ts';
import { createMemoryFiles, type MemoryFiles } from './support/memoryFiles.ts';
import { withReplaced } from './support/panel.ts';
import {
  closeEditors,
  freshFolder,
  inWorkspace,
  removeFolder,
  showDocument,
} from './support/workspace.ts';

interface Asked {
  readonly question: string;
  readonly detail: string | undefined;
}

suite('Deleting images', () => {
  let files: MemoryFiles;
  let folder: string;
  setup(async () => {
    await closeEditors();
    files = createMemoryFiles();
    folder = freshFolder();
  });
  teardown(async () => {
    files.dispose();
    await closeEditors();
    await removeFolder(folder);
  });

  /** Deletes, pressing these buttons in turn; `undefined` backs out. */
  async function deleting(
    uris: readonly vscode.Uri[],
    ...answers: (string | undefined)[]
  ): Promise<{ gone: string[]; asked: Asked[] }> {
    const asked: Asked[] = [];
    const ask = async (
      question: string,
      { detail, modal }: vscode.MessageOptions,
      button: string,
    ): Promise<string | undefined> => {
      assert.equal(modal, true);
      const answer = answers[asked.length];
      asked.push({ question, detail });
      if (answer !== undefined) assert.equal(answer, button);
      return answer;
    };
    const gone = await withReplaced(vscode.window, 'showWarningMessage', ask, () =>
      deleteImages(uris),
    );
    return { gone: gone.map(String), asked };
  }

  /** Files on a file system that has no trash, each with a name that no other test has. */
  function imagesWithoutTrash(count: number): vscode.Uri[] {
    return Array.from({ length: count }, () => {
      const path = `/site/fox ${crypto.randomUUID()}.webp`;
      files.put(path, new Uint8Array(3));
      return files.uri(path);
    });
  }
  const { fs } = vscode.workspace;
  const nameOf = (uri: vscode.Uri): string => uri.path.slice(uri.path.lastIndexOf('/') + 1);

  test('without a trash asks first, by name, and deletes after a yes', async () => {
    const [uri] = imagesWithoutTrash(1);
    const { gone, asked } = await deleting([uri!], 'Delete for Good');
    assert.deepEqual(gone, [uri!.toString()]);
    assert.deepEqual(asked, [
      {
        question: `Delete ${nameOf(uri!)} for good?`,
        detail: 'There is no trash here to take it back from.',
      },
    ]);
    assert.deepEqual(files.paths(), []);
  });

  test('without a trash asks once for several', async () => {
    const uris = imagesWithoutTrash(3);
    const { gone, asked } = await deleting(uris, 'Delete for Good');
    assert.deepEqual(gone, uris.map(String));
    assert.deepEqual(
      asked.map(({ question }) => question),
      ['Delete 3 images for good?'],
    );
  });

  test('without a yes leaves everything as it is', async () => {
    const uris = imagesWithoutTrash(2);
    const { gone } = await deleting(uris, undefined);
    assert.deepEqual(gone, []);
    assert.equal(files.paths().length, 2);
  });

  test('warns where a document shows the image, by the name of the document', async () => {
    const [uri] = imagesWithoutTrash(1);
    await showDocument(`${folder}/page.md`, `![a](assets/${encodeURIComponent(nameOf(uri!))})\n`);
    const { gone, asked } = await deleting([uri!], undefined);
    assert.deepEqual(asked, [
      { question: 'Delete this image?', detail: 'It is shown in page.md.' },
    ]);
    assert.deepEqual([gone, files.paths().length], [[], 1]);
    const { gone: after } = await deleting([uri!], 'Delete', 'Delete for Good');
    assert.deepEqual(after, [uri!.toString()]);
  });

  test('sees a link that is not saved yet, and none that was taken out', async () => {
    const [uri, other] = imagesWithoutTrash(2);
    const editor = await showDocument(`${folder}/page.md`, `![a](<${nameOf(other!)}>)\n`);
    const whole = new vscode.Range(0, 0, 1, 0);
    await editor.edit((edit) => edit.replace(whole, `![a](<${nameOf(uri!)}>)\n`));
    assert.match((await deleting([uri!], undefined)).asked[0]?.detail ?? '', /page\.md/);
    const { asked } = await deleting([other!], undefined);
    assert.match(asked[0]?.question ?? '', /for good/);
  });

  test('names three documents and counts the rest', async () => {
    const [uri] = imagesWithoutTrash(1);
    for (const name of ['a', 'b', 'c', 'd', 'e']) {
      await showDocument(`${folder}/${name}.md`, nameOf(uri!));
    }
    const { asked } = await deleting([uri!], undefined);
    assert.match(asked[0]?.detail ?? '', /^It is shown in \w\.md, \w\.md, \w\.md and 2 more\.$/);
  });

  test('a trash that fails is not called none: the image stays, and the message says so', async () => {
    for (const failure of [
      vscode.FileSystemError.NoPermissions('no'),
      vscode.FileSystemError.Unavailable('away'),
      new vscode.FileSystemError('Failed to move to the recycle bin'),
      new Error('Failed'),
    ]) {
      const [uri] = imagesWithoutTrash(1);
      const said: string[] = [];
      const refuse = async (): Promise<void> => Promise.reject(failure);
      const warn = async (text: string): Promise<undefined> => void said.push(text);
      const gone = await withReplaced(vscode.window, 'showWarningMessage', warn, () =>
        deleteImages([uri!], { ...fs, delete: refuse }),
      );
      assert.deepEqual(gone, []);
      assert.deepEqual(said, [
        `${nameOf(uri!)} could not be moved to the trash, so it is still there.`,
      ]);
      assert.ok(files.read(uri!.path));
    }
  });

  test('holds at most eight documents in memory at once', async () => {
    const [uri] = imagesWithoutTrash(1);
    for (let index = 0; index < 40; index++) {
      const document = vscode.Uri.joinPath(inWorkspace(folder), `page-${index}.md`);
      await vscode.workspace.fs.writeFile(document, new Uint8Array(4));
    }
    let reading = 0;
    let most = 0;
    const readFile = async (each: vscode.Uri): Promise<Uint8Array> => {
      most = Math.max(most, ++reading);
      const bytes = await fs.readFile(each);
      reading--;
      return bytes;
    };
    const backOut = async (): Promise<undefined> => undefined;
    await withReplaced(vscode.window, 'showWarningMessage', backOut, () =>
      deleteImages([uri!], { ...fs, readFile }),
    );
    assert.ok(most > 1 && most <= 8, String(most));
  });

  test('what is gone already counts as gone, and nobody is asked', async () => {
    const uri = files.uri(`/site/${crypto.randomUUID()}.webp`);
    const { gone, asked } = await deleting([uri]);
    assert.deepEqual([gone, asked], [[uri.toString()], []]);
  });

  test('nothing to delete asks nothing', async () => {
    assert.deepEqual(await deleting([]), { gone: [], asked: [] });
  });
});
