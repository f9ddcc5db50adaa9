import * as z from 'zod/mini';
import { errorCodes } from '../../core/errors.ts';
import type { StoredJob } from '../../core/jobs.ts';
import { requestSchema } from '../../core/ledgerEntry.ts';
import type { Uris } from '../uri.ts';

const storedVersion = 1;

const asset = z.object({
  uri: z.string(),
  recordId: z.string(),
  width: z.number(),
  height: z.number(),
  format: z.string(),
  byteCount: z.number(),
});

const error = z.object({
  // What a newer version has named may be paid for all the same.
  code: z.catch(z.enum(errorCodes), 'badReply'),
  message: z.string(),
  reason: z.optional(z.string()),
  mayHaveBeenCharged: z.optional(z.boolean()),
  recordId: z.optional(z.string()),
  isChargeEarlier: z.optional(z.boolean()),
  isQuestionRefused: z.optional(z.boolean()),
  field: z.optional(z.string()),
  serviceMessage: z.optional(z.string()),
});

const common = {
  // As the panel may name it in its messages.
  id: z.string().check(z.regex(/^[\w-]{1,64}$/)),
  batchId: z.string(),
  index: z.number(),
  request: requestSchema,
  altText: z.string(),
};

/** What there is of it says how it has ended, where a newer version has other words for that. */
const job = z.union([
  z.object({ ...common, status: z.catch(z.enum(['failed', 'cancelled']), 'failed'), error }),
  z.object({
    ...common,
    status: z.catch(z.literal('done'), 'done'),
    asset,
    insertedInto: z.optional(z.string()),
  }),
]);

const file = z.object({ version: z.number(), jobs: z.array(z.unknown()) });

/** What is kept of the images of a window, as text. */
export function writeStored(jobs: readonly StoredJob[]): string {
  return JSON.stringify({ version: storedVersion, jobs });
}

/**
 * Reads it back. What is damaged is as good as none. Never throws.
 * @returns `newer`: a later version has written it, which is for that alone to read and change
 */
export function readStored(text: string, uris: Pick<Uris, 'parse'>): StoredJob[] | 'newer' {
  const isUri = (uri: string): boolean => {
    try {
      return uris.parse(uri, true).path !== '';
    } catch {
      return false;
    }
  };
  const { data } = file.safeParse(parsed(text));
  if (!data) return [];
  if (data.version > storedVersion) return 'newer';
  return data.jobs.flatMap((entry) => {
    const { data: stored } = job.safeParse(entry);
    if (!stored || ('asset' in stored && !isUri(stored.asset.uri))) return [];
    // A reason of another version only has no words of its own.
    return [stored as StoredJob];
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
