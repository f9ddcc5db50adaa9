import type { PaidImage } from '../../core/generator.ts';
import type { GenerationRequest } from '../../core/request.ts';
import type { BatchItem, BatchOutcome } from '../batch.ts';
import type { LeftImages } from '../ledger/imageLedger.ts';
import { isFetchable, type FetchableEntry } from '../ledger/imageRecovery.ts';
import type { Log } from '../log.ts';
import type { Settings } from '../settings.ts';
import type { LongPlan } from './longBatch.ts';

/** A plan, and what of it is paid for already: the request is the one that was paid for. */
export interface PlanWithLeft extends LongPlan {
  /** What is fetched for free, by index. */
  readonly paid: ReadonlyMap<number, PaidImage>;
  /** The service has lost these, so the next try pays for them. */
  forgetGone(outcome: BatchOutcome): Promise<void>;
}

export interface LeftForPlanOptions {
  readonly left: LeftImages;
  readonly settings: Settings;
  readonly log: Log;
}

/** Finds what a run that was killed has paid for and not saved, so that nothing is paid twice. */
export function createLeftForPlan({ left, settings, log }: LeftForPlanOptions) {
  const entriesByUri = async (): Promise<Map<string, FetchableEntry>> => {
    const { origin } = settings.endpoint();
    try {
      const entries = (await left.list()).filter(isFetchable);
      return new Map(
        entries.flatMap((entry) => (entry.origin === origin ? [[entry.uri, entry]] : [])),
      );
    } catch (error) {
      log.warn(`What is left of earlier images could not be read: ${String(error)}`);
      return new Map();
    }
  };

  return async (plan: LongPlan): Promise<PlanWithLeft> => {
    const entries = await entriesByUri();
    const found = new Map<number, FetchableEntry>();
    const items = plan.batch.items.map((item): BatchItem => {
      const { destination, request, index } = item;
      const entry = entries.get(destination?.file?.toString() ?? '');
      if (!entry || !isSame(entry.request, request, plan.hasOwnSeed.has(index))) return item;
      found.set(index, entry);
      return { ...item, request: entry.request };
    });
    const isPaid = new Set(items.flatMap(({ index }, nth) => (found.has(index) ? [nth] : [])));
    return {
      ...plan,
      batch: { ...plan.batch, items },
      images: plan.images.map((each, nth) => (isPaid.has(nth) ? { ...each, isPaid: true } : each)),
      paid: new Map([...found].map(([index, { record }]) => [index, record])),
      async forgetGone({ failures }) {
        const gone = failures.filter(({ error }) => error.reason === 'recordGone');
        const lost = gone.flatMap(({ item }) => found.get(item.index) ?? []);
        if (lost.length > 0) await left.forget(lost);
      },
    };
  };
}

/** Seeds that nobody has chosen are drawn anew each time. */
function isSame(paid: GenerationRequest, wanted: GenerationRequest, withSeed: boolean): boolean {
  const names = Object.keys(wanted) as (keyof GenerationRequest)[];
  return names.every((name) => (name === 'seed' && !withSeed) || paid[name] === wanted[name]);
}
