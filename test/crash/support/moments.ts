import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { trialName } from '../../../src/app/files/newFile.ts';
import type { StandInControl } from '../../standIn/control.ts';
import type { CrashWindow } from './crashWindow.ts';

/** A moment between the keystroke and the link, as it can be seen from outside of the extension. */
export interface Moment {
  readonly name: string;
  /** Makes the service so that the moment comes, or lasts. */
  readonly prepare?: (standIn: StandInControl, imageCount: number) => Promise<void>;
  /** Resolves when it is there; called at the keystroke. */
  readonly until: (window: CrashWindow, random: () => number) => Promise<void>;
}

const patienceMs = 20_000;

/** Looks as often as it can: what comes next may be a millisecond away. */
async function seen(look: () => boolean): Promise<void> {
  const endMs = Date.now() + patienceMs;
  while (!look() && Date.now() < endMs) await new Promise((resolve) => setImmediate(resolve));
}

const later = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

function assetNames({ workspacePath }: CrashWindow): string[] {
  try {
    return readdirSync(join(workspacePath, 'assets'));
  } catch {
    return [];
  }
}

const slowBody = (standIn: StandInControl, times: number): Promise<void> =>
  standIn.addFault({ fault: 'slowBody', chunkBytes: 2048, delayMs: 10, times });

/** The first `sampledMoments` are those of a short run. */
export const sampledMoments = 10;

export const moments: readonly Moment[] = [
  {
    name: 'a moment after the keystroke',
    until: (_, random) => later(random() * 150),
  },
  {
    name: 'the intent appears in the ledger',
    until: ({ ledger }) => seen(() => ledger.texts().length > 0),
  },
  {
    name: 'the paid request has arrived',
    // Killed long before the answer, however busy the computer is.
    prepare: (standIn) => standIn.setLatency({ postMs: 5000 }),
    until: ({ standIn }) => standIn.untilCounted({ paidRequests: 1 }),
  },
  {
    name: 'the record appears in the ledger',
    until: ({ ledger }) => seen(() => ledger.entries().some(({ record }) => record !== undefined)),
  },
  {
    name: 'the record is asked for',
    prepare: (standIn, times) => standIn.addFault({ fault: 'processing', polls: 1, times }),
    until: ({ standIn }) => standIn.untilCounted({ resultReads: 1 }),
  },
  {
    name: 'half of the download is there',
    prepare: slowBody,
    async until({ standIn }, random) {
      await standIn.untilCounted({ downloads: 1 });
      await later(20 + random() * 150);
    },
  },
  {
    name: 'the file’s name appears in the ledger',
    until: ({ ledger }) => seen(() => ledger.entries().some(({ naming }) => naming !== undefined)),
  },
  {
    name: 'the temporary file appears',
    until: (window) =>
      seen(() => assetNames(window).some((name) => name.endsWith('.tmp') && name !== trialName)),
  },
  {
    name: 'the file has its name',
    until: (window) => seen(() => assetNames(window).some((name) => name.endsWith('.webp'))),
  },
  {
    name: 'the ledger is cleared',
    async until({ ledger }) {
      await seen(() => ledger.texts().length > 0);
      await seen(() => ledger.texts().length === 0);
    },
  },
  {
    name: 'the folder is tried',
    until: (window) => seen(() => assetNames(window).includes(trialName)),
  },
  {
    name: 'the image is made',
    until: ({ standIn }) => standIn.untilCounted({ imagesMade: 1 }),
  },
  {
    name: 'the download begins',
    prepare: slowBody,
    until: ({ standIn }) => standIn.untilCounted({ downloads: 1 }),
  },
  {
    name: 'any time until the link',
    until: (_, random) => later(random() * 1200),
  },
];
