import * as vscode from 'vscode';
import type { GenerationRequest } from '../../core/request.ts';
import { l10n } from '../host/l10n.ts';
import { joined, plainText, withIcon, type PlainText } from '../../app/words/plainText.ts';
import { requestWords } from '../../app/words/requestWords.ts';
import { createQuickPick, type PickItem } from './windowText.ts';
import { askToPay } from './confirmItems.ts';
import type { PlannedImage } from '../../app/making/longPlan.ts';

export interface PlanToShow {
  readonly title: string;
  readonly images: readonly PlannedImage[];
  /** What can't be made, and why, a line each. */
  readonly impossible: readonly string[];
  /** Credits for one image of a model; `undefined` where the service does not tell. */
  readonly price: (model: string) => number | undefined;
  /** More than these ask once more; 0: always. */
  readonly confirmAbove: number;
  /** What is ticked, by index, where the person has ticked it before. Default: whatever has no reason against it. */
  readonly ticked?: ReadonlySet<number>;
}

interface PlanItem extends PickItem {
  /** Absent for headings, and for what can't be made. */
  readonly index?: number;
}

/** VS Code's own search in the rows looks no further either. */
const maxPromptCharacters = 1000;

/**
 * Shows what would be made and what it costs, ticked as planned.
 * @returns the indexes that are ticked in the end; `undefined`: the person backed out.
 */
export async function pickFromPlan(plan: PlanToShow): Promise<number[] | undefined> {
  const chosen = await showPlan(plan);
  if (!chosen || chosen.length === 0) return undefined;
  const { confirmAbove } = plan;
  if (confirmAbove > 0 && chosen.length <= confirmAbove) return chosen;
  const question = l10n.t('Generate {0}?', summary(plan, chosen));
  const images = chosen.map((index) => plan.images[index]!);
  return (await askToPay(question, images)) ? chosen : undefined;
}

function showPlan(plan: PlanToShow): Promise<number[] | undefined> {
  const pick = createQuickPick<PlanItem>();
  pick.canSelectMany = true;
  pick.ignoreFocusOut = true;
  pick.matchOnDescription = true;
  pick.matchOnDetail = true;
  pick.placeholder = l10n.t('Untick what should not be made, then press Enter');
  pick.items = itemsOf(plan);
  pick.selectedItems = pick.items.filter(({ picked }) => picked);
  const showTitle = (): void => {
    // What can't be made takes no tick, neither alone nor with all others.
    const possible = pick.selectedItems.filter(({ index }) => index !== undefined);
    if (possible.length < pick.selectedItems.length) pick.selectedItems = possible;
    const ticked = indexesOf(pick.selectedItems);
    pick.title = joined([plainText(plan.title), summary(plan, ticked)], ' · ');
  };
  showTitle();
  return new Promise((resolve) => {
    let chosen: number[] | undefined;
    const subscriptions = vscode.Disposable.from(
      pick.onDidChangeSelection(showTitle),
      pick.onDidAccept(() => {
        chosen = indexesOf(pick.selectedItems);
        pick.hide();
      }),
      pick.onDidHide(() => {
        subscriptions.dispose();
        pick.dispose();
        resolve(chosen);
      }),
    );
    pick.show();
  });
}

const indexesOf = (items: readonly PlanItem[]): number[] =>
  items.flatMap(({ index }) => (index === undefined ? [] : [index])).sort((a, b) => a - b);

function itemsOf({ images, impossible, ticked }: PlanToShow): PlanItem[] {
  const items = images.map(({ label, request, unticked, note, isPaid }, index) => ({
    label: plainText(label),
    description: joined(
      [
        traits(request),
        isPaid && l10n.t('already paid for'),
        unticked !== undefined && plainText(unticked),
        note !== undefined && plainText(note),
      ],
      ' · ',
    ),
    detail: plainText(request.prompt, maxPromptCharacters),
    picked: ticked ? ticked.has(index) : unticked === undefined,
    index,
  }));
  if (impossible.length === 0) return items;
  const heading = { label: l10n.t('Not possible'), kind: vscode.QuickPickItemKind.Separator };
  const rows = impossible.map((reason) => ({
    label: withIcon('circle-slash', plainText(reason)),
  }));
  return [...items, heading, ...rows];
}

function traits(request: GenerationRequest): PlainText {
  const { aspectRatio, megapixels, outputFormat } = request;
  const draft = megapixels !== '1' && l10n.t('draft');
  const others = requestWords([request], l10n);
  return joined([plainText(aspectRatio), plainText(outputFormat), draft, others], ' · ');
}

function summary({ images, price }: PlanToShow, ticked: readonly number[]): PlainText {
  const count =
    ticked.length === 1
      ? l10n.t('one image')
      : l10n.t('{0} images', ticked.length.toLocaleString());
  const prices = ticked.map((index) => {
    const { isPaid, request } = images[index]!;
    return isPaid ? 0 : price(request.model);
  });
  if (prices.length === 0 || prices.includes(undefined)) return count;
  const credits = prices.reduce<number>((sum, each) => sum + (each ?? 0), 0);
  return l10n.t('{0}, {1} credits', count, credits.toLocaleString());
}
