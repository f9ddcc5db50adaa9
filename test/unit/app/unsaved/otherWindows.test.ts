import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { LedgerDisk } from '../../../../src/node/ledger/ledgerDisk.ts';
import type { LedgerEntry } from '../../../../src/core/ledgerEntry.ts';
import type { LeftList } from '../../../../src/app/unsaved/imageLedger.ts';
import { mulberry32 } from '../../../support/mulberry32.ts';
import { createLedgerWindows, imageOf, type TestWindow } from './ledgerWindows.ts';

const hourMs = 60 * 60_000;

/** The same disk, slower by up to so many turns of the event loop at each step. */
function slowed(disk: LedgerDisk, maxTurns: number, random: () => number): LedgerDisk {
  const wait = async (): Promise<void> => {
    const turns = random() % (maxTurns + 1);
    for (let turn = 0; turn < turns; turn++) await new Promise((go) => setImmediate(go));
  };
  return new Proxy(disk, {
    get(target, name: keyof LedgerDisk) {
      const step = target[name] as (...args: unknown[]) => Promise<unknown>;
      return async (...args: unknown[]) => {
        await wait();
        const result = await step(...args);
        await wait();
        return result;
      };
    },
  });
}

/** As long as nothing was written for so many milliseconds. */
function age(windows: ReturnType<typeof createLedgerWindows>, ms: number): void {
  for (const file of windows.disk.files.values()) {
    file.mtimeMs -= ms;
    file.ctimeMs -= ms;
  }
}

const goes = (window: TestWindow, name: string, isExact = true): Promise<boolean> =>
  window
    .begin(imageOf(name, isExact))
    .sending()
    .then(
      () => true,
      (error: unknown) => {
        const { code, reason, mayHaveBeenCharged } = error as Record<string, unknown>;
        assert.deepEqual([code, reason, mayHaveBeenCharged], ['cannotWrite', 'taken', false]);
        return false;
      },
    );

