import * as vscode from 'vscode';
import type { ApiEndpoint } from '../../core/endpoint.ts';
import { ImageError } from '../../core/errors.ts';
import type { ImageService } from '../../core/ports.ts';
import { isPlausibleKey, type ApiKeys } from '../host/apiKeys.ts';
import { showFailure, showIfFails } from './failureActions.ts';
import { asImageError } from '../../app/failures.ts';
import { failureMessage } from '../../app/words/failureMessages.ts';
import { accountUrl } from '../host/ids.ts';
import type { Log } from '../host/log.ts';
import type { Settings } from '../../app/settings.ts';
import { l10n } from '../host/l10n.ts';
import { withIcon } from '../../app/words/plainText.ts';
import {
  showInformationMessage,
  showWarningMessage,
  withProgress,
  createInputBox,
  setStatusBarMessage,
} from './windowText.ts';

/** Everything about the key that needs a person. */
export interface ApiKeyDialog {
  /** Asks for a key, checks it for free and stores it. Resolves to false if the person backs out. */
  set(): Promise<boolean>;
  remove(): Promise<void>;
  check(): Promise<void>;
  /** Makes sure that there is a key, asking for one where there is none. */
  ensure(): Promise<boolean>;
}

export interface ApiKeyDialogOptions {
  readonly keys: ApiKeys;
  readonly settings: Settings;
  readonly service: ImageService;
  readonly log: Log;
}

/** A check that takes longer says so, and the key is kept unchecked. */
const checkTimeoutMs = 15_000;

export function createApiKeyDialog(options: ApiKeyDialogOptions): ApiKeyDialog {
  const { keys, settings, service, log } = options;

  /** What the service says of a key: `undefined` is good. */
  const verdictOn = async (
    key: string,
    endpoint: ApiEndpoint,
    signal: AbortSignal,
  ): Promise<ImageError | undefined> => {
    try {
      const stop = AbortSignal.any([signal, AbortSignal.timeout(checkTimeoutMs)]);
      await service.checkKey(key, endpoint, stop);
      return undefined;
    } catch (error) {
      const failure = asImageError(error, log);
      const isSlow = failure.code === 'cancelled' && !signal.aborted;
      return isSlow ? new ImageError('timeout', 'The check of the key took too long.') : failure;
    }
  };

  const agreesToOrigin = async (endpoint: ApiEndpoint): Promise<boolean> => {
    if (!(await keys.needsConsent(endpoint))) return true;
    const proceed = l10n.t('Continue');
    const answer = await showWarningMessage(
      l10n.t('Send your API key and prompts to {0}?', endpoint.origin),
      {
        modal: true,
        detail: l10n.t(
          'The settings name this address as the image service. Continue only if you trust it.',
        ),
      },
      proceed,
    );
    return answer === proceed;
  };

  const store = async (origin: string, key: string, verdict?: ImageError): Promise<void> => {
    await keys.set(origin, key);
    if (!verdict) {
      setStatusBarMessage(withIcon('check', l10n.t('API key saved. 1min.ai accepts it.')), 8000);
      return;
    }
    const { text } = failureMessage(verdict, l10n);
    void showWarningMessage(l10n.t('The API key is saved but could not be checked. {0}', text));
  };

  const ask = (endpoint: ApiEndpoint): Promise<boolean> => {
    const input = createInputBox();
    const getKey: vscode.QuickInputButton = {
      iconPath: new vscode.ThemeIcon('link-external'),
      tooltip: l10n.t('Get an API key from 1min.ai'),
    };
    const reveal: vscode.QuickInputButton = {
      iconPath: new vscode.ThemeIcon('eye'),
      tooltip: l10n.t('Show or hide the key'),
    };
    input.title = l10n.t('Set API Key');
    input.prompt = l10n.t(
      'It is kept in the secret storage of VS Code and sent to {0} only',
      endpoint.origin,
    );
    input.placeholder = l10n.t('API key from app.1min.ai');
    input.password = true;
    input.ignoreFocusOut = true;
    input.buttons = [reveal, getKey];
    const closed = new AbortController();

    return new Promise((resolve) => {
      let isDone = false;
      let refusedKey = '';
      const accept = async (): Promise<void> => {
        const key = input.value.trim();
        if (!isPlausibleKey(key)) {
          input.validationMessage = key
            ? l10n.t('A key has no blanks in it. Copy it once more.')
            : l10n.t('Paste the key here.');
          return;
        }
        input.busy = true;
        input.enabled = false;
        const verdict = await verdictOn(key, endpoint, closed.signal);
        if (closed.signal.aborted) return;
        if (verdict?.code === 'keyRejected' && key !== refusedKey) {
          refusedKey = key;
          input.busy = false;
          input.enabled = true;
          input.validationMessage = l10n.t(
            '1min.ai did not accept this key. Copy it once more, or press Enter to keep it.',
          );
          return;
        }
        await store(endpoint.origin, key, verdict);
        isDone = true;
        input.hide();
      };
      input.onDidChangeValue(() => (input.validationMessage = undefined));
      input.onDidTriggerButton((button) => {
        if (button === reveal) input.password = !input.password;
        else showIfFails(vscode.env.openExternal(vscode.Uri.parse(accountUrl)), log);
      });
      input.onDidAccept(() => {
        accept().catch((error: unknown) => {
          input.hide();
          void showFailure(asImageError(error, log), log);
        });
      });
      input.onDidHide(() => {
        closed.abort();
        input.dispose();
        resolve(isDone);
      });
      input.show();
    });
  };

  const set = async (): Promise<boolean> => {
    const endpoint = settings.endpoint();
    return (await agreesToOrigin(endpoint)) && ask(endpoint);
  };

  return {
    set,

    async remove() {
      const endpoint = settings.endpoint();
      const had = await keys.remove(endpoint.origin);
      const remains = keys.isInEnvironment(endpoint)
        ? ` ${l10n.t('The one in the environment variable {0} still counts.', 'ONE_MIN_AI_API_KEY')}`
        : '';
      const text = had ? l10n.t('API key removed.') : l10n.t('There was no API key to remove.');
      void showInformationMessage(text + remains);
    },

    async check() {
      const endpoint = settings.endpoint();
      const { origin } = endpoint;
      const key = await keys.get(origin);
      if (!key) throw new ImageError('keyMissing', 'No API key is set.');
      const verdict = await withProgress(
        { location: vscode.ProgressLocation.Window, title: l10n.t('Checking the API key') },
        () => verdictOn(key, endpoint, new AbortController().signal),
      );
      if (verdict?.code === 'keyRejected') keys.forget(origin);
      if (verdict) throw verdict;
      void showInformationMessage(l10n.t('1min.ai accepts the API key.'));
    },

    async ensure() {
      const { origin } = settings.endpoint();
      return (await keys.get(origin)) !== undefined || set();
    },
  };
}
