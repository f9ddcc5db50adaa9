import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { LedgerLine } from '../../../../src/core/ports.ts';
import { createFaultyDisk, type DiskFault, type FaultyDisk } from '../../../support/faultyDisk.ts';
import { createLedgerWindows, imageOf, type TestWindow } from './ledgerWindows.ts';

type Windows = ReturnType<typeof createLedgerWindows>;

/** What the world knows of images that a test has begun. */
interface Images {
  /** May be paid for, by id. */
  readonly paid: Set<string>;
  /** The record is in the ledger, as nothing went wrong when it was noted. */
  readonly recorded: Set<string>;
  /** Whoever asked for it has said that it is over. */
  readonly over: Set<string>;
}

interface Scenario {
  readonly name: string;
  /** On a disk that works: images of a window that has died since. */
  readonly leftBefore: number;
  readonly run: (window: TestWindow, images: Images) => Promise<void>;
}

const uriOf = (name: string): string => imageOf(name).uri;
const record = { recordId: 'r-1', imageUrl: 'https://s.example/1?signature=secret' };

async function pay(window: TestWindow, images: Images, name = 'fox'): Promise<LedgerLine> {
  const line = window.begin(imageOf(name));
  await line.sending();
  images.paid.add(line.id);
  const faults = window.logged.length;
  await line.named({ ...record, recordId: `r-${name}` });
  if (window.logged.length === faults) images.recorded.add(line.id);
  return line;
}

const scenarios: readonly Scenario[] = [
  {
    name: 'an image that fails after it was paid for',
    leftBefore: 0,
    async run(window, images) {
      const line = await pay(window, images);
      await line.naming(uriOf('fox'), 5);
      await line.leave();
    },
  },
  {
    name: 'two images at once, the second of them saved',
    leftBefore: 0,
    async run(window, images) {
      const makes = async (name: string, isSaved: boolean): Promise<void> => {
        const line = await pay(window, images, name);
        if (!isSaved) return line.leave();
        images.over.add(line.id);
        await line.naming(uriOf(name), 5);
        await line.clear();
      };
      const made = await Promise.allSettled([makes('fox', false), makes('owl', true)]);
      for (const each of made) if (each.status === 'rejected') throw each.reason;
    },
  },
  {
    name: 'a look at what a dead window has left',
    leftBefore: 3,
    run: async (window) => void (await window.left.list()),
  },
  {
    name: 'an offer of what a dead window has left, and its answer',
    leftBefore: 2,
    async run(window) {
      const { entries } = await window.left.startOffer();
      await window.left.endOffer(entries);
    },
  },
  {
    name: 'a recovery that fails, and one that succeeds',
    leftBefore: 2,
    async run(window, images) {
      const { entries } = await window.left.list();
      const [first, second] = await Promise.all(
        entries.slice(0, 2).map((each) => window.left.take(each)),
      );
      await first?.named({ recordId: 'r-again' });
      await first?.leave();
      if (second) images.over.add(second.id);
      await second?.naming(uriOf('saved'), 5);
      await second?.clear();
    },
  },
  {
    name: 'a record that is taken up again and fails',
    leftBefore: 1,
    async run(window) {
      const line = await window.resume({ recordId: 'r-left0' }, imageOf('left0'));
      await line.leave();
    },
  },
  {
    name: 'something that is forgotten',
    leftBefore: 2,
    async run(window, images) {
      const { entries } = await window.left.list();
      for (const { id } of entries.slice(0, 1)) images.over.add(id);
      await window.left.forget(entries.slice(0, 1));
    },
  },
];

/** The time that an entry was kept is long over, so that links are dropped as well. */
const hourMs = 60 * 60_000;

async function leaveBehind(windows: Windows, count: number, images: Images): Promise<void> {
  const dead = windows.open();
  for (let nth = 0; nth < count; nth++) await pay(dead, images, `left${nth}`);
  dead.die();
  windows.clock.nowMs += hourMs;
}

async function listed(window: TestWindow, images: Images, context: string): Promise<void> {
  const { entries, isComplete } = await window.left.list();
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  for (const id of images.paid) {
    if (images.over.has(id)) continue;
    assert.ok(byId.has(id) || !isComplete, `${context}: ${id} is not listed`);
  }
  assert.equal(entries.length, byId.size, `${context}: each once`);
}

/** Runs a scenario on a disk with this fault, and looks for what is paid for. @returns the steps of its disk. */
async function runWith(scenario: Scenario, fault?: DiskFault): Promise<FaultyDisk> {
  const windows = createLedgerWindows();
  const images: Images = { paid: new Set(), recorded: new Set(), over: new Set() };
  await leaveBehind(windows, scenario.leftBefore, images);
  const disk = createFaultyDisk(windows.disk, fault);
  const window = windows.open({ disk });
  let context = JSON.stringify(fault);
  const running = scenario.run(window, images).catch((error: unknown) => {
    // What can't be kept is not sent.
    assert.equal((error as { reason?: string }).reason, 'noLedger', `${context}: ${String(error)}`);
  });
  await Promise.race([running, disk.killed]);
  if (fault) context += ` (${disk.steps[fault.at]})`;
  if (fault?.kind !== 'isKilled') {
    await listed(window, images, `${context}, while it lasts`);
    disk.heal();
    await listed(window, images, `${context}, once the disk works again`);
    const { isComplete } = await window.left.list();
    assert.ok(isComplete, `${context}: all can be read again`);
  }
  window.die();
  // Somebody has saved it before that.
  const saved = new Set([uriOf('saved'), uriOf('owl')]);
  const next = windows.open({ saved });
  await listed(next, images, `${context}, in the next window`);
  const { entries } = await next.left.list();
  for (const { id, record: known } of entries) {
    if (images.recorded.has(id)) assert.ok(known, `${context}: the record of ${id} is kept`);
  }
  return disk;
}

describe('After whatever happens to the disk of the ledger, what is paid for is listed', () => {
  for (const scenario of scenarios) {
    test(scenario.name, async () => {
      const { steps } = await runWith(scenario);
      const codes = ['ENOSPC', 'EIO', 'EACCES', 'EROFS'];
      for (const at of steps.keys()) {
        await runWith(scenario, { kind: 'fails', at, code: codes[at % codes.length]! });
        await runWith(scenario, { kind: 'isFull', at });
        await runWith(scenario, { kind: 'isGone', at });
        await runWith(scenario, { kind: 'isKilled', at, isDone: false });
        await runWith(scenario, { kind: 'isKilled', at, isDone: true });
      }
    });
  }
});
