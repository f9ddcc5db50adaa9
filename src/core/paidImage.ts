import type { ImageError } from './errors.ts';
import { UnsavedImageError, type PaidImage } from './generator.ts';

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

/** The paid image has arrived, and only its place is wrong: it can be saved for free elsewhere. */
export function isHere({ code, reason, mayHaveBeenCharged }: ImageError): boolean {
  if (!mayHaveBeenCharged) return false;
  return (
    code === 'cannotWrite' ||
    (code === 'badRequest' && reason === 'outsideWorkspace') ||
    (code === 'badReply' && reason === 'otherFormat')
  );
}
