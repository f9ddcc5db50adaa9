import * as vscode from 'vscode';
import type { ErrorCode, ImageError } from '../core/errors.ts';
import { plainText } from './plainText.ts';

/** What a button under a failure does. */
export type FailureAction =
  | 'setApiKey'
  | 'topUp'
  | 'retry'
  | 'checkAgain'
  | 'editPrompt'
  | 'saveElsewhere'
  | 'openSetting'
  | 'openProxySettings'
  | 'openFolder'
  | 'showLog';

export interface FailureMessage {
  readonly text: string;
  /** The most helpful first. */
  readonly actions: readonly FailureAction[];
}

const { l10n } = vscode;

/** Paid requests are never repeated unasked, so the button says what another try may cost. */
export function actionLabel(action: FailureAction, mayHaveBeenCharged: boolean): string {
  switch (action) {
    case 'setApiKey':
      return l10n.t('Set API Key');
    case 'topUp':
      return l10n.t('Get Credits');
    case 'retry':
      return mayHaveBeenCharged ? l10n.t('Retry (may be charged again)') : l10n.t('Retry');
    case 'checkAgain':
      return l10n.t('Check Again (free)');
    case 'editPrompt':
      return l10n.t('Edit Prompt');
    case 'saveElsewhere':
      return l10n.t('Save Elsewhere');
    case 'openSetting':
      return l10n.t('Open Settings');
    case 'openProxySettings':
      return l10n.t('Open Proxy Settings');
    case 'openFolder':
      return l10n.t('Open Folder');
    case 'showLog':
      return l10n.t('Show Log');
  }
}

/** The one place where a failure gets its words. */
export function failureMessage(error: ImageError): FailureMessage {
  const said = error.serviceMessage ? plainText(error.serviceMessage) : undefined;
  const { text, actions } = messages[error.code](error, said);
  const charged =
    error.mayHaveBeenCharged && error.code !== 'cannotWrite'
      ? ` ${l10n.t('It may have been charged.')}`
      : '';
  return { text: text + charged, actions: withCheck(error, actions) };
}

/** With the record's id the image can be fetched for free, so that comes before paying again. */
function withCheck(
  { code, recordId }: ImageError,
  actions: readonly FailureAction[],
): readonly FailureAction[] {
  // These say that there is no image, or that it is here.
  if (!recordId || code === 'promptRefused' || code === 'cannotWrite') return actions;
  const [first, ...rest] = actions;
  return first === 'setApiKey' ? [first, 'checkAgain', ...rest] : ['checkAgain', ...actions];
}

type Message = (error: ImageError, said: string | undefined) => FailureMessage;

