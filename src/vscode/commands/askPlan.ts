import type { PlanWithLeft } from '../../app/making/leftForPlan.ts';
import type { LongPlan } from '../../app/making/longPlan.ts';
import { pickFromPlan } from '../dialogs/planPicker.ts';
import type { Settings } from '../../app/settings.ts';

export interface AskPlanOptions {
  readonly withLeft: (plan: LongPlan) => Promise<PlanWithLeft>;
  readonly loadPrices: () => Promise<ReadonlyMap<string, number>>;
  readonly settings: Settings;
}

/**
 * Shows a plan until what is ticked is as it was shown: a plan may be open for long.
 * @returns the plan as it is then, and the places of what is ticked in it; `undefined`: the person backed out.
 */
export async function askPlan(
  given: LongPlan,
  { withLeft, loadPrices, settings }: AskPlanOptions,
): Promise<{ readonly plan: PlanWithLeft; readonly chosen: readonly number[] } | undefined> {
  let shown = await withLeft(given);
  const prices = await loadPrices().catch(() => new Map<string, number>());
  let ticked: ReadonlySet<number> | undefined;
  for (;;) {
    const { title, images, failures, leftOut } = shown;
    const chosen = await pickFromPlan({
      title,
      images,
      impossible: [...failures.map(({ message }) => message), ...leftOut],
      price: (model) => prices.get(model),
      confirmAbove: settings.limit('confirmImagesAbove'),
      ...(ticked && { ticked }),
    });
    if (!chosen) return undefined;
    const now = await withLeft(given);
    const agreed = chosen.filter((nth) => !isDoubtNew(shown, now, nth));
    if (agreed.length === chosen.length) return { plan: now, chosen };
    ticked = new Set(agreed);
    shown = now;
  }
}

/** Whether more speaks against an image than was shown: it may be charged again, or costs something after all. */
function isDoubtNew(shown: PlanWithLeft, now: PlanWithLeft, nth: number): boolean {
  const { index } = now.batch.items[nth]!;
  const isPaidNoMore = shown.paid.has(index) && !now.paid.has(index);
  return isPaidNoMore || (now.doubts.has(index) && !shown.doubts.has(index));
}
