import { findEarlierAttempts, type WantedImage } from '../../core/batch/earlierAttempts.ts';
import { ImageError } from '../../core/errors.ts';
import type { PaidImage } from '../../core/imageJob.ts';
import { isFetchable, type LedgerEntry, isOwn, type ForeignEntry } from '../../core/ledgerEntry.ts';
import type { BatchFailure, BatchItem, BatchOutcome } from './batch.ts';
import type { LeftImages } from '../unsaved/imageLedger.ts';
import { foreignWords } from '../words/foreignWords.ts';
import type { Settings } from '../settings.ts';
import { withEarlier } from '../../core/paidImage.ts';
import type { Press } from '../../core/presses.ts';
import type { LongPlan } from './longPlan.ts';
import type { PlannedImage } from './longPlan.ts';
import { asImageError } from '../failures.ts';
import type { Logger } from '../../core/ports.ts';
import type { Uri } from '../uri.ts';
import type { L10n } from '../words/l10n.ts';

/** A plan, and what of it is paid for already: the request is the one that was paid for. */
export interface PlanWithLeft extends LongPlan {
  /** What is fetched for free, by index. */
  readonly paid: ReadonlyMap<number, PaidImage>;
  /** As it was given. */
  readonly given: LongPlan;
  /** Why an image may be paid for a second time, by index. */
  readonly doubts: ReadonlyMap<number, string>;
  /** What earlier attempts may have cost, for images that are tried again all the same. */
  readonly earlier: readonly BatchFailure[];
  /** False where earlier attempts could not be read: any image may have been charged before, and none is ticked. */
  readonly isComplete: boolean;
  /**
   * Forgets attempts whose images are there now and that nobody can fetch: those without a record, and those whose record
   * the service had lost, so that the image was paid for anew. What can be fetched stays for Recover.
   * @param fetched what was fetched for free, by index
   */
  settle(
    tried: readonly BatchItem[],
    outcome: BatchOutcome,
    fetched: ReadonlyMap<number, PaidImage>,
  ): Promise<void>;
}

export interface LeftForPlanOptions {
  readonly left: LeftImages;
  readonly settings: Settings;
  readonly l10n: L10n;
  /** Which of these files another window is making, as strings. */
  readonly filesInWork: (files: readonly Uri[]) => Promise<ReadonlySet<string>>;
  /** The same for the same file, whatever it is called. Never rejects. */
  readonly fileKeyOf: (uri: string) => Promise<string>;
}

/**
 * Only the version that has kept it knows what became of it.
 * @param file key of the file that the image has to become
 */
function isAbout(
  { prompt }: ForeignEntry,
  key: string | undefined,
  { request }: BatchItem,
  file: string | undefined,
): boolean {
  if (key !== undefined && key === file) return true;
  // The file that it became, or was to, tells nothing of a row, which has none.
  return prompt === undefined ? key === undefined || file === undefined : prompt === request.prompt;
}

/**
 * What of a press may have been paid for since it was offered is not sent by it, but to be offered anew with what is known.
 * Never rejects: where the look fails, that is what keeps these from being sent.
 * @param look finds the plan as it is now
 */
export async function withoutNewDoubts(
  press: Press<BatchFailure>,
  look: () => Promise<PlanWithLeft>,
  log: Logger,
): Promise<{ readonly press: Press<BatchFailure>; readonly doubtful: readonly BatchFailure[] }> {
  if (press.unpaid.length === 0) return { press, doubtful: [] };
  const now = await look().catch((error: unknown) => asImageError(error, log));
  if (now instanceof ImageError) {
    const doubtful = press.unpaid.map(({ item }) => ({ item, error: now }));
    return { press: { ...press, unpaid: [] }, doubtful };
  }
  const isDoubtful = ({ item: { index } }: BatchFailure): boolean =>
    now.doubts.has(index) || now.paid.has(index);
  const doubtful = press.unpaid.filter(isDoubtful).map(({ item, error }): BatchFailure => {
    const { recordId } = now.paid.get(item.index) ?? {};
    return {
      item: now.batch.items.find(({ index }) => index === item.index) ?? item,
      error: withEarlier(error, earlierTry().with({ ...(recordId && { recordId }) })),
    };
  });
  const unpaid = press.unpaid.filter((failure) => !isDoubtful(failure));
  return { press: { ...press, unpaid }, doubtful };
}

const earlierTry = (): ImageError =>
  new ImageError('timeout', 'An earlier try did not come to its end.', {
    mayHaveBeenCharged: true,
  });

