import { cancelled, ImageError } from './errors.ts';

/** One image among those of its command: it is not sent where it could only fail like another one. */
export interface ImageHold {
  /** Aborts with the signal that was given and, as long as nothing was sent, where the image is held back. */
  readonly signal: AbortSignal;
  /** @throws {ImageError} what it is held back for. */
  check(): void;
  /**
   * Right before its paid request leaves: waits until what is being saved lies on its disk, which may be full.
   * Rejects as `check` throws; nothing was sent then.
   */
  goAhead(): Promise<void>;
  /** The service has sent it back unread, to come later: it is not sent any more, and held back where that is due. */
  putOff(): void;
  /** Its bytes are here: until it has settled nobody knows whether the disk takes them. */
  arrived(): void;
  /** Holds it back, unless it was sent. */
  stop(error: ImageError): void;
  /** What it failed with, told before anything else can be sent. */
  failed(error: unknown): void;
  /** The failure of an image that was stopped: what it is held back for, where that was why. */
  causeOf(error: unknown): unknown;
  /** It has settled. */
  end(): void;
}

/** The images of one command. */
export interface SharedFailure {
  /** @param isPaid true: it costs nothing any more. */
  hold(isPaid: boolean, signal: AbortSignal): ImageHold;
}

/** Whether all images of a command would fail like this one. */
function isShared({ code, reason }: ImageError): boolean {
  switch (code) {
    case 'keyMissing':
    case 'keyRejected':
    case 'outOfCredit':
      return true;
    case 'cannotWrite':
      return reason === 'noSpace' || reason === 'noLedger';
    default:
      return false;
  }
}

/** What is paid for needs neither credit nor an entry before its payment. */
const isAboutPaying = ({ code, reason }: ImageError): boolean =>
  code === 'outOfCredit' || reason === 'noLedger';

/** The same failure of an image that was not sent. */
function ofUnsent({ code, message, reason, field, serviceMessage }: ImageError): ImageError {
  return new ImageError(code, message, {
    ...(reason && { reason }),
    ...(field && { field }),
    ...(serviceMessage && { serviceMessage }),
  });
}

/** Learns from the first failure that all images of a command share, so that none is paid for or tried in vain. */
export function createSharedFailure(): SharedFailure {
  let shared: ImageError | undefined;
  const holds = new Set<ImageHold>();
  const savings = new Set<Promise<void>>();

  return {
    hold(isPaid, given) {
      const work = new AbortController();
      let cause: ImageError | undefined;
      let isSent = false;
      const settled = Promise.withResolvers<void>();
      // By hand: `AbortSignal.any` keeps its parts alive on the Node versions that VS Code runs on.
      const follow = (): void => work.abort(given.reason);
      if (given.aborted) follow();
      else given.addEventListener('abort', follow, { once: true });

      const concerns = (error: ImageError): boolean => !isPaid || !isAboutPaying(error);
      const own: ImageHold = {
        signal: work.signal,
        check() {
          if (cause) throw cause;
          if (shared && concerns(shared)) throw ofUnsent(shared);
        },
        async goAhead() {
          await Promise.all(savings);
          own.check();
          isSent = true;
        },
        putOff() {
          isSent = false;
          if (shared) own.stop(shared);
        },
        arrived() {
          savings.add(settled.promise);
        },
        stop(error) {
          if (isSent || cause || !concerns(error)) return;
          cause = ofUnsent(error);
          work.abort(cancelled());
        },
        failed(error) {
          if (shared || !(error instanceof ImageError) || !isShared(error)) return;
          shared = error;
          for (const other of holds) if (other !== own) other.stop(error);
        },
        causeOf(error) {
          const isCancelled = error instanceof ImageError && error.code === 'cancelled';
          return isCancelled && !given.aborted ? (cause ?? error) : error;
        },
        end() {
          given.removeEventListener('abort', follow);
          holds.delete(own);
          savings.delete(settled.promise);
          settled.resolve();
        },
      };
      holds.add(own);
      return own;
    },
  };
}
