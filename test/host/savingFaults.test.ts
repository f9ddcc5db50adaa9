import assert from 'node:assert/strict';
import { existsSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { readImage } from '../../src/core/imageFormat.ts';
import type { Batch } from '../../src/app/making/batch.ts';
import type { ApiKeyDialog } from '../../src/vscode/dialogs/apiKeyDialog.ts';
import { createGenerateForPerson } from '../../src/vscode/commands/generateForPerson.ts';
import { withFailingDisk, withFullDisk } from '../support/failingDisk.ts';
import { createMemoryFiles, type Fault, type MemoryFiles } from './support/memoryFiles.ts';
import { withReplaced } from './support/panel.ts';
import { createTestLog } from './support/testLog.ts';
import { standIn } from './support/standIn.ts';
import { createStudio, type Studio } from './support/studio.ts';
import { postCount } from './support/traffic.ts';
import { assertReadable } from './support/words.ts';
import {
  closeEditors,
  filesBelow,
  freshFolder,
  inWorkspace,
  removeFolder,
  withSetting,
} from './support/workspace.ts';

/** Where the image was meant to go, and where it can't. */
let folder = '';
/** Where the person puts it instead. */
let elsewhere = '';
/** Where nothing may go. */
let outside = '';
let virtual: MemoryFiles;
/** The disk works until the image is there: a folder that takes nothing is found before anything is sent. */
let isSaving = false;

const inFolder = (path = ''): string => inWorkspace(`${folder}/${path}`).fsPath;

interface SavingFault {
  readonly title: string;
  /** Stands while the image is made and saved. */
  readonly during?: <T>(run: () => Promise<T>) => Promise<T>;
  /** Happens when the image is there and not saved yet. */
  readonly meanwhile?: () => void;
  /** The words that the person reads. */
  readonly says: RegExp;
  /** What is left where the image was meant to go; default nothing. */
  readonly left?: readonly string[];
}

const broken = (operation: 'open' | 'mkdir' | 'link' | 'rename' | 'unlink', code: string) => {
  return <T>(run: () => Promise<T>): Promise<T> =>
    withFailingDisk({ operation, path: whileSaving(new RegExp(folder)), code }, run);
};

const whileSaving = (path: RegExp) => ({ test: (text: string) => isSaving && path.test(text) });

const both =
  (outer: NonNullable<SavingFault['during']>, inner: NonNullable<SavingFault['during']>) =>
  <T>(run: () => Promise<T>): Promise<T> =>
    outer(() => inner(run));

const failing: readonly SavingFault[] = [
  {
    title: 'a disk that is full half-way',
    during: (run) => withFullDisk(whileSaving(new RegExp(`${folder}.*\\.tmp$`)), run),
    says: /disk is full/,
  },
  { title: 'a disk that is full', during: broken('open', 'ENOSPC'), says: /disk is full/ },
  { title: 'a used-up quota', during: broken('open', 'EDQUOT'), says: /disk is full/ },
  { title: 'a folder without permission', during: broken('open', 'EACCES'), says: /written to/ },
  { title: 'a read-only disk', during: broken('open', 'EROFS'), says: /written to/ },
  { title: 'a disk that breaks', during: broken('open', 'EIO'), says: /could not be saved/ },
  { title: 'a file that is locked', during: broken('open', 'EBUSY'), says: /could not be saved/ },
  {
    title: 'a name that nothing can get',
    during: both(broken('link', 'EPERM'), broken('rename', 'EPERM')),
    says: /could not be saved/,
  },
  {
    title: 'a file in the place of the folder',
    meanwhile() {
      rmSync(inFolder(), { recursive: true, force: true });
      writeFileSync(inFolder().replace(/\/$/, ''), 'mine');
    },
    says: /could not be saved/,
  },
  {
    title: 'a link in the place of the folder, which leads out',
    meanwhile() {
      rmSync(inFolder(), { recursive: true, force: true });
      symlinkSync(outside, inFolder().replace(/\/$/, ''));
    },
    says: /leads out of the folder that is open/,
  },
];

/** What costs nobody a question. */
const passing: readonly (Omit<SavingFault, 'says'> & { readonly left: readonly string[] })[] = [
  {
    title: 'a folder that is deleted meanwhile is made again',
    meanwhile: () => rmSync(inFolder(), { recursive: true, force: true }),
    left: ['a-cat.jpg'],
  },
  {
    title: 'a folder that is moved meanwhile is made again',
    meanwhile() {
      if (!existsSync(inFolder())) return;
      renameSync(inFolder().replace(/\/$/, ''), `${inFolder().replace(/\/$/, '')}-moved`);
      rmSync(`${inFolder().replace(/\/$/, '')}-moved`, { recursive: true });
    },
    left: ['a-cat.jpg'],
  },
  {
    title: 'a name that is taken meanwhile is left alone',
    meanwhile() {
      mkdirSync(inFolder(), { recursive: true });
      writeFileSync(inFolder('a-cat.jpg'), 'mine');
      mkdirSync(inFolder('a-cat-1.jpg'));
    },
    left: ['a-cat-2.jpg', 'a-cat.jpg'],
  },
  {
    title: 'a disk without hard links',
    during: broken('link', 'ENOTSUP'),
    left: ['a-cat.jpg'],
  },
];

const virtualFaults: readonly (readonly [title: string, fault: Fault, says: RegExp])[] = [
  [
    'without space',
    (operation) =>
      operation === 'write' ? new vscode.FileSystemError('No space left on device') : undefined,
    /could not be saved/,
  ],
  [
    'that may only be read',
    (operation, uri) =>
      operation === 'write' ? vscode.FileSystemError.NoPermissions(uri) : undefined,
    /written to/,
  ],
  [
    'that is out of reach',
    (operation, uri) =>
      operation === 'write' ? vscode.FileSystemError.Unavailable(uri) : undefined,
    /could not be saved/,
  ],
  [
    'that is out of reach at the very end',
    (operation, uri) =>
      operation === 'rename' ? vscode.FileSystemError.Unavailable(uri) : undefined,
    /could not be saved/,
  ],
];

suite('An image that cannot be saved', () => {
  let studio: Studio;
  const shown: { readonly text: string; readonly buttons: readonly string[] }[] = [];

  suiteSetup(closeEditors);
  setup(async () => {
    folder = freshFolder();
    elsewhere = await mkdtemp(join(tmpdir(), 'flux-klein-elsewhere-'));
    outside = await mkdtemp(join(tmpdir(), 'flux-klein-outside-'));
    await standIn.reset();
    studio = createStudio();
    virtual = createMemoryFiles();
    shown.length = 0;
    isSaving = false;
  });
  teardown(async () => {
    studio.dispose();
    virtual.dispose();
    await removeFolder(folder);
    await rm(elsewhere, { recursive: true });
    assert.deepEqual(await readdir(outside), []);
    await rm(outside, { recursive: true });
  });

  const batchOf = (count = 1): Batch =>
    studio.prepare({
      prompt: 'A cat',
      megapixels: '0.25',
      outputFormat: 'jpg',
      insert: false,
      folder,
      count,
    });

  /**
   * Makes the images as a person's command does, presses Save Elsewhere wherever it is offered, and
   * chooses these places in the dialog, one after the other; `undefined` backs out of it.
   */
  async function generate(
    batch: Batch,
    { during = (run) => run(), meanwhile }: Partial<SavingFault>,
    places: readonly (string | undefined)[],
  ): Promise<void> {
    const chosen = [...places];
    const finished = Promise.withResolvers<void>();
    const generateForPerson = createGenerateForPerson({
      studio: {
        ...studio.images,
        run: (given, paid, onProgress, signal) =>
          studio.images.run(
            given,
            paid,
            (index, step) => {
              if (step.kind === 'saving' && !isSaving) {
                isSaving = true;
                meanwhile?.();
              }
              onProgress(index, step);
            },
            signal,
          ),
      },
      keyDialog: {} as ApiKeyDialog,
      editPrompt: async () => undefined,
      log: createTestLog().log,
    });
    const press = async (text: string, ...items: vscode.MessageItem[]) => {
      shown.push({ text, buttons: items.map(({ title }) => title) });
      const save = items.find(({ title }) => title === 'Save Elsewhere');
      if (!save || chosen.length === 0) finished.resolve();
      return chosen.length > 0 ? save : undefined;
    };
    const say = async (): Promise<undefined> => finished.resolve() as undefined;
    const choose = async (): Promise<vscode.Uri | undefined> => {
      const path = chosen.shift();
      return path === undefined ? undefined : vscode.Uri.file(path);
    };
    await withReplaced(vscode.window, 'showErrorMessage', press, () =>
      withReplaced(vscode.window, 'showInformationMessage', say, () =>
        withReplaced(vscode.window, 'showSaveDialog', choose, () =>
          during(async () => {
            await generateForPerson(batch);
            await finished.promise;
          }),
        ),
      ),
    );
  }

  async function assertSavedElsewhere(names: readonly string[]): Promise<void> {
    assert.deepEqual((await readdir(elsewhere)).sort(), [...names].sort());
    for (const name of names) {
      assert.equal(readImage(await readFile(join(elsewhere, name))).width, 512);
    }
  }

  async function assertPaidOnce(count = 1): Promise<void> {
    const received = await standIn.received();
    assert.equal(postCount(received), count);
    assert.equal(received.counts.downloads, count, 'the bytes are kept, not fetched again');
  }

  const assertAsked = (says: RegExp): void => {
    for (const { text, buttons } of shown) {
      assertReadable(text);
      assert.match(text, says);
      assert.equal(buttons[0], 'Save Elsewhere');
      assert.ok(!buttons.some((title) => title.startsWith('Retry')), 'nobody pays again');
    }
  };

  for (const fault of failing) {
    test(`${fault.title}: the person chooses where it goes, and it is not paid again`, async () => {
      await generate(batchOf(), fault, [join(elsewhere, 'kept.jpg')]);
      assert.equal(shown.length, 1);
      assertAsked(fault.says);
      await assertSavedElsewhere(['kept.jpg']);
      assert.deepEqual(await filesBelow(folder), []);
      await assertPaidOnce();
    });
  }

  for (const fault of passing) {
    test(`${fault.title}: nobody is asked`, async () => {
      await generate(batchOf(), fault, []);
      assert.deepEqual(shown, []);
      assert.deepEqual(await filesBelow(folder), fault.left);
      await assertPaidOnce();
    });
  }

  test('by its temporary file, which another program holds, is saved all the same, and once', async () => {
    await generate(batchOf(), { during: broken('unlink', 'EBUSY') }, []);
    assert.deepEqual(shown, []);
    const names = await filesBelow(folder);
    assert.deepEqual(
      names.filter((name) => !name.endsWith('.tmp')),
      ['a-cat.jpg'],
    );
    await assertPaidOnce();
  });

  test('and the dialog is left: the offer stays, and so do the bytes', async () => {
    const [fault] = failing;
    await generate(batchOf(), fault!, [undefined, undefined, join(elsewhere, 'late.jpg')]);
    assert.equal(shown.length, 3);
    assertAsked(fault!.says);
    await assertSavedElsewhere(['late.jpg']);
    await assertPaidOnce();
  });

  test('and the chosen place takes it no more than the first: the next one is asked for', async () => {
    const second = inFolder('below/kept.jpg');
    const fault = { during: broken('open', 'ENOSPC') };
    await generate(batchOf(), fault, [second, join(elsewhere, 'third.jpg')]);
    assert.equal(shown.length, 2);
    assertAsked(/disk is full/);
    await assertSavedElsewhere(['third.jpg']);
    assert.deepEqual(await filesBelow(folder), []);
    await assertPaidOnce();
  });

  test('of eight: one question, and all eight lie where it is answered', async () => {
    // All are on their way before the first is to be saved.
    await standIn.addFault({ fault: 'slowHead', delayMs: 500 });
    await withSetting('fluxKlein.maxParallelRequests', 8, () =>
      generate(batchOf(8), failing[1]!, [join(elsewhere, 'kept.jpg')]),
    );
    assert.equal(shown.length, 1);
    assert.match(shown[0]!.text, /^8 of 8 images/);
    const others = [1, 2, 3, 4, 5, 6, 7].map((each) => `kept-${each}.jpg`);
    await assertSavedElsewhere(['kept.jpg', ...others]);
    await assertPaidOnce(8);
  });

  suite('in a virtual file system', () => {
    const batchThere = (): Batch => {
      const batch = batchOf();
      return { ...batch, context: { ...batch.context, chosen: virtual.uri('/site/cat.jpg') } };
    };

    for (const [title, fault, says] of virtualFaults) {
      test(`${title}: the person chooses where it goes`, async () => {
        virtual.failWith((...given) => (isSaving ? fault(...given) : undefined));
        await generate(batchThere(), {}, [join(elsewhere, 'kept.jpg')]);
        assert.equal(shown.length, 1);
        assertAsked(says);
        await assertSavedElsewhere(['kept.jpg']);
        assert.deepEqual(virtual.paths(), []);
        await assertPaidOnce();
      });
    }

    test('that cannot rename: it is saved all the same', async () => {
      virtual.failWith((operation) =>
        operation === 'rename' ? new vscode.FileSystemError('Not supported') : undefined,
      );
      await generate(batchThere(), {}, []);
      assert.deepEqual(shown, []);
      assert.deepEqual(virtual.paths(), ['/site/cat.jpg']);
      assert.equal(readImage(virtual.read('/site/cat.jpg')!).width, 512);
      await assertPaidOnce();
    });

    test('where the name is taken meanwhile: the other file is left alone', async () => {
      const meanwhile = (): void => virtual.put('/site/cat.jpg', Buffer.from('mine'));
      await generate(batchThere(), { meanwhile }, []);
      assert.deepEqual(shown, []);
      assert.deepEqual(virtual.paths(), ['/site/cat-1.jpg', '/site/cat.jpg']);
      assert.equal(Buffer.from(virtual.read('/site/cat.jpg')!).toString(), 'mine');
    });
  });
});