/** Finds what earlier runs have paid for and not saved, and what other windows make, so that nothing is paid twice. */
export function createLeftForPlan(options: LeftForPlanOptions) {
  const { left, settings, filesInWork, fileKeyOf, l10n } = options;
  return async (plan: LongPlan): Promise<PlanWithLeft> => {
    const { items } = plan.batch;
    const { entries, isComplete, foreign, inWork } = await left.list();
    const known = [...entries, ...foreign, ...inWork].flatMap(({ uri }) => uri ?? []);
    // Nearly always nothing is known, and then nobody needs to ask the disk about ten thousand files.
    const asked = known.length > 0 ? [...known, ...items.flatMap(fileOf)] : [];
    const keys = await keysOf(asked, fileKeyOf);
    const keyOf = (uri: string): string => keys.get(uri) ?? uri;
    const wanted = items.map(({ destination, request, index }): WantedImage => {
      const hasOwnSeed = plan.hasOwnSeed.has(index);
      const { file, subfolder } = destination ?? {};
      return {
        index,
        request,
        hasOwnSeed,
        ...(file && { file: keyOf(file.toString()) }),
        ...(subfolder !== undefined && { folderName: subfolder }),
      };
    });
    // After the look, so that what left the list since then is seen here.
    const elsewhere = await filesInWork(
      items.flatMap(({ destination }) => destination?.file ?? []),
    );
    const { origin } = settings.endpoint();
    const attempts = findEarlierAttempts(wanted, entries, origin, inWork.filter(isOwn), keyOf);
    const { paid, doubtful } = attempts;
    const foreignInWork = inWork.filter((entry) => 'isForeign' in entry);

    const doubtAbout = (item: BatchItem): string | undefined => {
      const { index } = item;
      const isAboutThis = (entry: ForeignEntry): boolean =>
        isAbout(entry, entry.uri && keyOf(entry.uri), item, fileOf(item).map(keyOf)[0]);
      if (elsewhere.has(fileOf(item)[0] ?? '')) {
        return l10n.t('another window is making it');
      }
      if (attempts.inWork.has(index) || foreignInWork.some(isAboutThis)) {
        return l10n.t('is being fetched or made at the moment');
      }
      if (paid.has(index)) return undefined;
      const earlier = doubtful.get(index);
      if (earlier?.some(isFetchable)) {
        return l10n.t('was paid for before: Recover Unsaved Images fetches it');
      }
      if (earlier || foreign.some(isAboutThis)) {
        return l10n.t('may have been charged before');
      }
      return isComplete
        ? undefined
        : l10n.t('may have been charged before: the list of unsaved images could not be read');
    };
    const isMadeNow = (item: BatchItem): boolean =>
      elsewhere.has(fileOf(item)[0] ?? '') || attempts.inWork.has(item.index);
    const doubts = new Map(
      items.flatMap((item) => {
        const doubt = doubtAbout(item);
        return doubt === undefined ? [] : [[item.index, doubt] as const];
      }),
    );

    /** What the service did not know any more when it was asked for. */
    const lost = new Set<number>();

    return {
      ...plan,
      given: plan,
      doubts,
      batch: {
        ...plan.batch,
        items: items.map((item) => {
          const entry = paid.get(item.index);
          return entry ? { ...item, request: entry.request } : item;
        }),
      },
      images: plan.images.map((image, nth): PlannedImage => {
        const item = items[nth]!;
        const entry = paid.get(item.index);
        const unticked = [image.unticked, doubts.get(item.index)].filter(Boolean).join(' · ');
        return {
          ...image,
          ...(entry && { isPaid: true, request: entry.request }),
          ...(entry && plan.labelOf && { label: plan.labelOf(item.index, entry.request) }),
          ...(unticked && { unticked }),
        };
      }),
      leftOut: [
        ...plan.leftOut,
        ...(foreign.length > 0 ? [foreignWords(foreign.length, l10n)] : []),
      ],
      paid: new Map([...paid].map(([index, { record }]) => [index, record])),
      earlier: items.flatMap((item) =>
        doubts.has(item.index) && !isMadeNow(item) ? [{ item, error: earlierTry() }] : [],
      ),
      isComplete,
      async settle(tried, { failures }, fetched) {
        const failed = new Set(failures.map(({ item }) => item.index));
        for (const { item, error } of failures) {
          if (error.reason === 'recordGone' && fetched.has(item.index)) lost.add(item.index);
        }
        const superseded = tried.flatMap(({ index }): readonly LedgerEntry[] => {
          if (failed.has(index)) return [];
          const gone = lost.has(index) && !fetched.has(index) ? paid.get(index) : undefined;
          const unfetchable = (doubtful.get(index) ?? []).filter((entry) => !isFetchable(entry));
          return gone ? [gone, ...unfetchable] : unfetchable;
        });
        if (superseded.length > 0) await left.forget(superseded);
      },
    };
  };
}

const fileOf = ({ destination }: BatchItem): readonly string[] =>
  destination?.file ? [destination.file.toString()] : [];

/** The key of each of these files, by its URI. */
async function keysOf(
  uris: readonly string[],
  fileKeyOf: (uri: string) => Promise<string>,
): Promise<ReadonlyMap<string, string>> {
  const all = [...new Set(uris)];
  const keys = await Promise.all(all.map(fileKeyOf));
  return new Map(all.map((uri, at) => [uri, keys[at]!]));
}
