import * as vscode from 'vscode';
import { isFetchable, type FetchableEntry, type LedgerEntry } from '../../core/ledgerEntry.ts';
import { plainText, type PlainText } from '../../app/words/plainText.ts';
import { l10n } from '../host/l10n.ts';
import { createQuickPick, type PickItem } from './windowText.ts';

interface EntryItem extends PickItem {
  readonly entry: LedgerEntry;
}

/**
 * Shows what is left and asks which images shall be fetched; each can be forgotten. `undefined`: the person
 * backed out. What cannot be fetched is shown, and never in the answer.
 */
export function askLeftImages(
  entries: readonly LedgerEntry[],
  forget: (forgotten: readonly LedgerEntry[]) => Promise<void>,
): Promise<FetchableEntry[] | undefined> {
  const pick = createQuickPick<EntryItem | PickItem>();
  pick.title = l10n.t('Recover Unsaved Images');
  pick.placeholder = l10n.t('Which images do you want to fetch and save? It costs nothing.');
  pick.canSelectMany = true;
  pick.matchOnDetail = true;
  pick.ignoreFocusOut = true;
  const forgetUnknown: vscode.QuickInputButton = {
    iconPath: new vscode.ThemeIcon('clear-all'),
    tooltip: l10n.t('Forget all that cannot be fetched'),
  };
  let shown = entries;

  const show = (): void => {
    const fetchable = shown.filter(isFetchable).map(itemOf);
    const unknown = shown.filter((entry) => !isFetchable(entry)).map(itemOf);
    pick.items = [
      ...headed(l10n.t('Paid for and not saved'), fetchable),
      ...headed(l10n.t('Perhaps charged: whether they were made is not known'), unknown),
    ];
    pick.selectedItems = fetchable;
    pick.buttons = unknown.length > 0 ? [forgetUnknown] : [];
  };

  const drop = async (dropped: readonly LedgerEntry[]): Promise<void> => {
    shown = shown.filter((entry) => !dropped.includes(entry));
    if (shown.length === 0) pick.hide();
    else show();
    await forget(dropped);
  };

  return new Promise((resolve) => {
    let answer: FetchableEntry[] | undefined;
    const subscriptions = vscode.Disposable.from(
      pick.onDidAccept(() => {
        answer = pick.selectedItems.flatMap((item) =>
          'entry' in item && isFetchable(item.entry) ? [item.entry] : [],
        );
        pick.hide();
      }),
      pick.onDidTriggerButton(() => void drop(shown.filter((entry) => !isFetchable(entry)))),
      pick.onDidTriggerItemButton(({ item }) => {
        if ('entry' in item) void drop([item.entry]);
      }),
      pick.onDidHide(() => {
        subscriptions.dispose();
        pick.dispose();
        resolve(answer);
      }),
    );
    show();
    pick.show();
  });
}

const headed = (heading: PlainText, items: readonly EntryItem[]): PickItem[] =>
  items.length === 0
    ? []
    : [{ label: heading, kind: vscode.QuickPickItemKind.Separator }, ...items];

function itemOf(entry: LedgerEntry): EntryItem {
  const when = new Date(entry.createdAtMs).toLocaleString(vscode.env.language, {
    dateStyle: 'medium',
    timeStyle: 'short',
  });
  const place = vscode.workspace.asRelativePath(vscode.Uri.parse(entry.uri, true));
  return {
    entry,
    label: plainText(entry.request.prompt, 80),
    description: plainText(when),
    detail: isFetchable(entry)
      ? l10n.t('Will be saved as {0}', place)
      : l10n.t('May have been charged; it cannot be fetched'),
    buttons: [{ iconPath: new vscode.ThemeIcon('trash'), tooltip: l10n.t('Forget this image') }],
  };
}
