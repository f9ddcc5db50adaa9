/**
 * Everything that can go wrong, as a closed set. The names are public: commands reject with an
 * error that carries one of them as `code`.
 */
export const errorCodes = [
  'keyMissing',
  'keyRejected',
  'outOfCredit',
  'rateLimited',
  'promptRefused',
  'badRequest',
  'serverDown',
  'network',
  'timeout',
  'badReply',
  'notAnImage',
  'tooLarge',
  'noWorkspace',
  'cannotWrite',
  'cancelled',
] as const;

export type ErrorCode = (typeof errorCodes)[number];

/** Narrows a code to a cause that the person can act on; the words for each live in `src/vscode`. */
export type FailureReason =
  | 'dns'
  | 'refused'
  | 'connectTimeout'
  | 'certificate'
  | 'proxyAuth'
  | 'proxyRefused'
  | 'dropped'
  | 'cutShort'
  | 'linkExpired'
  | 'busy'
  | 'idle'
  | 'noSpace'
  | 'readOnly'
  | 'outsideWorkspace'
  /** The workspace has to be trusted first. */
  | 'restricted'
  /** A file that must have this name and no other is there already. */
  | 'taken'
  /** The bytes are of another format than the file's name promises. */
  | 'otherFormat'
  | 'interrupted'
  /** The service no longer knows the record. */
  | 'recordGone'
  /** Nothing was sent: the ledger cannot be written, so that a crash would lose the image, or not be read. */
  | 'noLedger'
  | 'unexpected';

export interface ImageErrorDetails {
  /** Narrower cause, where one is known. */
  readonly reason?: FailureReason;
  /** True once a paid request may have been processed: trying again may cost a second time. */
  readonly mayHaveBeenCharged?: boolean;
  /** The service's id of the paid record: the image can be fetched again for free. */
  readonly recordId?: string;
  /** The charge and the record are those of an earlier try: this one was refused, or nothing of it was sent. */
  readonly isChargeEarlier?: boolean;
  /** It was a free question about the record that was refused, and not the record. */
  readonly isQuestionRefused?: boolean;
  /** The argument or setting that is wrong, as the person wrote it. */
  readonly field?: string;
  /** What the service said, innermost message first, at most 500 characters; plain text, untrusted. */
  readonly serviceMessage?: string;
  /** How long the service asks to wait before the next request. */
  readonly retryAfterMs?: number;
  readonly cause?: unknown;
}

/**
 * The one error family. `message` is plain English for the log and for callers with arguments;
 * people see words chosen by `code` and `reason`.
 */
export class ImageError extends Error {
  override readonly name = 'ImageError';
  readonly code: ErrorCode;
  readonly reason: FailureReason | undefined;
  readonly mayHaveBeenCharged: boolean;
  readonly recordId: string | undefined;
  readonly isChargeEarlier: boolean;
  readonly isQuestionRefused: boolean;
  readonly field: string | undefined;
  readonly serviceMessage: string | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(code: ErrorCode, message: string, details: ImageErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.reason = details.reason;
    this.mayHaveBeenCharged = details.mayHaveBeenCharged ?? false;
    this.recordId = details.recordId;
    this.isChargeEarlier = details.isChargeEarlier ?? false;
    this.isQuestionRefused = details.isQuestionRefused ?? false;
    this.field = details.field;
    this.serviceMessage = details.serviceMessage;
    this.retryAfterMs = details.retryAfterMs;
  }

  /** The same failure with more known about it, once it passes a place that knows. */
  with(details: ImageErrorDetails, message = this.message): ImageError {
    const { reason, mayHaveBeenCharged, recordId, isChargeEarlier, isQuestionRefused } = this;
    const { field, serviceMessage, retryAfterMs } = this;
    return new ImageError(this.code, message, {
      cause: this.cause,
      mayHaveBeenCharged,
      ...(reason && { reason }),
      ...(recordId && { recordId }),
      ...(isChargeEarlier && { isChargeEarlier }),
      ...(isQuestionRefused && { isQuestionRefused }),
      ...(field && { field }),
      ...(serviceMessage && { serviceMessage }),
      ...(retryAfterMs !== undefined && { retryAfterMs }),
      ...details,
    });
  }

  /** The same failure, told without a secret. */
  without(secret: string): ImageError {
    const { message, serviceMessage = '' } = this;
    if (!message.includes(secret) && !serviceMessage.includes(secret)) return this;
    const told = serviceMessage.replaceAll(secret, '…');
    return this.with({ ...(told && { serviceMessage: told }) }, message.replaceAll(secret, '…'));
  }
}

/** The person stopped it, or whoever holds the signal did. Shown to nobody as an error. */
export function cancelled(details: ImageErrorDetails = {}): ImageError {
  return new ImageError('cancelled', 'Cancelled.', details);
}

/** The same failure in the one family; what is not of it is a fault of this extension. */
export function asUnexpected(error: unknown): ImageError {
  if (error instanceof ImageError) return error;
  const details = { reason: 'unexpected', cause: error } as const;
  return new ImageError('badReply', 'Something unexpected happened.', details);
}

/**
 * What anything means that goes wrong once it was stopped, whatever it is: that it was stopped. What
 * is known of the money stays known.
 */
export function asCancelled(error: unknown): ImageError {
  if (!(error instanceof ImageError)) return cancelled({ cause: error });
  if (error.code === 'cancelled') return error;
  const { mayHaveBeenCharged, recordId } = error;
  return cancelled({ mayHaveBeenCharged, ...(recordId && { recordId }), cause: error });
}

/** The service has said of the record itself that it was refused: no image will ever come of it. */
export function isRefused({ code, isChargeEarlier, isQuestionRefused }: ImageError): boolean {
  return code === 'promptRefused' && !isChargeEarlier && !isQuestionRefused;
}
