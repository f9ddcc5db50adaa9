import { isRefused, type ImageError } from './errors.ts';
import { UnsavedImageError } from './generator.ts';
import type { PaidImage } from './imageJob.ts';

/** What can be had without paying again for an image that failed. */
export function whatIsPaid({ error }: { readonly error: ImageError }): PaidImage | undefined {
  const { recordId } = error;
  if (error instanceof UnsavedImageError) return { recordId: recordId ?? '', image: error.image };
  return recordId ? { recordId } : undefined;
}

/** Whatever went wrong on the way to an image that is paid for, it stays paid for. */
export function stillPaid(error: ImageError, known: PaidImage | undefined): ImageError {
  if (!known || whatIsPaid({ error })) return error;
  if (known.image) return new UnsavedImageError(error, known.image, known.recordId);
  return error.with({ recordId: known.recordId, mayHaveBeenCharged: true });
}

/** The service has said that there is no image, so there is none to fetch. */
export function isHopeless(error: ImageError): boolean {
  return isRefused(error) || (error.reason === 'recordGone' && !error.isChargeEarlier);
}

/**
 * What one more try of an image came to: what an earlier one may have cost is not forgotten over it, nor the record
 * that it can be fetched by, unless the newer try has one of its own that is good for as much.
 */
export function withEarlier(error: ImageError, earlier: ImageError | undefined): ImageError {
  if (!earlier?.mayHaveBeenCharged || error instanceof UnsavedImageError) return error;
  const own = isHopeless(error) ? undefined : error.recordId;
  const recordId = own ?? (isHopeless(earlier) ? undefined : earlier.recordId) ?? error.recordId;
  if (error.mayHaveBeenCharged && recordId === error.recordId) return error;
  return error.with({
    mayHaveBeenCharged: true,
    isChargeEarlier: !error.mayHaveBeenCharged || recordId !== error.recordId,
    ...(recordId && { recordId }),
  });
}

/** The image is paid for, and only its place is wrong: it can be saved for free elsewhere. */
export function isUnplaced(error: ImageError): boolean {
  // Of an earlier try nobody knows whether there is an image.
  if (error.isChargeEarlier || !whatIsPaid({ error })) return false;
  const { code, reason } = error;
  return (
    (code === 'cannotWrite' && reason !== 'noLedger') ||
    (code === 'badRequest' && reason === 'outsideWorkspace') ||
    (code === 'badReply' && reason === 'otherFormat')
  );
}

/** The same, with the image in memory and not only its record. */
export function isHere(error: ImageError): boolean {
  return error instanceof UnsavedImageError && isUnplaced(error);
}