const messages: Record<ErrorCode, Message> = {
  keyMissing: () => ({
    text: l10n.t('An API key from 1min.ai is needed to make images.'),
    actions: ['setApiKey'],
  }),
  keyRejected: () => ({
    text: l10n.t('1min.ai did not accept the API key. Set a valid one.'),
    actions: ['setApiKey', 'showLog'],
  }),
  outOfCredit: (_, said) => ({
    text: said
      ? l10n.t('Your 1min.ai account has too few credits for this image: {0}', said)
      : l10n.t('Your 1min.ai account has too few credits for this image.'),
    actions: ['topUp', 'retry'],
  }),
  rateLimited: () => ({
    text: l10n.t('1min.ai still asks to send fewer requests. Wait a few minutes, then try again.'),
    actions: ['retry'],
  }),
  promptRefused: (_, said) => ({
    text: said
      ? l10n.t('1min.ai did not make this image because of its prompt: {0}', said)
      : l10n.t('1min.ai did not make this image because of its prompt. Word it differently.'),
    actions: ['editPrompt', 'showLog'],
  }),
  badRequest: (error, said) => {
    if (said) {
      return {
        text: l10n.t('1min.ai did not accept the request: {0}', said),
        actions: ['editPrompt', 'showLog'],
      };
    }
    const isSetting = /^(fluxKlein|markdown)\./.test(error.field ?? '');
    return isSetting
      ? {
          text: l10n.t('A setting needs to be changed. {0}', plainText(error.message)),
          actions: ['openSetting', 'showLog'],
        }
      : { text: plainText(error.message), actions: ['editPrompt', 'showLog'] };
  },
  serverDown: (error, said) => ({
    text:
      error.reason === 'busy' && said
        ? l10n.t('1min.ai could not make the image: {0}', said)
        : l10n.t('1min.ai has a problem at the moment. Try again in a while.'),
    actions: ['retry', 'showLog'],
  }),
  network: networkMessage,
  timeout: (error) => ({
    text:
      error.reason === 'idle'
        ? l10n.t('The download of the image stopped half-way.')
        : l10n.t('1min.ai did not answer in time. The setting for the wait can be raised.'),
    actions: ['retry', 'openSetting'],
  }),
  badReply: ({ reason }, said) => ({
    text: said
      ? l10n.t('1min.ai could not make the image: {0}', said)
      : reason === 'unexpected'
        ? l10n.t('Something went wrong in this extension. The log says more.')
        : l10n.t(
            '1min.ai sent an answer that this extension does not understand. The log says more.',
          ),
    actions: ['retry', 'showLog'],
  }),
  notAnImage: () => ({
    text: l10n.t('What 1min.ai sent is not a PNG, JPEG or WebP image, so nothing was saved.'),
    actions: ['retry', 'showLog'],
  }),
  tooLarge: () => ({
    text: l10n.t(
      'What 1min.ai sent is too large to be an image of this kind, so nothing was saved.',
    ),
    actions: ['retry', 'showLog'],
  }),
  noWorkspace: () => ({
    text: l10n.t('Open a folder first, so that the image has a place to be saved in.'),
    actions: ['openFolder'],
  }),
  cannotWrite: (error) =>
    error.mayHaveBeenCharged
      ? {
          text:
            error.reason === 'noSpace'
              ? l10n.t('The image is here but could not be saved: the disk is full.')
              : error.reason === 'readOnly'
                ? l10n.t(
                    'The image is here but could not be saved: the folder cannot be written to.',
                  )
                : l10n.t('The image is here but could not be saved. {0}', plainText(error.message)),
          actions: ['saveElsewhere', 'showLog'],
        }
      : {
          text: l10n.t(
            'The folder for the image cannot be used, so nothing was sent. {0}',
            plainText(error.message),
          ),
          actions: ['openSetting', 'retry', 'showLog'],
        },
  cancelled: () => ({ text: l10n.t('Cancelled.'), actions: [] }),
};

function networkMessage(error: ImageError): FailureMessage {
  switch (error.reason) {
    case 'dns':
      return {
        text: l10n.t('1min.ai could not be found on the network. Check the internet connection.'),
        actions: ['retry', 'openProxySettings', 'showLog'],
      };
    case 'refused':
    case 'connectTimeout':
      return {
        text: l10n.t('1min.ai could not be reached. Check the internet connection and the proxy.'),
        actions: ['retry', 'openProxySettings', 'showLog'],
      };
    case 'certificate':
      return {
        text: l10n.t(
          'The certificate of the connection to 1min.ai is not trusted on this computer. A company proxy may need its certificate installed.',
        ),
        actions: ['retry', 'openProxySettings', 'showLog'],
      };
    case 'proxyAuth':
      return {
        text: l10n.t(
          'The proxy asks for a user name and password. Put them in the proxy settings.',
        ),
        actions: ['openProxySettings', 'retry', 'showLog'],
      };
    case 'proxyRefused':
      return {
        text: l10n.t('The proxy refused to connect to 1min.ai. Check the proxy settings.'),
        actions: ['openProxySettings', 'retry', 'showLog'],
      };
    case 'interrupted':
      return {
        text: l10n.t('The window was closed while this image was made.'),
        actions: ['retry'],
      };
    case 'linkExpired':
      return {
        text: l10n.t('The link to the finished image has expired.'),
        actions: ['retry', 'showLog'],
      };
    default:
      return {
        text: l10n.t('The connection to 1min.ai broke off.'),
        actions: ['retry', 'showLog'],
      };
  }
}
