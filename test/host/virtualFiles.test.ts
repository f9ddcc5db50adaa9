import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { ImageError } from '../../src/core/errors.ts';
import type { ImageBytes, SavingNotes } from '../../src/core/ports.ts';
import {
  createAssetStore,
  type AssetLocation,
  type AssetStore,
} from '../../src/app/making/assetStore.ts';
import type { AssetPlace } from '../../src/core/ports.ts';
import { createMemoryFiles, type MemoryFiles } from './support/memoryFiles.ts';
import { createNewFilesOf } from '../../src/extension/windowFiles.ts';

const imageOf = (text: string, format: ImageBytes['format'] = 'png'): ImageBytes => ({
  bytes: Buffer.from(text),
  format,
  width: 1,
  height: 1,
});

const live = new AbortController().signal;
const notesOf = (id: number): SavingNotes => ({
  id: id.toString(16).padStart(16, '0'),
  naming: async () => undefined,
});
const notes = notesOf(1);

suite('Saving to a virtual file system', () => {
  let files: MemoryFiles;
  let store: AssetStore;
  setup(() => {
    files = createMemoryFiles();
    store = createAssetStore({ filesOf: createNewFilesOf(), uris: vscode.Uri });
  });
  teardown(() => files.dispose());

  const reserve = async (location: AssetLocation): Promise<AssetPlace> =>
    (await store.reserve([{ location, format: 'png' }]))[0]!;

  const place = (name = 'cat', folderPath = '/site/assets') =>
    reserve({
      folder: files.uri(folderPath),
      namePath: name,
      roots: [files.uri('/site')],
      field: 'folder',
    });

  const text = (path: string): string | undefined => {
    const bytes = files.read(path);
    return bytes && Buffer.from(bytes).toString();
  };

  test('writes the bytes and nothing else, folders included', async () => {
    const { uri, save } = await place();
    const saved = await save(imageOf('bytes'), notes, live);
    assert.deepEqual(saved, { uri, byteCount: 5 });
    assert.equal(uri, files.uri('/site/assets/cat.png').toString());
    assert.deepEqual(files.paths(), ['/site/assets/cat.png']);
    assert.equal(text('/site/assets/cat.png'), 'bytes');
  });

  test('nothing is there before it is saved', async () => {
    await place();
    assert.deepEqual(files.paths(), []);
  });

  test('a name that is taken is not touched', async () => {
    files.put('/site/assets/cat.png', Buffer.from('mine'));
    await (await place()).save(imageOf('bytes'), notes, live);
    assert.equal(text('/site/assets/cat.png'), 'mine');
    assert.equal(text('/site/assets/cat-1.png'), 'bytes');
  });

  test('also not where it is taken after the name was given', async () => {
    const { save } = await place();
    files.put('/site/assets/cat.png', Buffer.from('mine'));
    const saved = await save(imageOf('bytes'), notes, live);
    assert.equal(saved.uri, files.uri('/site/assets/cat-1.png').toString());
    assert.equal(text('/site/assets/cat.png'), 'mine');
    assert.equal(files.paths().length, 2);
  });

  test('also not where it is taken at the very last moment', async () => {
    const { save } = await place();
    files.failWith((operation, uri) => {
      if (operation === 'write') files.put('/site/assets/cat.png', Buffer.from('mine'));
      return operation === 'rename' && uri.path.endsWith('/cat.png')
        ? vscode.FileSystemError.FileExists(uri)
        : undefined;
    });
    await save(imageOf('bytes'), notes, live);
    assert.equal(text('/site/assets/cat.png'), 'mine');
    assert.equal(text('/site/assets/cat-1.png'), 'bytes');
    assert.equal(files.paths().length, 2);
  });

  test('20 images at once get 20 names', async () => {
    const places = await Promise.all(Array.from({ length: 20 }, () => place()));
    const saved = await Promise.all(
      places.map(({ save }, index) => save(imageOf(`image ${index}`), notesOf(index), live)),
    );
    assert.equal(new Set(saved.map(({ uri }) => uri)).size, 20);
    assert.deepEqual(
      saved.map(({ uri }) => text(vscode.Uri.parse(uri).path)),
      Array.from({ length: 20 }, (_, index) => `image ${index}`),
    );
    assert.equal(files.paths().length, 20);
  });

  test('the extension follows the bytes', async () => {
    const saved = await (await place()).save(imageOf('bytes', 'webp'), notes, live);
    assert.equal(saved.uri, files.uri('/site/assets/cat.webp').toString());
  });

  const failures: Record<
    string,
    [(uri: vscode.Uri) => vscode.FileSystemError, string | undefined]
  > = {
    'no permission': [vscode.FileSystemError.NoPermissions, 'readOnly'],
    'no connection': [vscode.FileSystemError.Unavailable, undefined],
  };
  for (const operation of ['write', 'rename'] as const) {
    for (const [name, [errorOf, reason]] of Object.entries(failures)) {
      test(`${name} at the ${operation}: cannotWrite, and nothing stays`, async () => {
        const { save } = await place();
        files.failWith((each, uri) => (each === operation ? errorOf(uri) : undefined));
        await assert.rejects(save(imageOf('bytes'), notes, live), (error: ImageError) => {
          assert.ok(error instanceof ImageError);
          assert.deepEqual([error.code, error.reason], ['cannotWrite', reason]);
          return true;
        });
        assert.deepEqual(files.paths(), []);
      });
    }
  }

  suite('that cannot rename', () => {
    const cannot = (operation: string) =>
      operation === 'rename' ? (new Error('not supported') as vscode.FileSystemError) : undefined;

    test('gets a copy, and nothing else stays', async () => {
      files.failWith(cannot);
      await (await place()).save(imageOf('bytes'), notes, live);
      assert.equal(text('/site/assets/cat.png'), 'bytes');
      assert.deepEqual(files.paths(), ['/site/assets/cat.png']);
    });

    test('keeps what has the name', async () => {
      const { save } = await place();
      files.failWith((operation) => {
        if (operation === 'write') {
          files.put('/site/assets/cat.png', Buffer.from('mine'));
          files.failWith(cannot);
        }
        return cannot(operation);
      });
      await save(imageOf('bytes'), notes, live);
      assert.equal(text('/site/assets/cat.png'), 'mine');
      assert.equal(text('/site/assets/cat-1.png'), 'bytes');
      assert.equal(files.paths().length, 2);
    });

    test('and fails where somebody else has put a file meanwhile leaves that alone', async () => {
      const { save } = await place();
      files.failWith((operation, uri) => {
        if (operation === 'write' && uri.path.endsWith('/cat.png')) {
          files.put('/site/assets/cat.png', Buffer.from('mine'));
          return vscode.FileSystemError.Unavailable(uri);
        }
        return cannot(operation);
      });
      await assert.rejects(save(imageOf('bytes'), notes, live), { code: 'cannotWrite' });
      assert.deepEqual(files.paths(), ['/site/assets/cat.png']);
      assert.equal(text('/site/assets/cat.png'), 'mine');
    });

    test('and fills up half-way leaves nothing behind', async () => {
      const { save } = await place();
      files.failWith(
        (operation, uri) =>
          cannot(operation) ??
          (operation === 'write' && uri.path.endsWith('/cat.png')
            ? vscode.FileSystemError.Unavailable(uri)
            : undefined),
      );
      await assert.rejects(save(imageOf('bytes'), notes, live), { code: 'cannotWrite' });
      assert.deepEqual(files.paths(), []);
    });
  });

  test('tells the ledger its name before it has it', async () => {
    const told: string[] = [];
    const { uri, save } = await place();
    const naming = async (...given: [string, number]) => {
      assert.ok(!files.paths().includes('/site/assets/cat.png'));
      told.push(given.join(' '));
    };
    await save(imageOf('bytes'), { ...notes, naming }, live);
    assert.deepEqual(told, [`${uri} 5`]);
  });

  test('a read-only file system: cannotWrite', async () => {
    const readOnly = createMemoryFiles({ isReadonly: true });
    try {
      const { save } = await reserve({
        folder: readOnly.uri('/site'),
        namePath: 'cat',
        field: 'folder',
      });
      await assert.rejects(save(imageOf('bytes'), notes, live), {
        code: 'cannotWrite',
        reason: 'readOnly',
      });
    } finally {
      readOnly.dispose();
    }
  });

  test('cancelled before the name is taken: nothing stays', async () => {
    const { save } = await place();
    const stop = new AbortController();
    files.failWith((operation) => {
      if (operation === 'write') stop.abort();
      return undefined;
    });
    await assert.rejects(save(imageOf('bytes'), notes, stop.signal), { code: 'cancelled' });
    assert.deepEqual(files.paths(), []);
  });

  test('a place outside of the workspace, or in another file system, is refused', async () => {
    await assert.rejects(place('cat', '/elsewhere'), { code: 'badRequest', field: 'folder' });
    await assert.rejects(place('cat', '/site-2'), { code: 'badRequest' });
    await assert.rejects(
      reserve({
        folder: files.uri('/site'),
        namePath: 'cat',
        roots: [vscode.Uri.file('/site')],
        field: 'folder',
      }),
      { code: 'badRequest' },
    );
    assert.deepEqual(files.paths(), []);
  });

  test('a name that is given back can be had again', async () => {
    const first = await place();
    const second = await place();
    assert.notEqual(first.uri, second.uri);
    first.release();
    assert.equal((await place()).uri, first.uri);
  });
});
