import { asCancelled, asUnexpected, ImageError, isRefused } from './errors.ts';
import { lineOf } from './jobLine.ts';
import type { Pacer } from './pacing.ts';
import type {
  ImageBytes,
  ImageMarker,
  ImageService,
  Ledger,
  LedgerLine,
  PaidRecord,
  ProgressStep,
  SavedAsset,
} from './ports.ts';
import type { ImageJob, PaidImage } from './imageJob.ts';

export interface GeneratedAsset extends SavedAsset {
  readonly image: ImageBytes;
  readonly recordId: string;
  readonly remainingCredits?: number;
  /** Resolves once the ledger has let go of it, which nobody who shows it needs to wait for. Never rejects. */
  readonly cleared: Promise<void>;
}

/** A paid image that lies nowhere yet. */
export class UnsavedImageError extends ImageError {
  readonly image: ImageBytes;

  constructor(error: ImageError, image: ImageBytes, recordId: string) {
    super(error.code, error.message, {
      cause: error,
      recordId,
      mayHaveBeenCharged: true,
      ...(error.reason && { reason: error.reason }),
      ...(error.field && { field: error.field }),
    });
    this.image = image;
  }
}

/** Makes one image: request, paid record, bytes, file with its provenance. */
export interface Generator {
  /**
   * Rejects with `ImageError`: `UnsavedImageError` where the image is here and could not be saved,
   * and `cancelled` once the signal has aborted, whatever went wrong then.
   */
  run(
    job: ImageJob,
    onProgress: (step: ProgressStep) => void,
    signal: AbortSignal,
  ): Promise<GeneratedAsset>;
}

export interface GeneratorOptions {
  readonly service: ImageService;
  readonly pacer: Pacer;
  readonly ledger: Ledger;
  /** Absent: files are saved as the service sends them. */
  readonly marker?: ImageMarker;
}

type Report = (step: ProgressStep) => void;

export function createGenerator({ service, pacer, ledger, marker }: GeneratorOptions): Generator {
  const find = async ({ recordId, imageUrl }: PaidImage, signal: AbortSignal) => {
    try {
      return await service.findRecord(recordId, signal);
    } catch (error) {
      const isGone = error instanceof ImageError && error.reason === 'recordGone';
      if (isGone && imageUrl !== undefined) return { recordId, imageUrl };
      throw error;
    }
  };

  const obtain = async (
    { request, place, paid, hold, untilReady, mayGoOn }: ImageJob,
    line: LedgerLine,
    onProgress: Report,
    signal: AbortSignal,
  ): Promise<{ recordId: string; image: ImageBytes; remainingCredits?: number }> => {
    if (paid?.image) return { recordId: paid.recordId, image: paid.image };
    let leave = await pacer.place(signal);
    try {
      const record = paid
        ? await find(paid, signal)
        : await service.generate(
            request,
            {
              onProgress,
              async beforeSending(origin) {
                await Promise.all([line.sending(origin), untilReady?.()]);
                do {
                  for (let pause = mayGoOn?.(signal); pause; pause = mayGoOn?.(signal)) {
                    leave();
                    await pause;
                    leave = await pacer.place(signal);
                    await line.sending(origin);
                  }
                  await hold?.untilSaved();
                  // Its folder is tried anew where saving has failed in it meanwhile.
                  await untilReady?.();
                  // Whoever made the file meanwhile has let go of it, so that only the file tells.
                  await place.checkStillFree?.();
                } while (hold && !hold.goAhead());
              },
              onPutOff: () => hold?.putOff(),
              onRecord: (named) => void line.named(named),
            },
            signal,
          );
      const { recordId, remainingCredits } = record;
      const image = await fetchImage(record, onProgress, signal);
      hold?.arrived();
      return { recordId, image, ...(remainingCredits !== undefined && { remainingCredits }) };
    } catch (error) {
      // Before the place is given up, as the next image takes it at once.
      hold?.failed(error);
      throw error;
    } finally {
      leave();
    }
  };

  const download = async (record: PaidRecord, signal: AbortSignal): Promise<ImageBytes> => {
    try {
      return await service.download(record, signal);
    } catch (error) {
      if (!(error instanceof ImageError) || error.reason !== 'linkExpired') throw error;
    }
    // The record is paid for, and asking for it again brings a fresh link for free.
    return service.download(await service.findRecord(record.recordId, signal), signal);
  };

  const fetchImage = async (
    record: PaidRecord,
    onProgress: Report,
    signal: AbortSignal,
  ): Promise<ImageBytes> => {
    try {
      onProgress({ kind: 'downloading' });
      return await download(record, signal);
    } catch (error) {
      throw asUnexpected(error).with({ recordId: record.recordId, mayHaveBeenCharged: true });
    }
  };

  const mark = async (
    { request, place, askedAtMs, sourceImage }: ImageJob,
    recordId: string,
    image: ImageBytes,
  ): Promise<ImageBytes> => {
    const making = {
      request,
      recordId,
      uri: place.uri,
      ...(askedAtMs !== undefined && { askedAtMs }),
      ...(sourceImage !== undefined && { sourceImage }),
    };
    return (await marker?.mark(image, making)) ?? image;
  };

  const make = async (
    job: ImageJob,
    line: LedgerLine,
    onProgress: Report,
    signal: AbortSignal,
  ): Promise<Omit<GeneratedAsset, 'cleared'>> => {
    const obtained = await obtain(job, line, onProgress, signal);
    const { recordId, image } = obtained;
    try {
      onProgress({ kind: 'saving' });
      const marked = await mark(job, recordId, image);
      return { ...obtained, image: marked, ...(await job.place.save(marked, line, signal)) };
    } catch (error) {
      job.hold?.failed(error);
      const isStopped =
        signal.aborted || (error instanceof ImageError && error.code === 'cancelled');
      if (isStopped) throw asCancelled(error).with({ recordId, mayHaveBeenCharged: true });
      throw new UnsavedImageError(asUnexpected(error), image, recordId);
    }
  };

  return {
    async run(job, onProgress, signal) {
      onProgress({ kind: 'queued' });
      // Nobody knows whether the disk takes it, so nothing is sent before it does.
      if (job.paid?.image) job.hold?.arrived();
      const line = await lineOf(job, ledger, signal);
      try {
        const made = await make(job, line, onProgress, signal);
        return { ...made, cleared: line.clear() };
      } catch (error) {
        await settle(line, error, job.paid !== undefined);
        throw signal.aborted ? asCancelled(error) : error;
      }
    },
  };
}

/** After a failure: what may be paid for stays in the ledger, and nothing else. */
async function settle(line: LedgerLine, error: unknown, isPaid: boolean): Promise<void> {
  if (!(error instanceof ImageError)) return line.leave();
  if (isRefused(error) || !(isPaid || error.mayHaveBeenCharged)) return line.clear();
  if (error.recordId && !isPaid) await line.named({ recordId: error.recordId });
  return line.leave();
}