describe('Two windows and one file', () => {
  test('of two that begin at the same moment at most one pays, and nearly always one does', async () => {
    let none = 0;
    for (let seed = 1; seed <= 300; seed++) {
      const windows = createLedgerWindows();
      const random = mulberry32(seed);
      const open = (): TestWindow => windows.open({ disk: slowed(windows.disk, 6, random) });
      const results = await Promise.all([open(), open()].map((window) => goes(window, 'fox')));
      const count = results.filter(Boolean).length;
      assert.ok(count <= 1, `seed ${seed}`);
      if (count === 0) none++;
      // Who gave way has left nothing that would look paid for.
      assert.equal(windows.disk.files.size, count, `seed ${seed}`);
    }
    assert.ok(none < 15, `${none} of 300`);
  });

  test('three of them as well', async () => {
    for (let seed = 1; seed <= 100; seed++) {
      const windows = createLedgerWindows();
      const random = mulberry32(seed);
      const open = (): TestWindow => windows.open({ disk: slowed(windows.disk, 4, random) });
      const all = [open(), open(), open()].map((window) => goes(window, 'fox'));
      assert.ok((await Promise.all(all)).filter(Boolean).length <= 1, `seed ${seed}`);
    }
  });

  test('the later one stops, in whatever case the name is written, until the first is done', async () => {
    const windows = createLedgerWindows();
    const [first, second] = [windows.open(), windows.open()];
    const line = first.begin(imageOf('fox', true));
    await line.sending();
    assert.equal(await goes(second, 'fox'), false);
    assert.equal(await goes(second, 'Fox'), false);
    assert.equal(await goes(second, 'owl'), true);
    await line.clear();
    assert.equal(await goes(second, 'fox'), true);
  });

  test('a window that is gone stops nobody, and a name that can be another one neither', async () => {
    const windows = createLedgerWindows();
    const [first, second] = [windows.open(), windows.open()];
    assert.equal(await goes(first, 'fox'), true);
    assert.equal(await goes(second, 'fox', false), true);
    first.die();
    assert.equal(await goes(second, 'fox'), true);
  });

  test('who takes up what lay there for days has it alone', async () => {
    const windows = createLedgerWindows();
    const dead = windows.open();
    const line = dead.begin(imageOf('fox', true));
    await line.sending();
    await line.named({ recordId: 'r-1' });
    await line.leave();
    dead.die();
    const [first, second] = [windows.open(), windows.open()];
    const [entry] = (await first.left.list()).entries;
    age(windows, 48 * hourMs);
    const taken = await first.left.take(entry!);
    assert.deepEqual((await second.left.list()).entries, []);
    assert.equal(await goes(second, 'fox'), false);
    await taken?.clear();
    assert.equal(windows.disk.files.size, 0);
  });

  test('who has waited for long touches what it has, so that it stays its own', async (t) => {
    t.mock.timers.enable({ apis: ['setInterval'] });
    const windows = createLedgerWindows();
    const [first, second] = [windows.open(), windows.open()];
    const line = first.begin(imageOf('fox', true));
    await line.sending();
    for (let hours = 0; hours < 3; hours++) {
      age(windows, 0.9 * hourMs);
      t.mock.timers.tick(hourMs);
      await new Promise(setImmediate);
      assert.deepEqual((await second.left.list()).entries, []);
    }
    assert.equal(await goes(second, 'fox'), false);
    await line.clear();
  });

  test('a window whose computer slept has its image again before it pays, and keeps its record', async () => {
    const windows = createLedgerWindows();
    const [first, second] = [windows.open(), windows.open()];
    const [fox, owl] = [first.begin(imageOf('fox', true)), first.begin(imageOf('owl', true))];
    await fox.sending();
    await owl.sending();
    age(windows, 2 * hourMs);
    assert.equal((await second.left.list()).entries.length, 2);
    // Paid for before it slept, and waiting for its turn.
    await owl.named({ recordId: 'r-owl' });
    await fox.sending();
    assert.deepEqual((await second.left.list()).entries, []);
    assert.equal(await goes(second, 'fox'), false);
    await fox.clear();
    first.die();
    const { entries } = await second.left.list();
    assert.deepEqual(
      entries.map(({ record }) => record?.recordId),
      ['r-owl'],
    );
  });

  test('what somebody let go of while this window slept is kept anew', async () => {
    const windows = createLedgerWindows();
    const [first, second] = [windows.open(), windows.open()];
    const line = first.begin(imageOf('fox', true));
    await line.sending();
    age(windows, 2 * hourMs);
    await second.left.forget((await second.left.list()).entries);
    await line.sending();
    await line.named({ recordId: 'r-1' });
    first.die();
    const { entries } = await second.left.list();
    assert.deepEqual(
      entries.map(({ record }) => record?.recordId),
      ['r-1'],
    );
  });

  test('what another window makes is told, also under the name that it got in the end', async () => {
    const windows = createLedgerWindows();
    const [first, second] = [windows.open(), windows.open()];
    assert.deepEqual(await second.others.filesInWork(), []);
    const line = first.begin(imageOf('fox'));
    await line.sending();
    await line.naming(imageOf('fox-1').uri, 5);
    assert.deepEqual(await second.others.filesInWork(), [imageOf('fox').uri, imageOf('fox-1').uri]);
    assert.deepEqual(await first.others.filesInWork(), []);
    await line.clear();
    assert.deepEqual(await second.others.filesInWork(), []);
  });

  test('a file that two windows know by two names is one file', async () => {
    const windows = createLedgerWindows();
    const [first, second] = [windows.open(), windows.open()];
    const fox = imageOf('fox', true);
    const same = { ...fox, uri: fox.uri.replace('/home/ada/site/', '/mnt/site/') };
    const outcomes = await Promise.allSettled([
      first.begin(fox).sending(),
      second.begin(same).sending(),
    ]);
    assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 1);
  });

  test('what another window begins to ask about while it is looked for is found all the same', async () => {
    const windows = createLedgerWindows();
    const dead = windows.open();
    for (const name of ['fox', 'owl', 'hen']) await goes(dead, name);
    dead.die();
    const other = windows.open();
    assert.equal((await other.left.list()).entries.length, 3);
    let isLooked = false;
    const disk = new Proxy<LedgerDisk>(windows.disk, {
      get(target, name: keyof LedgerDisk) {
        if (name !== 'readdir') return target[name];
        return async (...args: Parameters<LedgerDisk['readdir']>) => {
          const names = await target.readdir(...args);
          if (!isLooked && names.some((each) => each.endsWith('.jsonl'))) {
            isLooked = true;
            await other.left.startOffer();
          }
          return names;
        };
      },
    });
    assert.equal((await windows.open({ disk }).left.list()).entries.length, 3);
    assert.ok(isLooked);
  });

  test('one look into one folder is all that it costs a window that is alone', async () => {
    const windows = createLedgerWindows();
    const dead = windows.open();
    await goes(dead, 'owl');
    dead.die();
    const steps: string[] = [];
    const counting = new Proxy<LedgerDisk>(windows.disk, {
      get(target, name: keyof LedgerDisk) {
        steps.push(name);
        return target[name];
      },
    });
    await windows.open({ disk: counting }).others.filesInWork();
    assert.deepEqual(steps, ['readdir']);
  });
});

