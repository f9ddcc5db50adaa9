import * as vscode from 'vscode';
import { ImageError } from '../../core/errors.ts';
import { announceSaved } from '../dialogs/announcement.ts';
import type { ApiKeys } from '../host/apiKeys.ts';
import type { PaidImage } from '../../core/imageJob.ts';
import { sentBy } from '../../core/presses.ts';
import { showFailure, showIfFails } from '../dialogs/failureActions.ts';
import { asImageError } from '../../app/failures.ts';
import {
  failAll,
  inBatch,
  itemsOf,
  paidOf,
  withItemsOf,
  withoutDestination,
  type Batch,
  type BatchFailure,
  type BatchOutcome,
  type GeneratedImage,
} from '../../app/making/batch.ts';
import { unreadError } from '../../app/unsaved/unreadError.ts';
import type { ImageStudio } from '../../app/making/imageStudio.ts';
import type { Log } from '../host/log.ts';
import type { ApiKeyDialog } from '../dialogs/apiKeyDialog.ts';
import { askPlan } from './askPlan.ts';
import { needsConfirmation, requireConfirmed } from '../../app/making/confirmation.ts';
import {
  BatchError,
  publicFailure,
  type PublicFailure,
} from '../../app/commands/generateForProgram.ts';
import { offerRemedies } from '../dialogs/offerRemedies.ts';
import {
  createLeftForPlan,
  withoutNewDoubts,
  type LeftForPlanOptions,
  type PlanWithLeft,
} from '../../app/making/leftForPlan.ts';
import type { PauseSwitches } from '../dialogs/pauseSwitch.ts';
import { runImageOrders } from './runImageOrders.ts';
import { l10n } from '../host/l10n.ts';
import type { LongPlan } from '../../app/making/longPlan.ts';

export interface LongBatches {
  /** For programs: what is ticked is made. Rejects `BatchError` with what failed. */
  run(plan: LongPlan, isConfirmed: boolean): Promise<GeneratedImage[]>;
  /** For people: shows the plan first, and says what came of it. */
  runWithQuestions(plan: LongPlan): Promise<GeneratedImage[] | undefined>;
  /**
   * For people who have pointed at one image. Its plan is plain, and so is shown only where it is wanted, by the
   * settings too, or where the document has chosen the model.
   */
  runOne(
    plan: LongPlan,
    index: number,
    isPlanWanted: boolean,
  ): Promise<GeneratedImage[] | undefined>;
}

export interface LongBatchesOptions extends Omit<LeftForPlanOptions, 'l10n'> {
  readonly studio: ImageStudio;
  readonly pauses: PauseSwitches;
  readonly keys: ApiKeys;
  readonly keyDialog: ApiKeyDialog;
  /** Credits for one image by model, where the service tells. */
  readonly loadPrices: () => Promise<ReadonlyMap<string, number>>;
  readonly log: Log;
}

/** @throws {ImageError} `badRequest` in a workspace that is not trusted: its documents decide what is paid for. */
export function requireTrust(): void {
  if (vscode.workspace.isTrusted) return;
  throw new ImageError('badRequest', 'This needs a workspace that you trust.', {
    reason: 'restricted',
  });
}

const withItems = (batch: Batch, indexes: readonly number[]): Batch => ({
  ...batch,
  items: indexes.map((index) => batch.items[index]!),
});

