import type { ImageError } from './errors.ts';
import { isHopeless, isUnplaced, whatIsPaid } from './paidImage.ts';

/** What a button sends of the images that failed, by what each may cost. */
export interface Press<Failure> {
  /** Surely not charged before: each is paid for once. */
  readonly unpaid: readonly Failure[];
  /** Paid for already: fetched by its record, or saved from memory. */
  readonly free: readonly Failure[];
  /** May have been charged before, and may be charged again. */
  readonly again: readonly Failure[];
}

export type PressName = 'retry' | 'retryAll' | 'checkAgain' | 'saveElsewhere' | 'setApiKey';

/** What each button sends; one that sends nothing is not to be offered, but for `setApiKey`. */
export interface Presses<Failure> extends Readonly<Record<PressName, Press<Failure>>> {
  /** All that failed, sent or not. */
  readonly count: number;
}

/** What another try of one image comes to. */
function costOf(error: ImageError): keyof Press<unknown> {
  const paid = whatIsPaid({ error });
  if (paid?.image || (paid && !isHopeless(error))) return 'free';
  return error.mayHaveBeenCharged ? 'again' : 'unpaid';
}

/**
 * Decides for every button under failed images what it sends: nothing that may have been charged goes out by a
 * press that is meant for other images, and what is paid for is fetched for free instead.
 */
export function pressesFor<Failure extends { readonly error: ImageError }>(
  failures: readonly Failure[],
): Presses<Failure> {
  const of = (cost: keyof Press<unknown>): Failure[] =>
    failures.filter(({ error }) => costOf(error) === cost);
  const all = { unpaid: of('unpaid'), free: of('free'), again: of('again') };
  const unsaved = all.free.filter(({ error }) => isUnplaced(error));
  return {
    count: failures.length,
    ...(failures.length === 1 ? { retry: alone(all), retryAll: nothing } : retriesOf(all)),
    checkAgain: {
      ...nothing,
      free: failures.filter((each) => isAskedForFree(each.error) && !unsaved.includes(each)),
    },
    saveElsewhere: { ...nothing, free: unsaved },
    setApiKey: { ...all, again: [] },
  };
}

/** To ask for a record costs nothing, for one that was not known a moment ago as well: it may have come since. */
const isAskedForFree = (error: ImageError): boolean =>
  costOf(error) === 'free' || (error.reason === 'recordGone' && error.recordId !== undefined);

/** What a button sends that only leads elsewhere. */
export const nothing: Press<never> = { unpaid: [], free: [], again: [] };

/** The button of one image means that image, so with a record it may pay anew; with the image in hand it never does. */
function alone<Failure extends { readonly error: ImageError }>(
  all: Press<Failure>,
): Press<Failure> {
  const isFetchable = all.free.some(
    ({ error }) => !whatIsPaid({ error })?.image && !isUnplaced(error),
  );
  return isFetchable ? { ...nothing, again: all.free } : all;
}

function retriesOf<Failure>(all: Press<Failure>): Pick<Presses<Failure>, 'retry' | 'retryAll'> {
  return {
    retry: { ...nothing, unpaid: all.unpaid },
    retryAll: all.again.length > 0 ? all : nothing,
  };
}

/** Everything that a press sends. */
export function sentBy<Failure>({ unpaid, free, again }: Press<Failure>): readonly Failure[] {
  return [...unpaid, ...free, ...again];
}
