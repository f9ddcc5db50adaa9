import type { L10n } from './l10n.ts';
import { sentBy, type Presses } from '../../core/presses.ts';
import type { FailureAction } from './failureMessage.ts';

/** What a button says: what it does, how many images it sends, and what that may cost. */
export function actionLabel(action: FailureAction, presses: Presses<unknown>, l10n: L10n): string {
  switch (action) {
    case 'setApiKey':
      return setApiKeyLabel(presses, l10n);
    case 'topUp':
      return l10n.t('Get Credits');
    case 'retry':
      return presses.count === 1 ? retryLabel(presses, l10n) : unpaidLabel(presses, l10n);
    case 'retryAll':
      return allLabel(presses, l10n);
    case 'checkAgain':
      return checkLabel(presses, l10n);
    case 'editPrompt':
      return l10n.t('Edit Prompt');
    case 'saveElsewhere':
      return saveLabel(presses, l10n);
    case 'openSetting':
      return l10n.t('Open Settings');
    case 'openProxySettings':
      return l10n.t('Open Proxy Settings');
    case 'openFolder':
      return l10n.t('Open Folder');
    case 'manageTrust':
      return l10n.t('Manage Workspace Trust');
    case 'showLog':
      return l10n.t('Show Log');
  }
}

function retryLabel({ retry }: Presses<unknown>, l10n: L10n): string {
  if (retry.again.length > 0) return l10n.t('Retry (may be charged again)');
  return retry.free.length > 0 ? l10n.t('Retry (free)') : l10n.t('Retry');
}

function unpaidLabel({ retry }: Presses<unknown>, l10n: L10n): string {
  const count = retry.unpaid.length;
  return count === 1 ? l10n.t('Retry 1 not charged') : l10n.t('Retry {0} not charged', count);
}

/** Offered for two images or more. */
function allLabel({ retryAll }: Presses<unknown>, l10n: L10n): string {
  const count = sentBy(retryAll).length;
  const again = retryAll.again.length;
  if (again === count) return l10n.t('Retry all {0} (may be charged again)', count);
  return again === 1
    ? l10n.t('Retry all {0}, 1 may be charged again', count)
    : l10n.t('Retry all {0}, {1} may be charged again', count, again);
}

function checkLabel({ checkAgain, count }: Presses<unknown>, l10n: L10n): string {
  const sent = checkAgain.free.length;
  if (count === 1) return l10n.t('Check again (free)');
  return sent === 1 ? l10n.t('Check 1 again (free)') : l10n.t('Check {0} again (free)', sent);
}

function saveLabel({ saveElsewhere, count }: Presses<unknown>, l10n: L10n): string {
  const sent = saveElsewhere.free.length;
  if (sent === count) return l10n.t('Save Elsewhere');
  return sent === 1 ? l10n.t('Save 1 Elsewhere') : l10n.t('Save {0} Elsewhere', sent);
}

function setApiKeyLabel({ setApiKey, count }: Presses<unknown>, l10n: L10n): string {
  const [unpaid, free] = [setApiKey.unpaid.length, setApiKey.free.length];
  if (count === 1 && unpaid === 1) return l10n.t('Set API Key and Retry');
  if (count === 1 && free === 1) return l10n.t('Set API Key and Check Again (Free)');
  if (unpaid === 1) return l10n.t('Set API Key and Retry 1 Not Charged');
  if (unpaid > 1) return l10n.t('Set API Key and Retry {0} Not Charged', unpaid);
  if (free === 1) return l10n.t('Set API Key and Check 1 Again (Free)');
  return free > 1 ? l10n.t('Set API Key and Check {0} Again (Free)', free) : l10n.t('Set API Key');
}
