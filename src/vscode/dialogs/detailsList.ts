import * as vscode from 'vscode';
import { baseNameOf } from '../../core/uriPath.ts';
import { plainText, type PlainText } from '../../app/words/plainText.ts';
import { fileText, provenanceRows, type DetailRow } from '../provenance/detailRows.ts';
import type { ImageDetails } from '../../app/images/imageReading.ts';
import { l10n } from '../host/l10n.ts';
import { createQuickPick, type Pick, type PickItem } from './windowText.ts';

/** What a person can go on to do with an image. */
export interface DetailActions {
  open(uri: vscode.Uri): unknown;
  regenerate(uri: vscode.Uri): unknown;
  createVariations(uri: vscode.Uri): unknown;
  reuseSettings(uri: vscode.Uri): unknown;
  stripMetadata(uri: vscode.Uri): unknown;
}

interface DetailItem extends PickItem {
  readonly row?: DetailRow;
  readonly act?: () => unknown;
}

const maxShown = 500;
/** So many stand before the actions, which then are in sight without scrolling. */
const firstRows = 4;

/**
 * Shows details of an image as a list to walk through by the keyboard: Enter copies the value of a row, or does
 * what the row says. Resolves when the list is closed.
 */
export function showDetailsList(details: ImageDetails, actions: DetailActions): Promise<void> {
  const list = createQuickPick<DetailItem>();
  list.title = l10n.t('{0} ({1})', baseNameOf(details.uri.path), fileText(details));
  const hint = details.provenance
    ? l10n.t('Press Enter to copy what is selected')
    : l10n.t('This image does not say how it was made here');
  list.placeholder = hint;
  list.items = itemsOf(details, actions);
  list.matchOnDescription = true;
  list.matchOnDetail = true;
  list.ignoreFocusOut = true;
  return new Promise((resolve) => {
    const subscriptions = vscode.Disposable.from(
      list.onDidAccept(() => {
        const [chosen] = list.activeItems;
        // Where it fails, the list does not say that it is copied.
        if (chosen?.row) copy(list, chosen.row).catch(() => undefined);
        if (!chosen?.act) return;
        list.hide();
        void chosen.act();
      }),
      list.onDidHide(() => {
        subscriptions.dispose();
        list.dispose();
        resolve();
      }),
    );
    list.show();
  });
}

async function copy(list: Pick<DetailItem>, { label, value }: DetailRow): Promise<void> {
  await vscode.env.clipboard.writeText(value);
  list.placeholder = l10n.t('Copied: {0}', label);
}

function itemsOf(details: ImageDetails, actions: DetailActions): DetailItem[] {
  const { uri, provenance, texts } = details;
  const rows = provenance ? provenanceRows(provenance) : texts;
  const separator = (label: PlainText): DetailItem => ({
    label,
    kind: vscode.QuickPickItemKind.Separator,
  });
  const act = (icon: string, label: PlainText, run: (uri: vscode.Uri) => unknown): DetailItem => ({
    label,
    iconPath: new vscode.ThemeIcon(icon),
    act: () => run(uri),
  });
  const picture: DetailItem = {
    ...act('file-media', l10n.t('Open the image'), actions.open),
    // A picture of a few lines' height, and the image itself behind Enter.
    iconPath: uri,
  };
  return [
    picture,
    ...rows.slice(0, firstRows).map(rowItem),
    separator(l10n.t('Actions')),
    act('refresh', l10n.t('Regenerate'), actions.regenerate),
    ...(provenance
      ? [
          act('layers', l10n.t('Create variations'), actions.createVariations),
          act('settings', l10n.t('Reuse settings'), actions.reuseSettings),
        ]
      : []),
    ...(rows.length > 0 ? [act('eraser', l10n.t('Strip metadata'), actions.stripMetadata)] : []),
    ...(rows.length > firstRows ? [separator(l10n.t('More details'))] : []),
    ...rows.slice(firstRows).map(rowItem),
  ];
}

function rowItem(row: DetailRow): DetailItem {
  const text = plainText(row.shown ?? row.value, maxShown);
  const isLong = text.length > 40;
  return {
    row,
    label: plainText(row.label),
    alwaysShow: true,
    ...(isLong ? { detail: text } : { description: text }),
  };
}
