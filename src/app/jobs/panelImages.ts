import type { Disposable } from '../disposable.ts';
import type { KeptText } from '../files/keptText.ts';
import type { Uris } from '../uri.ts';
import { createJobList, fromStored, toStored, type Job, type JobList } from '../../core/jobs.ts';
import type { LedgerEntry } from '../../core/ledgerEntry.ts';
import { isSameRequest } from '../../core/request.ts';
import type { Logger } from '../../core/ports.ts';
import { readStored, writeStored } from './storedImages.ts';

/** More than anybody scrolls back to; the files themselves stay. */
const maxJobs = 500;
const writeDelayMs = 300;

/** The images of this window, kept over a reload in the extension's storage for the workspace. */
export interface PanelImages extends Disposable {
  readonly jobs: JobList;
  /** Reads what an earlier window left; resolves at once after the first time. */
  restore(): Promise<void>;
}

export interface PanelImagesOptions {
  /** Absent where no folder is open: then nothing is kept. */
  readonly kept: KeptText | undefined;
  readonly uris: Pick<Uris, 'parse'>;
  /** What the ledger has of images that are no files. */
  readonly listLeft: () => Promise<readonly LedgerEntry[]>;
  readonly onChange: () => void;
  readonly log: Logger;
}

export function createPanelImages(options: PanelImagesOptions): PanelImages {
  const { kept, uris, listLeft, onChange, log } = options;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let restoring: Promise<void> | undefined;
  let isOver = false;
  /** A newer version has kept more than this one understands. */
  let isForeign = false;

  const write = async (): Promise<void> => {
    timer = undefined;
    if (!kept || isForeign) return;
    try {
      await kept.write(writeStored(jobs.all().map(toStored)));
    } catch (error) {
      log.warn(`The list of images could not be kept: ${String(error)}`);
    }
  };

  const jobs = createJobList({
    maxJobs,
    onChange() {
      onChange();
      // What ends with the window is kept as it was: the next window finds out what became of it.
      if (!isOver) timer ??= setTimeout(() => void write(), writeDelayMs);
    },
  });

  const read = async (): Promise<void> => {
    try {
      const text = await kept?.read();
      if (text === undefined) return;
      const stored = readStored(text, uris);
      if (stored === 'newer') {
        isForeign = true;
        log.warn('The list of images is of a newer version; it stays as it is.');
        return;
      }
      if (stored.length === 0) return;
      const restored = stored.map(fromStored);
      const left = restored.some(isInterrupted) ? await listLeft() : [];
      jobs.add(withRecords(restored, left));
    } catch (error) {
      log.warn(`The list of images could not be read: ${String(error)}`);
    }
  };

  return {
    jobs,
    restore: () => (restoring ??= read()),
    dispose() {
      isOver = true;
      if (timer === undefined) return;
      clearTimeout(timer);
      void write();
    },
  };
}

/** Its window was closed or crashed before anybody had told it the record. */
const isInterrupted = ({ error }: Job): boolean =>
  error?.reason === 'interrupted' && !error.recordId;

/**
 * A window that was closed or crashed could not note the record any more; the ledger has. With it the
 * image is fetched for free instead of being paid for again.
 */
function withRecords(jobs: readonly Job[], left: readonly LedgerEntry[]): Job[] {
  const unclaimed = left.filter(
    ({ record }) => !jobs.some(({ error }) => record && error?.recordId === record.recordId),
  );
  return jobs.map((job) => {
    if (!isInterrupted(job)) return job;
    const at = unclaimed.findIndex(
      ({ record, request }) => record && isSameRequest(request, job.request),
    );
    const [entry] = at < 0 ? [] : unclaimed.splice(at, 1);
    const recordId = entry?.record?.recordId;
    return job.error && recordId ? { ...job, error: job.error.with({ recordId }) } : job;
  });
}
