import { ImageError } from './errors.ts';
import type { Pacer } from './pacing.ts';
import type {
  AssetPlace,
  ImageBytes,
  ImageService,
  PaidRecord,
  ProgressStep,
  SavedAsset,
} from './ports.ts';
import type { GenerationRequest } from './request.ts';

export interface ImageJob {
  readonly request: GenerationRequest;
  /** Where the image will lie: reserved before anything is sent. */
  readonly place: AssetPlace;
  /** What is paid for already: fetched or saved for free, instead of sending the request. */
  readonly paid?: PaidImage;
}

export interface PaidImage {
  readonly recordId: string;
  /** Absent: known to the service only. */
  readonly image?: ImageBytes;
}

export interface GeneratedAsset extends SavedAsset {
  readonly image: ImageBytes;
  readonly recordId: string;
  readonly remainingCredits?: number;
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

/** Makes one image: request, paid record, bytes, file. */
export interface Generator {
  /** Rejects with `ImageError`; `UnsavedImageError` where the image is here and could not be saved. */
  run(
    job: ImageJob,
    onProgress: (step: ProgressStep) => void,
    signal: AbortSignal,
  ): Promise<GeneratedAsset>;
}

export interface GeneratorOptions {
  readonly service: ImageService;
  readonly pacer: Pacer;
}

export function createGenerator({ service, pacer }: GeneratorOptions): Generator {
  const obtain = async (
    { request, paid }: ImageJob,
    onProgress: (step: ProgressStep) => void,
    signal: AbortSignal,
  ): Promise<Required<PaidImage> & { remainingCredits?: number }> => {
    if (paid?.image) return { ...paid, image: paid.image };
    const leave = await pacer.place(signal);
    try {
      const record = paid
        ? await service.findRecord(paid.recordId, signal)
        : await service.generate(request, { onProgress }, signal);
      onProgress({ kind: 'downloading' });
      const { recordId, remainingCredits } = record;
      const image = await download(record, signal);
      return { recordId, image, ...(remainingCredits !== undefined && { remainingCredits }) };
    } finally {
      leave();
    }
  };

  const download = async (record: PaidRecord, signal: AbortSignal): Promise<ImageBytes> => {
    const { recordId } = record;
    try {
      return await service.download(record, signal);
    } catch (error) {
      if (!(error instanceof ImageError)) throw error;
      if (error.reason !== 'linkExpired') throw error.with({ recordId, mayHaveBeenCharged: true });
    }
    // The record is paid for, and asking for it again brings a fresh link for free.
    try {
      return await service.download(await service.findRecord(recordId, signal), signal);
    } catch (error) {
      if (!(error instanceof ImageError)) throw error;
      throw error.with({ recordId, mayHaveBeenCharged: true });
    }
  };

  return {
    async run(job, onProgress, signal) {
      onProgress({ kind: 'queued' });
      const obtained = await obtain(job, onProgress, signal);
      onProgress({ kind: 'saving' });
      const { recordId, image } = obtained;
      try {
        return { ...obtained, ...(await job.place.save(image, signal)) };
      } catch (error) {
        if (!(error instanceof ImageError)) throw error;
        if (error.code === 'cancelled') {
          throw error.with({ recordId, mayHaveBeenCharged: true });
        }
        throw new UnsavedImageError(error, image, recordId);
      }
    },
  };
}