export function createLongBatches(options: LongBatchesOptions): LongBatches {
  const { keys, keyDialog, settings, loadPrices, log } = options;
  const withLeft = createLeftForPlan({ ...options, l10n });

  const offer = (
    plan: PlanWithLeft,
    batch: Batch,
    failures: readonly BatchFailure[],
  ): Promise<void> => {
    const count = batch.items.length;
    return offerRemedies({
      failures,
      intro: (failed) => l10n.t('{0} of {1} images could not be made.', failed, count),
      mayPay: true,
      async send({ press: pressed, left: waiting, chosen }) {
        // Other windows, and this one, go on while a person looks at what failed.
        const look = () => withLeft({ ...plan.given, batch: plan.batch });
        const { press, doubtful } = await withoutNewDoubts(pressed, look, log);
        const left = [...waiting, ...doubtful];
        const items = itemsOf(press);
        const paid = paidOf(press.free);
        const placed = chosen
          ? { items: items.map(withoutDestination), context: { ...batch.context, chosen } }
          : { items };
        // What is paid for by now is fetched with the request that was paid for.
        const all = withItemsOf(batch, doubtful);
        if (items.length > 0)
          await make(plan, all, paid, { ...placed, earlier: sentBy(press), left });
        else if (left.length > 0) await offer(plan, all, left);
      },
      setApiKey: () => keyDialog.set(),
      log,
    });
  };

  /** Like the links of a document, what comes after the images must not make them look failed. */
  const finish = async (plan: LongPlan, { images }: BatchOutcome): Promise<void> => {
    try {
      await plan.finish?.(images);
    } catch (error) {
      log.warn(`The images are made, but not what goes with them: ${String(error)}`);
    }
  };

  /** @param again what of the batch is made now, what it failed with before, and what failed and is not tried. */
  const make = async (
    plan: PlanWithLeft,
    batch: Batch,
    paid: ReadonlyMap<number, PaidImage>,
    again?: Partial<Batch> & Readonly<Record<'earlier' | 'left', readonly BatchFailure[]>>,
  ): Promise<BatchOutcome> => {
    const { earlier = plan.earlier, left = [], ...changes } = again ?? {};
    const now = { ...batch, ...changes };
    const outcome = await runImageOrders(options, now, plan.title, paid).then(
      undefined,
      (error: unknown): BatchOutcome => {
        // The first time whoever asked is told; later, what is paid for is still to be had.
        if (!again) throw error;
        return { images: [], failures: failAll(now.items, paid, asImageError(error, log)) };
      },
    );
    await finish(plan, outcome);
    await plan.settle(now.items, outcome, paid);
    const { images } = outcome;
    const failures = [...inBatch(batch, outcome.failures, earlier), ...left];
    announceSaved(images, log);
    if (failures.length > 0) showIfFails(offer(plan, batch, failures), log);
    return outcome;
  };

  const makeForPerson = async (
    plan: PlanWithLeft,
    indexes: readonly number[],
  ): Promise<GeneratedImage[] | undefined> => {
    try {
      const batch = withItems(plan.batch, indexes);
      const outcome = await make(plan, batch, plan.paid);
      return outcome.failures.length === 0 ? [...outcome.images] : undefined;
    } catch (error) {
      void showFailure(asImageError(error, log), log);
      return undefined;
    }
  };

  return {
    async run(given, isConfirmed) {
      const plan = await withLeft(given);
      const { batch, images, failures, title } = plan;
      const ticked = images.flatMap(({ unticked }, index) => (unticked ? [] : [index]));
      const wanted = withItems(batch, ticked);
      requireConfirmed(wanted.items, isConfirmed, settings);
      const asked = wanted.items.length + failures.length;
      const asOfAll = (error: ImageError): ImageError => {
        if (asked === 1) return error;
        const all = failAll(wanted.items, plan.paid, error).map(publicFailure);
        return new BatchError(error, [], [...all, ...failures]);
      };
      if (!plan.isComplete && given.images.some(({ unticked }) => !unticked)) throw unreadError();
      if (wanted.items.length === 0) {
        if (failures.length > 0) throw failuresOnly(failures);
        return [];
      }
      if (!(await keys.get(settings.endpoint().origin))) {
        throw asOfAll(new ImageError('keyMissing', 'No API key is set for this service.'));
      }
      const outcome = await runImageOrders(options, wanted, title, plan.paid).then(
        undefined,
        (error: unknown) => {
          throw error instanceof ImageError ? asOfAll(error) : error;
        },
      );
      await finish(plan, outcome);
      await plan.settle(wanted.items, outcome, plan.paid);
      if (outcome.failures.length + failures.length === 0) return [...outcome.images];
      if (outcome.failures.length === 0) throw failuresOnly(failures, outcome.images);
      const first = outcome.failures[0]!.error;
      if (asked === 1) throw first;
      const failed = outcome.failures.map(publicFailure);
      throw new BatchError(first, outcome.images, [...failed, ...failures]);
    },

    async runOne(all, index, isPlanWanted) {
      const { unticked: _, ...image } = all.images[index]!;
      const batch = withItems(all.batch, [index]);
      const plan = { ...all, batch, images: [image], failures: [], leftOut: [] };
      if (isPlanWanted || needsConfirmation(batch.items, settings)) {
        return this.runWithQuestions(plan);
      }
      if (!(await keyDialog.ensure())) return undefined;
      const planned = await withLeft(plan);
      // What may have been charged before, or is made elsewhere, is said before it is paid for.
      const isDoubtful = planned.images[0]?.unticked !== undefined;
      return isDoubtful ? this.runWithQuestions(plan) : makeForPerson(planned, [0]);
    },

    async runWithQuestions(given) {
      if (!(await keyDialog.ensure())) return undefined;
      const asked = await askPlan(given, { withLeft, loadPrices, settings });
      return asked && makeForPerson(asked.plan, asked.chosen);
    },
  };
}

function failuresOnly(
  failures: readonly PublicFailure[],
  images: readonly GeneratedImage[] = [],
): ImageError {
  const [{ message }] = failures as [PublicFailure];
  return new BatchError(new ImageError('badRequest', message), images, failures);
}
