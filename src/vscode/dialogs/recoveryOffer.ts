import * as vscode from 'vscode';
import { isFetchable, type LedgerEntry } from '../../core/ledgerEntry.ts';
import { commandIds } from '../host/ids.ts';
import { plainText } from '../../app/words/plainText.ts';
import type { LeftImages } from '../../app/unsaved/imageLedger.ts';
import { l10n } from '../host/l10n.ts';
import { showWarningMessage } from './windowText.ts';
import { warnOfUnread } from './unreadLedger.ts';

/** Asks once about what earlier windows left, if there is anything. */
export async function offerLeftImages(left: LeftImages): Promise<void> {
  const { entries, isComplete } = await left.startOffer();
  if (!isComplete) warnOfUnread();
  if (entries.length === 0) return;
  const show = entries.some(isFetchable) ? l10n.t('Recover') : l10n.t('Show');
  const chosen = await showWarningMessage(offerText(entries), show);
  await left.endOffer(entries);
  if (chosen === show) await vscode.commands.executeCommand(commandIds.recoverImages);
}

function offerText(entries: readonly LedgerEntry[]): string {
  const fetchable = entries.filter(isFetchable);
  const unknown = entries.filter((entry) => !isFetchable(entry));
  return [paidText(fetchable), unknownText(unknown)].filter(Boolean).join(' ');
}

function paidText(entries: readonly LedgerEntry[]): string {
  const [first] = entries;
  if (!first) return '';
  return entries.length === 1
    ? l10n.t('“{0}” was paid for but not saved. It can be fetched again for free.', nameOf(first))
    : l10n.t(
        '{0} images were paid for but not saved. They can be fetched again for free.',
        entries.length,
      );
}

function unknownText(entries: readonly LedgerEntry[]): string {
  const [first] = entries;
  if (!first) return '';
  return entries.length === 1
    ? l10n.t('“{0}” may have been charged; whether it was made is not known.', nameOf(first))
    : l10n.t(
        '{0} images may have been charged; whether they were made is not known.',
        entries.length,
      );
}

const nameOf = ({ request }: LedgerEntry): string => plainText(request.prompt, 60);
