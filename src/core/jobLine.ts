import { asCancelled } from './errors.ts';
import type { ImageJob } from './imageJob.ts';
import { orAborted } from './orAborted.ts';
import type { Ledger, LedgerLine } from './ports.ts';

/** What the ledger has of a job, or will have. Rejects `cancelled` as soon as the signal aborts. */
export async function lineOf(
  { line, paid, request, altText, sourceImage, place }: ImageJob,
  ledger: Ledger,
  signal: AbortSignal,
): Promise<LedgerLine> {
  if (line) return line;
  const image = {
    request,
    altText,
    ...(sourceImage !== undefined && { sourceImage }),
    uri: place.uri,
    place: place.note,
  };
  if (!paid?.recordId) return ledger.begin(image);
  // All of the ledger is looked through, and its disk may answer late or never.
  const resuming = ledger.resume({ recordId: paid.recordId }, image);
  try {
    return await orAborted(resuming, signal, (late) => void late.leave());
  } catch (error) {
    throw signal.aborted ? asCancelled(error) : error;
  }
}
