import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { ApiKeyDialog } from '../../src/vscode/dialogs/apiKeyDialog.ts';
import { createGenerateForPerson } from '../../src/vscode/commands/generateForPerson.ts';
import { trialName } from '../../src/app/files/newFile.ts';
import { afterTrial, withFailingDisk, withFullDisk } from '../support/failingDisk.ts';
import { generate, rejection, type Rejection } from './support/generate.ts';
import { rejectionOf } from './support/images.ts';
import { createLedgerInTest } from './support/ledger.ts';
import { createMemoryFiles } from './support/memoryFiles.ts';
import { createRecoveryInTest } from './support/recovery.ts';
import { pressing } from './support/pressing.ts';
import { addresses, standIn } from './support/standIn.ts';
import { createStudio } from './support/studio.ts';
import { createTestLog } from './support/testLog.ts';
import { assertReadable } from './support/words.ts';
import {
  closeEditors,
  filesBelow,
  freshFolder,
  inWorkspace,
  removeFolder,
  withSetting,
} from './support/workspace.ts';

const small = { prompt: 'A heron', megapixels: '0.25', seed: 100, insert: false } as const;
const parallel = 4;

suite('Before the first payment', () => {
  let folder = '';
  setup(async () => {
    await closeEditors();
    await standIn.reset();
    folder = freshFolder();
  });
  teardown(() => removeFolder(folder));

  const paid = async (): Promise<number> => (await standIn.received()).counts.paidRequests;
  const isThere = (path = ''): boolean => existsSync(inWorkspace(`${folder}${path}`).fsPath);

  /** A page that misses so many pictures. */
  const page = async (count: number, place = (index: number) => `img/p${index}.webp`) => {
    const uri = inWorkspace(`${folder}/page.md`);
    await mkdir(inWorkspace(folder).fsPath, { recursive: true });
    const lines = Array.from(
      { length: count },
      (_, index) => `![picture ${index}](${place(index)} "draft seed=${index + 1}")`,
    );
    await writeFile(uri.fsPath, lines.join('\n\n'));
    return uri;
  };
  const makeMissing = (uri: vscode.Uri): Thenable<unknown> =>
    vscode.commands.executeCommand('fluxKlein.generateMissingImages', { uri, confirmed: true });

  const assertAllUnpaid = (error: Rejection, code: string, count: number): void => {
    assert.equal(error.code, code);
    assert.equal(error.mayHaveBeenCharged, false);
    assert.deepEqual(
      error.failures?.map((each) => [each.code, each.mayHaveBeenCharged]),
      Array.from({ length: count }, () => [code, false]),
    );
  };

  for (const [operation, code] of [
    ['open', 'EACCES'],
    ['open', 'EROFS'],
    ['open', 'ENOSPC'],
    ['open', 'EIO'],
    ['mkdir', 'EACCES'],
    ['mkdir', 'ENOSPC'],
  ] as const) {
    test(`a folder that takes nothing is found: ${operation} fails with ${code}`, async () => {
      const fault = { operation, path: new RegExp(folder), code };
      const error = await withFailingDisk(fault, () => rejection({ ...small, folder, count: 8 }));
      assertAllUnpaid(error, 'cannotWrite', 8);
      assert.equal(await paid(), 0);
      assert.equal(isThere(), false);
    });
  }

  test('a disk is found full by the first bytes', async () => {
    const error = await withFullDisk(/\.tmp$/, () => rejection({ ...small, folder, count: 2 }));
    assertAllUnpaid(error, 'cannotWrite', 2);
    assert.equal(await paid(), 0);
    assert.equal(isThere(), false);
  });

  test('a plan of sixty into a folder that takes nothing pays for none', async () => {
    const uri = await page(60);
    const fault = { operation: 'open', path: /\.tmp$/, code: 'EROFS' } as const;
    const error = await withFailingDisk(fault, () => rejectionOf(makeMissing(uri)));
    assertAllUnpaid(error, 'cannotWrite', 60);
    assert.equal(await paid(), 0);
    assert.deepEqual(await filesBelow(folder), ['page.md']);
    assert.equal(isThere('/img'), false);
  });

  test('of several folders only those that take nothing keep their images', async () => {
    const uri = await page(6, (index) => `${index % 2 ? 'locked' : 'open'}/p${index}.webp`);
    const fault = { operation: 'open', path: /locked.*\.tmp$/, code: 'EACCES' } as const;
    const error = await withFailingDisk(fault, () => rejectionOf(makeMissing(uri)));
    assertAllUnpaid(error, 'cannotWrite', 3);
    assert.equal(error.images?.length, 3);
    assert.equal(await paid(), 3);
    assert.equal(isThere('/locked'), false);
  });

  test('each folder is tried once for a command, and nothing of it stays', async () => {
    const tried: string[] = [];
    const path = { test: (text: string) => (tried.push(text), false) };
    await withFullDisk(path, () => generate({ ...small, folder: `${folder}/a/b`, count: 4 }));
    const files = tried.filter((text) => text.endsWith('.tmp'));
    assert.equal(files.length, 1 + 4, 'the trial, and the four images');
    assert.equal((await filesBelow(folder)).length, 4);
  });

  test('what a crash has left of a trial is gone with the next, and a longer file of that name stays', async () => {
    const path = inWorkspace(folder).fsPath;
    const left = join(path, trialName);
    await mkdir(path, { recursive: true });
    await writeFile(left, new Uint8Array(100));
    await generate({ ...small, folder });
    assert.deepEqual(
      (await readdir(path)).filter((name) => name.endsWith('.tmp')),
      [],
    );
    await writeFile(left, new Uint8Array(10_000));
    await generate({ ...small, folder });
    assert.equal((await readFile(left)).byteLength, 10_000);
    assert.equal((await filesBelow(folder)).length, 3);
    await rm(left);
  });

  test('a link that leads nowhere is not paid for: there is no name for the image', async () => {
    const uri = await page(2, (index) => `p${index}.webp`);
    await symlink('../annex/objects/ab', join(inWorkspace(folder).fsPath, 'p0.webp'));
    await makeMissing(uri);
    assert.equal(await paid(), 1);
    assert.deepEqual((await readdir(inWorkspace(folder).fsPath)).sort(), [
      'p0.webp',
      'p1.webp',
      'page.md',
    ]);
  });

  test('folders that were made for it are gone where nothing comes of the images', async () => {
    await standIn.addFault({ fault: 'http500' });
    const uri = await page(4, (index) => `new/deep${index}/p.webp`);
    await rejectionOf(makeMissing(uri));
    assert.equal(await paid(), 4);
    assert.equal(isThere('/new'), false);
  });

  suite('in a virtual file system', () => {
    for (const [title, isReadonly] of [
      ['that says so', true],
      ['that says so at the first write', false],
    ] as const) {
      test(`one that takes nothing, ${title}, is found`, async () => {
        const files = createMemoryFiles({ isReadonly });
        const studio = createStudio();
        try {
          if (!isReadonly) {
            files.failWith((operation, uri) =>
              operation === 'write' ? vscode.FileSystemError.NoPermissions(uri) : undefined,
            );
          }
          const batch = studio.prepare(small);
          const context = { ...batch.context, chosen: files.uri('/site/new/cat.webp') };
          const { signal } = new AbortController();
          const never = () => undefined;
          const { failures } = await studio.images.run(
            { ...batch, context },
            new Map(),
            never,
            signal,
          );
          assert.deepEqual(
            failures.map(({ error }) => [error.code, error.mayHaveBeenCharged]),
            [['cannotWrite', false]],
          );
          assert.equal(await paid(), 0);
          assert.deepEqual(files.paths(), []);
        } finally {
          studio.dispose();
          files.dispose();
        }
      });
    }
  });

  for (const [fault, code] of [
    ['invalidToken', 'keyRejected'],
    ['insufficientCredits', 'outOfCredit'],
  ] as const) {
    test(`after ${fault} a plan of sixty begins no more`, async () => {
      await standIn.addFault({ fault });
      const error = await rejectionOf(makeMissing(await page(60)));
      assertAllUnpaid(error, code, 60);
      assert.ok((await paid()) <= parallel, `${await paid()} were sent`);
      assert.equal(isThere('/img'), false);
    });

    test(`after ${fault} those of one command that are not sent stay unsent`, async () => {
      await standIn.addFault({ fault });
      const error = await rejection({ ...small, folder, count: 8 });
      assertAllUnpaid(error, code, 8);
      assert.ok((await paid()) <= parallel, `${await paid()} were sent`);
    });
  }

  test('also where sixteen may be sent at once, those that wait for their turn stay unsent', async () => {
    await standIn.addFault({ fault: 'invalidToken' });
    await withSetting('fluxKlein.maxParallelRequests', 16, () =>
      withSetting('fluxKlein.requestsPerMinute', 3, async () => {
        const error = await rejection({ ...small, folder, count: 8 });
        assertAllUnpaid(error, 'keyRejected', 8);
        assert.ok((await paid()) <= 3, `${await paid()} were sent`);
      }),
    );
  });

  test('a ledger that cannot be written: nothing is sent', async () => {
    const fault = { operation: 'open', path: /\.jsonl$/, code: 'ENOSPC' } as const;
    const error = await withFailingDisk(fault, () => rejection({ ...small, folder, count: 8 }));
    assertAllUnpaid(error, 'cannotWrite', 8);
    assert.equal(await paid(), 0);
  });

  test('a disk that fills up: no more are begun, and what is paid for stays for Recover', async () => {
    const ledger = await createLedgerInTest(addresses.apiOrigin);
    const window = ledger.openWindow();
    const recovery = createRecoveryInTest(window);
    try {
      const { failures } = await withSetting('fluxKlein.maxParallelRequests', 2, () =>
        withFullDisk(afterTrial(/\.tmp$/), () => recovery.generate({ ...small, folder, count: 8 })),
      );
      assert.deepEqual(
        failures.map(({ error }) => [error.code, error.reason]),
        Array.from({ length: 8 }, () => ['cannotWrite', 'noSpace']),
      );
      const charged = failures.filter(({ error }) => error.mayHaveBeenCharged).length;
      assert.equal(charged, await paid());
      assert.ok(charged <= 2, `${charged} were paid for`);
      assert.equal((await ledger.openWindow().left.list()).entries.length, charged);
    } finally {
      recovery.dispose();
      await ledger.remove();
    }
  });

  test('a person is asked, and the button says what it sends', async () => {
    await standIn.addFault({ fault: 'invalidToken' });
    const studio = createStudio();
    try {
      const make = createGenerateForPerson({
        studio: studio.images,
        keyDialog: { set: async () => true } as unknown as ApiKeyDialog,
        editPrompt: async () => undefined,
        log: createTestLog().log,
      });
      let before = 0;
      const shown = await pressing(
        [/^Set API Key and Retry 8 Not Charged$/],
        () => make(studio.prepare({ ...small, folder, count: 8 })),
        async () => {
          before = await paid();
          await standIn.reset();
        },
      );
      assertReadable(shown[0]!.text);
      assert.match(shown[0]!.text, /^8 of 8 images could not be made\. /);
      assert.ok(before <= parallel);
      assert.equal(await paid(), 8);
      assert.equal((await filesBelow(folder)).length, 8);
    } finally {
      studio.dispose();
    }
  });
});
