import * as z from 'zod/mini';
import type { FromHistory } from './historyMessages.ts';

/** As for the panel (`parse.ts`): strict shapes, caps on every text and list, no path and no command. */
const id = z.string().check(z.regex(/^[\w-]{1,64}$/));
const count = z.int().check(z.gte(0), z.lte(10_000_000));

const wishes = z.strictObject({
  search: z.string().check(z.maxLength(2000)),
  model: z.string().check(z.maxLength(2000)),
  aspectRatio: z.string().check(z.maxLength(2000)),
  isFavouritesOnly: z.boolean(),
});

const action = z.enum([
  'insert',
  'open',
  'copyLink',
  'details',
  'reuseSettings',
  'vary',
  'regenerate',
  'reveal',
  'markFavourite',
  'unmarkFavourite',
]);

const intent = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('ready'), wishes }),
  z.strictObject({ type: z.literal('filter'), wishes }),
  z.strictObject({
    type: z.literal('range'),
    start: count,
    count: z.int().check(z.gte(1), z.lte(200)),
  }),
  z.strictObject({
    type: z.literal('showPictures'),
    ids: z.array(id).check(z.maxLength(200)),
  }),
  z.strictObject({ type: z.literal('act'), id, action }),
  z.strictObject({
    type: z.literal('delete'),
    ids: z.array(id).check(z.minLength(1), z.maxLength(10_000)),
  }),
  z.strictObject({ type: z.literal('generate') }),
  z.strictObject({ type: z.literal('openFolder') }),
  z.strictObject({
    type: z.literal('scriptFailed'),
    message: z.string().check(z.maxLength(500)),
  }),
]);

/** The intent in a message from the history; `undefined` where it is none. Never throws. */
export function parseFromHistory(message: unknown): FromHistory | undefined {
  try {
    const result = z.safeParse(intent, message);
    return result.success ? result.data : undefined;
  } catch {
    // A getter or a proxy cannot come through a message; whatever throws here is no intent.
    return undefined;
  }
}
