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
  code: z.enum(errorCodes),
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

const job = z.discriminatedUnion('status', [
  z.object({
    ...common,
    status: z.literal('done'),
    asset,
    insertedInto: z.optional(z.string()),
  }),
  z.object({ ...common, status: z.enum(['failed', 'cancelled']), error }),
]);

const file = z.object({ version: z.literal(storedVersion), jobs: z.array(z.unknown()) });

/** What is kept of the images of a window, as text. */
export function writeStored(jobs: readonly StoredJob[]): string {
  return JSON.stringify({ version: storedVersion, jobs });
}

/** Reads it back. What is damaged, or was written by another version, is as good as none. Never throws. */
export function readStored(text: string, uris: Pick<Uris, 'parse'>): StoredJob[] {
  const isUri = (uri: string): boolean => {
    try {
      return uris.parse(uri, true).path !== '';
    } catch {
      return false;
    }
  };
  const { data } = file.safeParse(parsed(text));
  return (data?.jobs ?? []).flatMap((entry) => {
    const { data: stored } = job.safeParse(entry);
    if (!stored || (stored.status === 'done' && !isUri(stored.asset.uri))) return [];
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
