import { isRefused, type ErrorCode, type ImageError } from '../../core/errors.ts';
import { isHere, isUnplaced } from '../../core/paidImage.ts';
import type { FailureAction, FailureMessage } from './failureMessage.ts';
import { networkMessage } from './networkMessage.ts';
import { plainText } from './plainText.ts';
import type { L10n } from './l10n.ts';

/** The one place where a failure gets its words. */
export function failureMessage(error: ImageError, l10n: L10n): FailureMessage {
  const { text, actions } = causeMessage(error, l10n);
  const isCharged = error.mayHaveBeenCharged && !isUnplaced(error);
  return { text: isCharged ? `${text} ${chargedWords(error, l10n)}` : text, actions };
}

/** Beside words that nothing was sent or made, it is an earlier try that may have cost something. */
function chargedWords({ code, isChargeEarlier }: ImageError, l10n: L10n): string {
  return isChargeEarlier || code === 'cannotWrite'
    ? l10n.t('An earlier try may have been charged.')
    : l10n.t('It may have been charged.');
}

/** The same without a word about money. */
export function causeMessage(error: ImageError, l10n: L10n): FailureMessage {
  if (isUnplaced(error))
    return isHere(error) ? unsavedMessage(error, l10n) : unplacedMessage(error, l10n);
  const said = error.serviceMessage ? plainText(error.serviceMessage) : undefined;
  const { text, actions } = messages[error.code](error, l10n, said);
  return { text, actions: withCheck(error, actions) };
}

/** With the record's id the image can be fetched for free, so that comes before paying again. */
function withCheck(error: ImageError, actions: readonly FailureAction[]): readonly FailureAction[] {
  if (!error.recordId || isRefused(error)) return actions;
  const [first, ...rest] = actions;
  return first === 'setApiKey' ? [first, 'checkAgain', ...rest] : ['checkAgain', ...actions];
}

type Message = (error: ImageError, l10n: L10n, said: string | undefined) => FailureMessage;

