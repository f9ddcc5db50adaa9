import type { PaidImage } from '../../core/imageJob.ts';
import { asCancelled, cancelled, ImageError } from '../../core/errors.ts';
import { isUnfinished, type Job, type JobAsset, type JobList } from '../../core/jobs.ts';
import { stillPaid, whatIsPaid, withEarlier } from '../../core/paidImage.ts';
import type { ImageBytes } from '../../core/ports.ts';
import { isSameRequest, type GenerationRequest } from '../../core/request.ts';
import type { Batch, BatchItem, GeneratedImage } from '../making/batch.ts';
import type { ImageStudio } from '../making/imageStudio.ts';

/** What became of the images that were started together, for whoever announces it. */
export interface PanelBatchEnd {
  readonly made: number;
  readonly failed: readonly ImageError[];
}

/** Makes the panel's images: each has its own entry in the list and its own cancel. */
export interface PanelJobs {
  /** Enters the images into the list at once and makes them; resolves when the last has settled. */
  start(batch: Batch): Promise<PanelBatchEnd>;
  /**
   * Tries an image again: what is paid for is fetched for free where `isFree`. Does nothing with one
   * that has not ended or has been tried since, and where nothing is paid for that could be fetched.
   */
  again(job: Job, batch: Batch, isFree: boolean): Promise<PanelBatchEnd>;
  cancel(ids: readonly string[]): void;
  /** An image that failed here and was recovered elsewhere is done here, too. */
  adopt(image: GeneratedImage, request: GenerationRequest): void;
  /** Bytes of an image that was made in this window and is still in memory. */
  bytesOf(id: string): Uint8Array | undefined;
  /** Lets go of the bytes of images that are in the list no more. */
  letGo(): void;
}

export interface PanelJobsOptions {
  readonly jobs: JobList;
  readonly studio: ImageStudio;
  readonly onCredits: (image: {
    readonly remainingCredits?: number;
    readonly model: string;
    /** Fetched for free. */
    readonly isFree: boolean;
  }) => void;
}

/** Pictures that are shown right after they are made need no reading back. */
const maxHeldPictures = 32;

export function createPanelJobs({ jobs, studio, onCredits }: PanelJobsOptions): PanelJobs {
  const stops = new Map<string, AbortController>();
  const held = new Map<string, Uint8Array>();
  const unsaved = new Map<string, PaidImage>();

  const hold = (id: string, { bytes }: ImageBytes): void => {
    held.set(id, bytes);
    const [oldest] = held.keys();
    if (held.size > maxHeldPictures && oldest !== undefined) held.delete(oldest);
  };

  const run = async (
    batch: Batch,
    idOf: (item: BatchItem) => string,
    paid: ReadonlyMap<number, PaidImage>,
    earlier?: ImageError,
  ): Promise<PanelBatchEnd> => {
    const failed: ImageError[] = [];
    let made = 0;
    // An image that has failed may be tried again before the others have settled: each try has its own.
    const own = new Map(batch.items.map((item) => [idOf(item), new AbortController()]));
    for (const [id, stop] of own) stops.set(id, stop);
    const signalOf = (item: BatchItem): AbortSignal => own.get(idOf(item))!.signal;
    const fail = (item: BatchItem, reason: ImageError): void => {
      const id = idOf(item);
      const error = withEarlier(stillPaid(reason, paid.get(item.index)), earlier);
      failed.push(error);
      const known = whatIsPaid({ error });
      if (known?.image) unsaved.set(id, known);
      jobs.tell(id, { kind: 'failed', error });
    };
    try {
      await studio.make(batch, paid, {
        signalOf,
        onStep: (item, step) => jobs.tell(idOf(item), { kind: 'stepped', step }),
        onFailed: fail,
        onMade(item, asset) {
          made++;
          onCredits({ ...asset, model: item.request.model, isFree: paid.has(item.index) });
          const { uri, recordId, byteCount, image } = asset;
          const { width, height, format } = image;
          const id = idOf(item);
          hold(id, image);
          unsaved.delete(id);
          const file: JobAsset = { uri, recordId, width, height, format, byteCount };
          jobs.tell(id, { kind: 'finished', asset: file });
        },
      });
    } catch (error) {
      // Nothing was sent: a bad setting, a folder that lies outside.
      const failure =
        error instanceof ImageError
          ? error
          : new ImageError('badReply', String(error), { reason: 'unexpected', cause: error });
      for (const item of batch.items) {
        fail(item, signalOf(item).aborted ? asCancelled(failure) : failure);
      }
    } finally {
      for (const [id, stop] of own) if (stops.get(id) === stop) stops.delete(id);
    }
    return { made, failed };
  };

  return {
    start(batch) {
      const batchId = crypto.randomUUID();
      const added = batch.items.map(({ index, request }): Job => ({
        id: crypto.randomUUID(),
        batchId,
        index,
        request,
        altText: batch.altText,
        status: 'queued',
        step: { kind: 'queued' },
      }));
      jobs.add(added);
      return run(batch, ({ index }) => added[index]!.id, new Map());
    },

    async again(job, batch, isFree) {
      const { id, index, error, status } = job;
      const known = unsaved.get(id) ?? (error && whatIsPaid({ error }));
      // Two presses of one button are one wish, and what is said to be free is never paid for.
      const canStart = jobs.get(id) === job && (status === 'failed' || status === 'cancelled');
      if (!canStart || (isFree && !known)) return { made: 0, failed: [] };
      jobs.tell(id, { kind: 'retried' });
      // What lies in memory is never paid for twice, whichever button was pressed.
      const paid = known && (isFree || known.image) ? new Map([[index, known]]) : new Map();
      return run(batch, () => id, paid, error);
    },

    cancel(ids) {
      for (const id of ids) {
        stops.get(id)?.abort(cancelled());
        const job = jobs.get(id);
        // An image from before a reload has nobody left who could stop it.
        if (job && isUnfinished(job) && !stops.has(id)) {
          jobs.tell(id, { kind: 'failed', error: cancelled({ mayHaveBeenCharged: true }) });
        }
      }
    },

    adopt(image, request) {
      const job = jobs.all().find((each) => isOf(each, image.recordId, request));
      if (!job) return;
      unsaved.delete(job.id);
      jobs.tell(job.id, { kind: 'retried' });
      jobs.tell(job.id, { kind: 'finished', asset: assetOf(image) });
    },

    bytesOf: (id) => held.get(id) ?? unsaved.get(id)?.image?.bytes,

    letGo() {
      if (held.size + unsaved.size === 0) return;
      const listed = new Set(jobs.all().map(({ id }) => id));
      for (const bytes of [held, unsaved]) {
        for (const id of bytes.keys()) if (!listed.has(id)) bytes.delete(id);
      }
    },
  };
}

function assetOf(image: GeneratedImage): JobAsset {
  const { uri, recordId, width, height, format, bytes: byteCount } = image;
  return { uri, recordId, width, height, format, byteCount };
}

/** True for the failed image of that record, or of that request where nobody had told its record yet. */
function isOf({ status, error, request: own }: Job, recordId: string, request: GenerationRequest) {
  if (status !== 'failed' && status !== 'cancelled') return false;
  return error?.recordId === undefined ? isSameRequest(own, request) : error.recordId === recordId;
}
