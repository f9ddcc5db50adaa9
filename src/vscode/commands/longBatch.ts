import * as vscode from 'vscode';
import { ImageError } from '../../core/errors.ts';
import type { ApiKeys } from '../apiKeys.ts';
import type { PaidImage } from '../../core/generator.ts';
import type { GenerationRequest } from '../../core/request.ts';
import { asImageError, showFailure, type Remedies } from '../failureActions.ts';
import {
  paidOf,
  whatIsPaid,
  withoutDestination,
  type Batch,
  type BatchOutcome,
  type GeneratedImage,
} from '../batch.ts';
import { unreadError } from '../ledger/unreadLedger.ts';
import type { ImageStudio } from '../imageStudio.ts';
import type { Log } from '../log.ts';
import type { ApiKeyDialog } from './apiKeyDialog.ts';
import { isMany } from './decideBatch.ts';
import { BatchError, publicFailure, type PublicFailure } from './generateWithArguments.ts';
import { createLeftForPlan, type LeftForPlanOptions, type PlanWithLeft } from './leftForPlan.ts';
import type { PauseSwitches } from './pauseSwitch.ts';
import { pickFromPlan, type PlannedImage } from './planPicker.ts';
import { runImageOrders } from './runImageOrders.ts';
import { askForFile } from './saveDialog.ts';

/** Images that are planned together: those of a document, a workspace or a prompt sheet. */
export interface LongPlan {
  /** Of the plan's dialog. */
  readonly title: string;
  readonly batch: Batch;
  /** How the images of the batch are shown, in its order. */
  readonly images: readonly PlannedImage[];
  /** What can't be made; these fail before anything is sent. */
  readonly failures: readonly PublicFailure[];
  /** What is left out, and why, a line each. */
  readonly leftOut: readonly string[];
  /** Indexes of images whose seeds somebody has chosen. */
  readonly hasOwnSeed: ReadonlySet<number>;
  /** How an image is shown once an earlier request takes the place of its own; absent: as before. */
  readonly labelOf?: (index: number, request: GenerationRequest) => string;
  /** Once all have settled, with what was made. */
  readonly finish?: (images: readonly GeneratedImage[]) => Promise<void>;
}

export interface LongBatches {
  /** For programs: what is ticked is made. Rejects `BatchError` with what failed. */
  run(plan: LongPlan, isConfirmed: boolean): Promise<GeneratedImage[]>;
  /** For people: shows the plan first, and says what came of it. */
  runWithQuestions(plan: LongPlan): Promise<GeneratedImage[] | undefined>;
  /** For people who have pointed at one image: its plan is plain, so only the settings may ask. */
  runOne(plan: LongPlan, index: number): Promise<GeneratedImage[] | undefined>;
}

export interface LongBatchesOptions extends LeftForPlanOptions {
  readonly studio: ImageStudio;
  readonly pauses: PauseSwitches;
  readonly keys: ApiKeys;
  readonly keyDialog: ApiKeyDialog;
  /** Credits for one image by model, where the service tells. */
  readonly loadPrices: () => Promise<ReadonlyMap<string, number>>;
  readonly log: Log;
}

