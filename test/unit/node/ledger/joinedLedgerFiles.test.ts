import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { createLedgerFiles } from '../../../../src/node/ledger/ledgerFiles.ts';
import { joinLedgerFiles } from '../../../../src/node/ledger/joinedLedgerFiles.ts';

/** Entries of one letter are enough here. */
const idOf = (letter: string): string => letter.repeat(16);

describe('Folders of ledgers as one', () => {
  let folder = '';
  let ownPath = '';
  let oldPath = '';
  const running = new Set<number>();
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'flux-klein-joined-'));
    ownPath = join(folder, 'own');
    oldPath = join(folder, 'old');
    running.clear();
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const openIn = (rootPath: string, pid: number) => {
    running.add(pid);
    const windowProcess = { pid, isRunning: (each: number) => running.has(each) };
    return createLedgerFiles({ rootPath, windowProcess });
  };
  const openBoth = (pid: number) => joinLedgerFiles(openIn(ownPath, pid), openIn(oldPath, pid));
  const idsOf = (texts: readonly { readonly id: string }[]): string[] =>
    texts.map(({ id }) => id).toSorted();

  test('new entries go into the first', async () => {
    const file = await openBoth(1).create(idOf('a'), 'new\n');
    await file.leave({ isOffered: false });
    assert.deepEqual(idsOf((await openIn(ownPath, 2).left()).found), [idOf('a')]);
    assert.deepEqual((await openIn(oldPath, 2).left()).found, []);
  });

  test('what an older version has left is listed, offered once, and taken', async () => {
    const old = openIn(oldPath, 1);
    await (await old.create(idOf('b'), 'old\n')).leave({ isOffered: false });
    const both = openBoth(2);
    assert.deepEqual(idsOf((await both.left()).found), [idOf('b')]);
    assert.equal(await both.startOffer(idOf('b')), true);
    assert.equal(await openBoth(3).startOffer(idOf('b')), false);
    await both.endOffer(idOf('b'));
    assert.equal((await both.left()).found[0]?.isOffered, true);
    const taken = await both.take(idOf('b'));
    assert.equal(taken?.text, 'old\n');
    await taken?.remove();
    assert.deepEqual((await both.left()).found, []);
  });

  test('what lies in another one is taken and asked about where the first can’t be read', async () => {
    const old = openIn(oldPath, 1);
    for (const letter of ['b', 'c']) {
      await (await old.create(idOf(letter), 'old\n')).leave({ isOffered: false });
    }
    const refuse = (): Promise<never> => Promise.reject(new Error('EACCES'));
    const refusing = { ...openIn(ownPath, 2), take: refuse, startOffer: refuse };
    const both = joinLedgerFiles(refusing, openIn(oldPath, 2));
    assert.equal(await both.startOffer(idOf('b')), true);
    await (await both.take(idOf('c')))?.remove();
    assert.deepEqual(idsOf((await both.left()).found), [idOf('b')]);
    await assert.rejects(both.take(idOf('d')), /EACCES/);
  });

  test('a window of an older version at work is respected, and what it leaves when it dies is taken', async () => {
    await openIn(oldPath, 1).create(idOf('c'), 'at work\n');
    const both = openBoth(2);
    assert.deepEqual((await both.takeOrphans()).found, []);
    assert.deepEqual(
      (await both.inWorkElsewhere()).found,
      (await openIn(oldPath, 3).inWorkElsewhere()).found,
    );
    assert.deepEqual(idsOf((await both.left()).inWork), [idOf('c')]);
    running.delete(1);
    assert.deepEqual(
      (await both.takeOrphans()).found.map(({ text }) => text),
      ['at work\n'],
    );
  });

  test('where the first takes nothing, the next one does', async () => {
    await writeFile(ownPath, 'a file is in the way');
    const both = openBoth(1);
    await (await both.create(idOf('d'), 'kept\n')).leave({ isOffered: false });
    const look = await both.left();
    assert.deepEqual(idsOf(look.found), [idOf('d')]);
  });

  test('one that cannot be read keeps nobody from reading the other, and is told', async () => {
    await (await openIn(oldPath, 1).create(idOf('e'), 'old\n')).leave({ isOffered: false });
    const broken = {
      ...openIn(ownPath, 2),
      left: () => Promise.reject(new Error('away')),
      takeOrphans: () => Promise.reject(new Error('away')),
    };
    const both = joinLedgerFiles(broken, openIn(oldPath, 2));
    const look = await both.left();
    assert.deepEqual(idsOf(look.found), [idOf('e')]);
    assert.equal(look.unread.length, 1);
    assert.equal((await both.takeOrphans()).unread.length, 1);
  });
});