const messages: Record<ErrorCode, Message> = {
  keyMissing: (_, l10n) => ({
    text: l10n.t('An API key from 1min.ai is needed to make images.'),
    actions: ['setApiKey'],
  }),
  keyRejected: (_, l10n) => ({
    text: l10n.t('1min.ai did not accept the API key. Set a valid one.'),
    actions: ['setApiKey', 'showLog'],
  }),
  outOfCredit: (_, l10n, said) => ({
    text: said
      ? l10n.t('Your 1min.ai account has too few credits for this image: {0}', said)
      : l10n.t('Your 1min.ai account has too few credits for this image.'),
    actions: ['topUp', 'retry'],
  }),
  rateLimited: (_, l10n) => ({
    text: l10n.t('1min.ai still asks to send fewer requests. Wait a few minutes, then try again.'),
    actions: ['retry'],
  }),
  promptRefused: (_, l10n, said) => ({
    text: said
      ? l10n.t('1min.ai did not make this image because of its prompt: {0}', said)
      : l10n.t('1min.ai did not make this image because of its prompt. Word it differently.'),
    actions: ['editPrompt', 'showLog'],
  }),
  badRequest: (error, l10n, said) => {
    if (error.reason === 'restricted') {
      return {
        text: l10n.t(
          'The documents of this workspace decide which images are paid for, so the workspace has to be trusted first.',
        ),
        actions: ['manageTrust'],
      };
    }
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
  serverDown: (error, l10n, said) => ({
    text:
      error.reason === 'busy' && said
        ? l10n.t('1min.ai could not make the image: {0}', said)
        : l10n.t('1min.ai has a problem at the moment. Try again in a while.'),
    actions: ['retry', 'showLog'],
  }),
  network: networkMessage,
  timeout: (error, l10n) => ({
    text:
      error.reason === 'idle'
        ? l10n.t('The download of the image stopped half-way.')
        : l10n.t('1min.ai did not answer in time. You can allow more time in the settings.'),
    actions: ['retry', 'openSetting'],
  }),
  badReply: ({ reason, message }, l10n, said) => ({
    text: said
      ? l10n.t('1min.ai could not make the image: {0}', said)
      : reason === 'recordGone'
        ? l10n.t('1min.ai no longer has this image.')
        : reason === 'otherFormat'
          ? l10n.t('Nothing was sent: {0}', plainText(message))
          : reason === 'unexpected'
            ? l10n.t('Something went wrong in this extension. The log says more.')
            : l10n.t(
                '1min.ai sent an answer that this extension does not understand. The log says more.',
              ),
    actions: ['retry', 'showLog'],
  }),
  notAnImage: (_, l10n) => ({
    text: l10n.t('What 1min.ai sent is not a PNG, JPEG or WebP image, so nothing was saved.'),
    actions: ['retry', 'showLog'],
  }),
  tooLarge: (_, l10n) => ({
    text: l10n.t(
      'What 1min.ai sent is too large to be an image of this kind, so nothing was saved.',
    ),
    actions: ['retry', 'showLog'],
  }),
  noWorkspace: (_, l10n) => ({
    text: l10n.t('Open a folder first, so that the image has a place to be saved in.'),
    actions: ['openFolder'],
  }),
  cannotWrite: unsentMessage,
  cancelled: (_, l10n) => ({ text: l10n.t('Cancelled.'), actions: [] }),
};

function unsavedMessage(error: ImageError, l10n: L10n): FailureMessage {
  const text =
    error.reason === 'noSpace'
      ? l10n.t('The image is here but could not be saved: the disk is full.')
      : error.reason === 'readOnly'
        ? l10n.t('The image is here but could not be saved: the folder cannot be written to.')
        : error.reason === 'outsideWorkspace'
          ? l10n.t(
              'The image is here but could not be saved: its folder now leads out of the folder that is open.',
            )
          : error.reason === 'taken'
            ? l10n.t(
                'The image is here but was not saved: another file has taken its name meanwhile. {0}',
                plainText(error.message),
              )
            : error.reason === 'otherFormat'
              ? l10n.t(
                  'The image is here but was not saved: it has another format than its file. {0}',
                  plainText(error.message),
                )
              : l10n.t('The image is here but could not be saved. {0}', plainText(error.message));
  return { text, actions: ['saveElsewhere', 'showLog'] };
}

/** Only its record is known: it was held back while others were saved, or the window was loaded anew since. */
function unplacedMessage(error: ImageError, l10n: L10n): FailureMessage {
  const text =
    error.reason === 'noSpace'
      ? l10n.t(
          'The image is paid for but is not saved: the disk is full. It can be saved elsewhere for free.',
        )
      : l10n.t(
          'The image is paid for but is not saved. It can be saved elsewhere for free. {0}',
          plainText(error.message),
        );
  return { text, actions: ['saveElsewhere', 'showLog'] };
}

function unsentMessage(error: ImageError, l10n: L10n): FailureMessage {
  if (error.reason === 'noLedger') {
    return {
      text: l10n.t(
        'The image was not asked for: this extension cannot write to its own folder, and a crash could lose what is paid for. {0}',
        plainText(error.message),
      ),
      actions: ['retry', 'showLog'],
    };
  }
  if (error.reason === 'taken') {
    return {
      text: l10n.t('Nothing was sent: {0}', plainText(error.message)),
      actions: ['retry', 'showLog'],
    };
  }
  if (error.reason === 'noSpace') {
    return {
      text: l10n.t('The disk is full, so nothing was sent. Free some space, then try again.'),
      actions: ['retry', 'openSetting', 'showLog'],
    };
  }
  return {
    text: l10n.t(
      'The folder for the image cannot be used, so nothing was sent. {0}',
      plainText(error.message),
    ),
    actions: ['openSetting', 'retry', 'showLog'],
  };
}