const { l10n } = vscode;

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
  const withLeft = createLeftForPlan(options);

  const offerRemedies = async (
    outcome: BatchOutcome,
    plan: LongPlan,
    batch: Batch,
  ): Promise<void> => {
    const { images, failures } = outcome;
    const paid = paidOf(failures);
    const intro = l10n.t(
      '{0} of {1} images could not be made.',
      failures.length,
      images.length + failures.length,
    );
    const failed = failures.map(({ item }) => item);
    const paidFor = failed.filter(({ index }) => paid.has(index));
    // What is paid for already is never paid for by a press that is meant for the others.
    const again = (items: Batch['items']) => make(plan, { ...batch, items }, paid);
    const remedies: Remedies = {
      retry: () => again(failed),
      checkAgain: () => again(paidFor),
      async setApiKey() {
        if (await keyDialog.set()) await again(failed);
      },
      async saveElsewhere() {
        const chosen = await askForFile();
        // Backing out of the dialog keeps the bytes and the offer.
        if (!chosen) return offerRemedies(outcome, plan, batch);
        const items = paidFor.map(withoutDestination);
        await make(plan, { ...batch, items, context: { ...batch.context, chosen } }, paid);
      },
    };
    await showFailure(mostUrgent(failures).error, log, remedies, intro);
  };

  /** Like the links of a document, what comes after the images must not make them look failed. */
  const finish = async (plan: LongPlan, { images }: BatchOutcome): Promise<void> => {
    try {
      await plan.finish?.(images);
    } catch (error) {
      log.warn(`The images are made, but not what goes with them: ${String(error)}`);
    }
  };

  const make = async (
    plan: LongPlan,
    batch: Batch,
    paid: ReadonlyMap<number, PaidImage>,
  ): Promise<BatchOutcome> => {
    const outcome = await runImageOrders(options, batch, plan.title, paid);
    await finish(plan, outcome);
    const { images, failures } = outcome;
    if (images.length > 0) announceSaved(images);
    if (failures.length > 0) void offerRemedies(outcome, plan, batch);
    return outcome;
  };

  const makeForPerson = async (
    plan: PlanWithLeft,
    indexes: readonly number[],
  ): Promise<GeneratedImage[] | undefined> => {
    try {
      const batch = withItems(plan.batch, indexes);
      const outcome = await make(plan, batch, plan.paid);
      await plan.settle(batch.items, outcome);
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
      if (!isConfirmed && ticked.length > 0 && isMany(ticked.length, settings)) {
        throw new ImageError(
          'badRequest',
          `${ticked.length} images are more than fluxKlein.confirmImagesAbove. Pass confirmed: true to make them.`,
          { field: 'confirmed' },
        );
      }
      const wanted = withItems(batch, ticked);
      const asked = wanted.items.length + failures.length;
      const failAll = (error: ImageError): ImageError => {
        if (asked === 1) return error;
        const all = wanted.items.map((item) => publicFailure({ item, error }));
        return new BatchError(error, [], [...all, ...failures]);
      };
      if (!plan.isComplete && given.images.some(({ unticked }) => !unticked)) throw unreadError();
      if (wanted.items.length === 0) {
        if (failures.length > 0) throw failuresOnly(failures);
        return [];
      }
      if (!(await keys.get(settings.endpoint().origin))) {
        throw failAll(new ImageError('keyMissing', 'No API key is set for this service.'));
      }
      const outcome = await runImageOrders(options, wanted, title, plan.paid).then(
        undefined,
        (error: unknown) => {
          throw error instanceof ImageError ? failAll(error) : error;
        },
      );
      await finish(plan, outcome);
      await plan.settle(wanted.items, outcome);
      if (outcome.failures.length + failures.length === 0) return [...outcome.images];
      if (outcome.failures.length === 0) throw failuresOnly(failures, outcome.images);
      const first = outcome.failures[0]!.error;
      if (asked === 1) throw first;
      const failed = outcome.failures.map(publicFailure);
      throw new BatchError(first, outcome.images, [...failed, ...failures]);
    },

    async runOne(plan, index) {
      const images = [plan.images[index]!];
      const one = { ...plan, batch: withItems(plan.batch, [index]), images };
      if (settings.limit('confirmImagesAbove') === 0) return this.runWithQuestions(one);
      if (!(await keyDialog.ensure())) return undefined;
      const planned = await withLeft(one);
      const isDoubtful = planned.images[0]?.unticked !== images[0]?.unticked;
      return isDoubtful ? this.runWithQuestions(one) : makeForPerson(planned, [0]);
    },

    async runWithQuestions(given) {
      if (!(await keyDialog.ensure())) return undefined;
      const plan = await withLeft(given);
      const { title, images, failures, leftOut } = plan;
      const prices = await loadPrices().catch(() => new Map<string, number>());
      const chosen = await pickFromPlan({
        title,
        images,
        impossible: [...failures.map(({ message }) => message), ...leftOut],
        price: (model) => prices.get(model),
        confirmAbove: settings.limit('confirmImagesAbove'),
      });
      return chosen && makeForPerson(plan, chosen);
    },
  };
}

/** An image that is here and lies nowhere needs the person most. */
const mostUrgent = (failures: BatchOutcome['failures']): BatchOutcome['failures'][number] =>
  failures.find((failure) => whatIsPaid(failure)?.image) ?? failures[0]!;

function failuresOnly(
  failures: readonly PublicFailure[],
  images: readonly GeneratedImage[] = [],
): ImageError {
  const [{ message }] = failures as [PublicFailure];
  return new BatchError(new ImageError('badRequest', message), images, failures);
}

function announceSaved(images: readonly GeneratedImage[]): void {
  const text =
    images.length === 1 ? l10n.t('Saved one image.') : l10n.t('Saved {0} images.', images.length);
  const show = l10n.t('Show in Explorer');
  void vscode.window.showInformationMessage(text, show).then((chosen) => {
    if (chosen !== show) return undefined;
    return vscode.commands.executeCommand(
      'revealInExplorer',
      vscode.Uri.parse(images[0]!.uri, true),
    );
  });
}