describe('What is in the hands of somebody', () => {
  const idsOf = ({ entries, inWork }: LeftList): string[] =>
    [...entries, ...inWork].flatMap((entry) => ('id' in entry ? entry.id : [])).sort();

  async function leftByTheDead(windows: ReturnType<typeof createLedgerWindows>, count: number) {
    const dead = windows.open();
    for (let nth = 0; nth < count; nth++) await goes(dead, `fox-${nth}`);
    dead.die();
  }

  test('is told by every look while another window makes it its own, each image once', async () => {
    for (let seed = 1; seed <= 20; seed++) {
      const windows = createLedgerWindows();
      await leftByTheDead(windows, 10);
      const random = mulberry32(seed);
      const [a, b] = [3, 6].map((turns) =>
        windows.open({ disk: slowed(windows.disk, turns, random) }),
      );
      let isOver = false;
      const adopting = b!.left.list().finally(() => (isOver = true));
      while (!isOver) {
        const look = await a!.left.list();
        const ids = idsOf(look);
        assert.equal(new Set(ids).size, 10, `seed ${seed}`);
        assert.deepEqual([ids.length, look.isComplete], [10, true], `seed ${seed}`);
      }
      assert.equal(idsOf(await adopting).length, 10, `seed ${seed}`);
    }
  });

  test('is told while it is recovered, by this window and by others', async () => {
    const windows = createLedgerWindows();
    await leftByTheDead(windows, 3);
    const [a, b] = [windows.open(), windows.open()];
    const [first] = (await a.left.list()).entries;
    const line = await a.left.take(first!);
    for (const window of [a, b]) {
      const { entries, inWork, isComplete } = await window.left.list();
      assert.deepEqual([entries.length, inWork.length, isComplete], [2, 1, true]);
      assert.equal((inWork[0] as LedgerEntry).id, first!.id);
    }
    await line!.leave();
    assert.deepEqual((await b.left.list()).inWork, []);
    assert.equal((await b.left.list()).entries.length, 3);
  });

  test('is told while it goes from hand to hand, however the looks fall', async () => {
    for (let seed = 1; seed <= 100; seed++) {
      const windows = createLedgerWindows();
      await leftByTheDead(windows, 2);
      const random = mulberry32(seed);
      const [a, b] = [5, 2].map((turns) =>
        windows.open({ disk: slowed(windows.disk, turns, random) }),
      );
      const { entries } = await b!.left.list();
      let isOver = false;
      const looking = a!.left.list().finally(() => (isOver = true));
      while (!isOver) {
        const line = await b!.left.take(entries[0]!);
        for (let turn = 0; turn < 40 && !isOver; turn++) await new Promise(setImmediate);
        await line?.leave();
        for (let turn = 0; turn < 40 && !isOver; turn++) await new Promise(setImmediate);
      }
      assert.equal(idsOf(await looking).length, 2, `seed ${seed}`);
    }
  });

  test('keeps its name and is made by nobody else, though another version has written it', async () => {
    const windows = createLedgerWindows();
    const [other, mine] = [windows.open(), windows.open()];
    await goes(other, 'fox');
    for (const file of windows.disk.files.values()) {
      file.text = file.text.replace('"version":1', '"version":2');
    }
    assert.deepEqual(await mine.others.filesInWork(), [imageOf('fox').uri]);
    assert.equal(await goes(mine, 'fox'), false);
    assert.equal((await mine.left.list()).inWork[0]?.uri, imageOf('fox').uri);
  });

  test('that changes faster than it can be read leaves the list incomplete', async () => {
    const windows = createLedgerWindows();
    const window = windows.open();
    const line = window.begin(imageOf('fox'));
    await line.sending();
    await line.leave();
    const disk: LedgerDisk = new Proxy(windows.disk, {
      get: (target, name: keyof LedgerDisk) =>
        name === 'readFile'
          ? () => Promise.reject(Object.assign(new Error('gone'), { code: 'ENOENT' }))
          : target[name],
    });
    const { entries, isComplete } = await windows.open({ disk }).left.list();
    assert.deepEqual([entries, isComplete], [[], false]);
  });
});

