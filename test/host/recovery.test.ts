import assert from 'node:assert/strict';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { cancelled, type ErrorCode } from '../../src/core/errors.ts';
import { isFetchable, type LedgerEntry } from '../../src/core/ledgerEntry.ts';
import type { RecoveryOutcome } from '../../src/app/unsaved/imageRecovery.ts';
import type { FaultRule } from '../standIn/control.ts';
import { afterTrial, withFailingDisk, withFullDisk } from '../support/failingDisk.ts';
import { createLedgerInTest, type LedgerInTest, type LedgerWindow } from './support/ledger.ts';
import { withReplaced } from './support/panel.ts';
import { createRecoveryInTest, type RecoveryInTest } from './support/recovery.ts';
import { addresses, standIn } from './support/standIn.ts';
import {
  filesBelow,
  freshFolder,
  inWorkspace,
  removeFolder,
  withSetting,
} from './support/workspace.ts';

const small = { prompt: 'A cat', megapixels: '0.25', outputFormat: 'jpg', insert: false } as const;
const live = new AbortController().signal;

suite('Recovering what is paid for', () => {
  let folder = '';
  let ledger: LedgerInTest;
  let first: LedgerWindow;
  let window: RecoveryInTest;
  setup(async () => {
    folder = freshFolder();
    await standIn.reset();
    ledger = await createLedgerInTest(addresses.apiOrigin);
    first = ledger.openWindow();
    window = createRecoveryInTest(first);
  });
  teardown(async () => {
    window.dispose();
    await ledger.remove();
    await removeFolder(folder);
  });

  const paidRequests = async () => (await standIn.received()).counts.paidRequests;

  /** Asks for images that fail with this code. */
  const lose = async (rules: readonly FaultRule[], code: ErrorCode, args: object = {}) => {
    for (const rule of rules) await standIn.addFault(rule);
    const { failures } = await window.generate({ ...small, folder, ...args });
    assert.deepEqual([...new Set(failures.map(({ error }) => error.code))], [code]);
    return failures;
  };

  /** Recovers all that can be, in a window that was opened later. */
  const recover = async (chosen?: vscode.Uri): Promise<RecoveryOutcome> => {
    const second = ledger.openWindow();
    const other = createRecoveryInTest(second);
    try {
      const wanted = (await second.left.list()).entries
        .filter(isFetchable)
        .map((entry) => ({ entry }));
      const options = { onProgress: () => undefined, ...(chosen && { chosen }) };
      return await other.recovery.run(wanted, options, live);
    } finally {
      other.dispose();
    }
  };

  const expired: FaultRule = { fault: 'expiredLink', times: 2 };
  const leftNow = async (): Promise<readonly LedgerEntry[]> =>
    (await ledger.openWindow().left.list()).entries;

  test('nothing is left of an image that was saved', async () => {
    const { images } = await window.generate({ ...small, folder, count: 3 });
    assert.equal(images.length, 3);
    assert.equal((await ledger.files()).size, 0);
  });

  test('fetches it for free, and saves it where it was to go', async () => {
    await lose([expired], 'network', { fileName: 'deep/cat' });
    const { images, failures } = await recover();
    assert.deepEqual(failures, []);
    assert.equal(await paidRequests(), 1);
    const [image] = images;
    assert.equal(image?.uri, inWorkspace(`${folder}/deep/cat.jpg`).toString());
    const { inserted, prompt, format, bytes } = image;
    const saved = await readFile(vscode.Uri.parse(image.uri).fsPath);
    assert.deepEqual(
      { inserted, prompt, format, bytes },
      { inserted: false, prompt: 'A cat', format: 'jpg', bytes: saved.byteLength },
    );
    assert.match(image.link, /^!\[A cat\]\(/);
    assert.equal((await ledger.files()).size, 0);
  });

  test('gives each of several images its own name again', async () => {
    await standIn.addFault({ fault: 'expiredLink', seed: 8, times: 2 });
    const { images } = await window.generate({ ...small, folder, seed: 7, count: 3 });
    assert.equal(images.length, 2);
    const outcome = await recover();
    assert.deepEqual(
      outcome.images.map(({ uri, seed }) => [uri, seed]),
      [[inWorkspace(`${folder}/a-cat-1.jpg`).toString(), 8]],
    );
    assert.equal(await paidRequests(), 3);
  });

  test('a folder that was deleted is made again, and a name that was taken is not touched', async () => {
    await lose([expired], 'network');
    await rm(inWorkspace(folder).fsPath, { recursive: true, force: true });
    await mkdir(inWorkspace(folder).fsPath);
    await writeFile(inWorkspace(`${folder}/a-cat.jpg`).fsPath, 'Mine');
    await recover();
    assert.deepEqual(await filesBelow(folder), ['a-cat-1.jpg', 'a-cat.jpg']);
    assert.equal(await readFile(inWorkspace(`${folder}/a-cat.jpg`).fsPath, 'utf8'), 'Mine');
  });

  test('what may have been charged is left, and cannot be fetched', async () => {
    await lose([{ fault: 'http500' }], 'serverDown');
    const [entry, ...others] = await leftNow();
    assert.equal(entry?.request.prompt, 'A cat');
    assert.equal(entry.record, undefined);
    assert.deepEqual(others, []);
    assert.deepEqual((await recover()).images, []);
  });

  for (const [rule, code] of [
    [{ fault: 'insufficientCredits' }, 'outOfCredit'],
    [{ fault: 'invalidToken' }, 'keyRejected'],
    [{ fault: 'unsupportedModel' }, 'badRequest'],
    [{ fault: 'safetyRefusal' }, 'promptRefused'],
  ] as const) {
    test(`nothing is left after ${rule.fault}`, async () => {
      await lose([rule], code);
      assert.equal((await ledger.files()).size, 0);
    });
  }

  test('cancelling after the request has left keeps it', async () => {
    const stop = new AbortController();
    await standIn.addFault({ fault: 'hang' });
    const generating = window.generate({ ...small, folder }, stop.signal);
    await standIn.untilCounted({ paidRequests: 1 });
    stop.abort(cancelled());
    const { failures } = await generating;
    assert.equal(failures[0]?.error.code, 'cancelled');
    assert.equal((await leftNow()).length, 1);
  });

  test('cancelling before that keeps nothing', async () => {
    const stop = new AbortController();
    stop.abort(cancelled());
    await window.generate({ ...small, folder }, stop.signal);
    assert.equal((await ledger.files()).size, 0);
  });

  test('a disk that was full is asked again, or another place', async () => {
    await withFullDisk(afterTrial(/\.tmp$/), () => lose([], 'cannotWrite'));
    assert.equal((await leftNow()).length, 1);
    const { failures } = await withFullDisk(/\.tmp$/, () => recover());
    assert.deepEqual(
      failures.map(({ error, paid }) => [error.code, error.reason, paid?.image?.format]),
      [['cannotWrite', 'noSpace', 'jpg']],
    );
    await recover(inWorkspace(`${folder}/elsewhere/chosen.png`));
    assert.deepEqual(await filesBelow(folder), ['elsewhere/chosen.jpg']);
    assert.equal((await ledger.files()).size, 0);
    assert.equal(await paidRequests(), 1);
  });

  test('bytes that an earlier try has brought are saved without asking anybody', async () => {
    await lose([expired], 'network');
    const options = { onProgress: () => undefined };
    const wanted = (await first.left.list()).entries
      .filter(isFetchable)
      .map((entry) => ({ entry }));
    const { failures } = await withFullDisk(/\.tmp$/, () =>
      window.recovery.run(wanted, options, live),
    );
    const { downloads } = (await standIn.received()).counts;
    const { images } = await window.recovery.run(failures, options, live);
    assert.equal(images.length, 1);
    assert.equal((await standIn.received()).counts.downloads, downloads);
  });

  test('a record that the service has forgotten says so, and stays until it is forgotten here', async () => {
    await lose([expired], 'network');
    await standIn.reset();
    const { failures } = await recover();
    assert.deepEqual(
      failures.map(({ error }) => [error.code, error.reason]),
      [['badReply', 'recordGone']],
    );
    const again = ledger.openWindow();
    await again.left.forget((await again.left.list()).entries);
    assert.equal((await ledger.files()).size, 0);
  });

  for (const [name, wanted, saved] of [
    ['another format than its name says', 'cat.jpg', ['cat.png']],
    ['a name that is taken', 'cat.jpg', ['cat-1.jpg', 'cat.jpg']],
    ['the extension that a document gives', 'cat.jpeg', ['cat.jpeg']],
  ] as const) {
    test(`an image that has to keep its name, with ${name}`, async () => {
      const isOther = saved[0] === 'cat.png';
      if (isOther) await standIn.addFault({ fault: 'otherFormat', format: 'png' });
      else await standIn.addFault(expired);
      const file = inWorkspace(`${folder}/${wanted}`);
      const failures = await window.fill(file, small);
      assert.equal(failures.length, 1);
      if (saved.length > 1) {
        await mkdir(inWorkspace(folder).fsPath, { recursive: true });
        await writeFile(file.fsPath, 'Mine');
      }
      const outcome = await recover();
      assert.deepEqual(outcome.failures, []);
      assert.deepEqual(await filesBelow(folder), saved);
      assert.equal(await paidRequests(), 1);
      assert.equal((await ledger.files()).size, 0);
    });
  }

  test('two windows that recover at once save it once', async () => {
    await lose([expired], 'network');
    const outcomes = await Promise.all([recover(), recover(), recover()]);
    assert.equal(outcomes.flatMap(({ images }) => images).length, 1);
    assert.deepEqual(
      outcomes.flatMap(({ failures }) => failures),
      [],
    );
    assert.deepEqual(await filesBelow(folder), ['a-cat.jpg']);
  });

  test('a record of another service is not asked of this one', async () => {
    await lose([expired], 'network');
    const { counts } = await standIn.received();
    const { failures } = await withSetting('fluxKlein.apiEndpoint', addresses.thirdOrigin, () =>
      recover(),
    );
    assert.equal(failures[0]?.error.field, 'fluxKlein.apiEndpoint');
    assert.equal((await standIn.received()).counts.resultReads, counts.resultReads);
    assert.equal((await leftNow()).length, 1);
  });

  test('a ledger that cannot be written keeps the request from leaving', async () => {
    await withFailingDisk({ operation: 'open', path: /\.jsonl$/, code: 'ENOSPC' }, async () => {
      const [failure] = await lose([], 'cannotWrite');
      assert.equal(failure?.error.reason, 'noLedger');
      assert.equal(failure.error.mayHaveBeenCharged, false);
    });
    assert.equal(await paidRequests(), 0);
    assert.deepEqual(await filesBelow(folder), []);
  });

  test('the ledger never holds the key, and a signed link only while an image is made', async () => {
    const textNow = async () => [...(await ledger.files()).values()].join('');
    const stop = new AbortController();
    await standIn.addFault({ fault: 'hang', route: 'download' });
    const generating = window.generate({ ...small, folder }, stop.signal);
    await standIn.untilCounted({ downloads: 1 });
    // The download does not wait for the ledger.
    let during = '';
    while (!/"imageUrl":"http.*\n$/.test(during)) during = await textNow();
    assert.ok(!during.includes(addresses.apiKey));
    stop.abort(cancelled());
    await generating;
    assert.doesNotMatch(await textNow(), /imageUrl/);
    await standIn.reset();
    await lose([expired], 'network');
    assert.doesNotMatch(await textNow(), /imageUrl/);
  });

  suite('where the disk of the ledger is full', () => {
    const full = { code: 'ENOSPC' } as const;

    test('an image that fails is listed by the same window, and fetched for free', async () => {
      await withFailingDisk({ operation: 'open', path: /\.jsonl\.new$/, ...full }, () =>
        lose([expired], 'network'),
      );
      const { entries, isComplete } = await first.left.list();
      assert.deepEqual([entries.length, isComplete], [1, true]);
      const { images } = await recover();
      assert.equal(images.length, 1);
      assert.equal(await paidRequests(), 1);
    });

    test('and it moves no file any more, the image is listed and fetched all the same', async () => {
      await withFailingDisk({ operation: 'rename', path: /\.jsonl/, ...full }, async () => {
        await lose([expired], 'network');
        const wanted = (await first.left.list()).entries.filter(isFetchable);
        assert.equal(wanted.length, 1);
        const { images, failures } = await window.recovery.run(
          wanted.map((entry) => ({ entry })),
          { onProgress: () => undefined },
          live,
        );
        assert.deepEqual([images.length, failures], [1, []]);
      });
      assert.equal(await paidRequests(), 1);
      assert.deepEqual(await leftNow(), []);
    });

    test('one leftover that cannot be taken over loses none of the others', async () => {
      await lose([{ fault: 'expiredLink', times: 6 }], 'network', { count: 3 });
      first.die();
      const [name = ''] = (await ledger.files()).keys();
      const second = ledger.openWindow();
      const path = new RegExp(name.slice(-22));
      await withFailingDisk({ operation: 'rename', path, code: 'EIO' }, async () => {
        assert.equal((await second.left.list()).entries.length, 3);
      });
      assert.equal((await second.left.list()).entries.length, 3);
    });
  });

  suite('by the command', () => {
    const unread = {
      operation: 'readdir',
      path: /(?:flux-klein|image-generator).ledger$/,
      code: 'EIO',
    } as const;

    test('a ledger that cannot be read is said, and not that all is saved', async () => {
      const said: string[] = [];
      const say = async (text: string): Promise<undefined> => void said.push(text);
      await withFailingDisk(unread, () =>
        withReplaced(vscode.window, 'showWarningMessage', say, () =>
          withReplaced(vscode.window, 'showInformationMessage', say, async () =>
            recoverByCommand(),
          ),
        ),
      );
      assert.equal(said.length, 1);
      assert.match(said[0]!, /^The list of unsaved images could not be read/);
    });

    test('a program is told so', async () => {
      await withFailingDisk(unread, () =>
        assert.rejects(async () => recoverByCommand({}), {
          code: 'cannotWrite',
          message: /could not be read/,
        }),
      );
    });

    test('and a batch of missing images is not paid for by a program', async () => {
      await mkdir(inWorkspace(folder).fsPath, { recursive: true });
      const uri = inWorkspace(`${folder}/page.md`);
      await writeFile(uri.fsPath, '![a](a.png "draft")\n');
      const make = () => vscode.commands.executeCommand('fluxKlein.generateMissingImages', { uri });
      await withFailingDisk(unread, () =>
        assert.rejects(async () => make(), { code: 'cannotWrite', message: /could not be read/ }),
      );
      assert.equal(await paidRequests(), 0);
    });

    const recoverByCommand = (args?: object) =>
      vscode.commands.executeCommand('fluxKlein.recoverImages', args);

    test('an argument that it does not know is refused', async () => {
      await assert.rejects(async () => recoverByCommand({ all: true }), { code: 'badRequest' });
    });
  });
});
