import { cancelled, ImageError } from './errors.ts';

/** One image among those of its command: it is not sent where it could only fail like another one. */
export interface ImageHold {
  /** Aborts with the signal that was given and, as long as nothing was sent, where the image is held back. */
  readonly signal: AbortSignal;
  /** @throws {ImageError} what it is held back for. */
  check(): void;
  /** Waits until what is being saved lies on its disk, which may be full. */
  untilSaved(): Promise<void>;
  /**
   * Right before its paid request leaves. Throws as `check` does; nothing was sent then.
   * @returns `false` where something is being saved again: not yet.
   */
  goAhead(): boolean;
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

export interface HeldImage {
  /** True: it costs nothing any more. */
  readonly isPaid: boolean;
  /** The same for images that come in the same format, where nothing else has a place for them. Default: any has. */
  readonly onlyFormat?: string | undefined;
  /** Name of the file that it has to become. */
  readonly file?: string;
}

/** The images of one command. */
export interface SharedFailure {
  hold(image: HeldImage, signal: AbortSignal): ImageHold;
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

/** Whether all images of a command that must come in one format would fail like this one. */
const isSharedByFormat = ({ reason }: ImageError): boolean => reason === 'otherFormat';

/** What is paid for needs neither credit nor an entry before its payment. */
const isAboutPaying = ({ code, reason }: ImageError): boolean =>
  code === 'outOfCredit' || reason === 'noLedger';

/** The same failure of an image that was not sent, which knows of its own file only. */
function ofUnsent(error: ImageError, file = 'its file'): ImageError {
  const { code, message, reason, field, serviceMessage } = error;
  const told = isSharedByFormat(error)
    ? `1min.ai sends another format than ${file} needs.`
    : message;
  return new ImageError(code, told, {
    ...(reason && { reason }),
    ...(field && { field }),
    ...(serviceMessage && { serviceMessage }),
  });
}

/** Learns from the first failure that all images of a command share, so that none is paid for or tried in vain. */
export function createSharedFailure(): SharedFailure {
  let shared: ImageError | undefined;
  const sharedByFormat = new Map<string, ImageError>();
  const holds = new Map<ImageHold, HeldImage>();
  const savings = new Set<Promise<void>>();

  return {
    hold(image, given) {
      const { isPaid, onlyFormat, file } = image;
      const work = new AbortController();
      let cause: ImageError | undefined;
      let isSent = false;
      const settled = Promise.withResolvers<void>();
      // By hand: `AbortSignal.any` keeps its parts alive on the Node versions that VS Code runs on.
      const follow = (): void => work.abort(given.reason);
      if (given.aborted) follow();
      else given.addEventListener('abort', follow, { once: true });

      const concerns = (error: ImageError): boolean => !isPaid || !isAboutPaying(error);
      const ofFormat = (): ImageError | undefined =>
        onlyFormat === undefined || isPaid ? undefined : sharedByFormat.get(onlyFormat);
      const own: ImageHold = {
        signal: work.signal,
        check() {
          if (cause) throw cause;
          if (shared && concerns(shared)) throw ofUnsent(shared, file);
          const other = ofFormat();
          if (other) throw ofUnsent(other, file);
        },
        async untilSaved() {
          await Promise.all(savings);
        },
        goAhead() {
          own.check();
          if (savings.size > 0) return false;
          isSent = true;
          return true;
        },
        putOff() {
          isSent = false;
          const why = shared ?? ofFormat();
          if (why) own.stop(why);
        },
        arrived() {
          savings.add(settled.promise);
        },
        stop(error) {
          if (isSent || cause || !concerns(error)) return;
          cause = ofUnsent(error, file);
          work.abort(cancelled());
        },
        failed(error) {
          if (shared || !(error instanceof ImageError)) return;
          if (onlyFormat !== undefined && isSharedByFormat(error)) {
            sharedByFormat.set(onlyFormat, error);
          } else if (isShared(error)) shared = error;
          else return;
          for (const [other, held] of holds) {
            if (other === own) continue;
            if (error === shared || (held.onlyFormat === onlyFormat && !held.isPaid)) {
              other.stop(error);
            }
          }
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
      holds.set(own, image);
      return own;
    },
  };
}