describe('A computer that got another name', () => {
  test('recovers what it left under its old one, once nothing was heard of it for an hour', async () => {
    const windows = createLedgerWindows();
    const before = windows.open({ computerName: 'adas-laptop' });
    await goes(before, 'fox');
    before.die();
    const after = windows.open({ computerName: 'adas-laptop.fritz.box' });
    // Until then it may be another computer on the same home folder, whose file this is.
    const look = await after.left.list();
    assert.deepEqual([look.entries.length, look.inWork.length], [0, 1]);
    assert.deepEqual(await after.others.filesInWork(), [imageOf('fox').uri]);
    assert.equal(await goes(after, 'fox'), false);
    age(windows, hourMs + 1);
    assert.equal((await after.left.startOffer()).entries.length, 1);
    assert.deepEqual(await after.others.filesInWork(), []);
  });

  test('offers again what it was asking about under its old one', async () => {
    const windows = createLedgerWindows();
    const dead = windows.open();
    await goes(dead, 'fox');
    dead.die();
    const before = windows.open();
    assert.equal((await before.left.startOffer()).entries.length, 1);
    before.die();
    const after = windows.open({ computerName: 'other' });
    assert.equal((await after.left.startOffer()).entries.length, 0);
    assert.equal((await after.left.list()).entries.length, 1);
    age(windows, hourMs + 1);
    assert.equal((await after.left.startOffer()).entries.length, 1);
  });
});

describe('the ledger', () => {
  test('keeps the service that was asked, and not the one of the settings when the image began to wait', async () => {
    const windows = createLedgerWindows();
    const line = windows.open().begin(imageOf('fox'));
    await line.sending('https://other.example');
    await line.leave();
    const { entries } = await windows.open().left.list();
    assert.deepEqual(
      entries.map(({ origin }) => origin),
      ['https://other.example'],
    );
  });

  test('reads what is left with few files open at once, however many there are', async () => {
    const windows = createLedgerWindows();
    const window = windows.open();
    for (let nth = 0; nth < 300; nth++) {
      const line = window.begin(imageOf(`fox-${nth}`));
      await line.sending();
      await line.leave();
    }
    let open = 0;
    let most = 0;
    const disk: LedgerDisk = new Proxy(windows.disk, {
      get: (target, name: keyof LedgerDisk) =>
        name === 'readFile'
          ? async (path: string) => {
              most = Math.max(most, ++open);
              await new Promise((go) => setImmediate(go));
              open--;
              return target.readFile(path, 'utf8');
            }
          : target[name],
    });
    const { entries, isComplete } = await windows.open({ disk }).left.list();
    assert.deepEqual([entries.length, isComplete], [300, true]);
    assert.ok(most <= 50, `${most} at once`);
  });
});
