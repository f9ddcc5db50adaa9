import type { AssetPlace, ImageBytes, LedgerLine } from './ports.ts';
import type { GenerationRequest } from './request.ts';
import type { ImageHold } from './sharedFailure.ts';

/** One image to make, or to fetch. */
export interface ImageJob {
  readonly request: GenerationRequest;
  readonly altText: string;
  /** Where the image will lie: reserved before anything is sent. */
  readonly place: AssetPlace;
  /** What is paid for already: fetched or saved for free, instead of sending the request. */
  readonly paid?: PaidImage;
  /** What the ledger has of it already, where whoever asks has claimed that. */
  readonly line?: LedgerLine;
  /** When it was asked for, in milliseconds since the epoch, where that was earlier than now. */
  readonly askedAtMs?: number;
  /** The image that this one is made of, as its file is to name it. */
  readonly sourceImage?: string;
  /** Awaited beside the ledger before the paid request leaves; what it rejects with keeps it from leaving. */
  readonly untilReady?: () => Promise<void>;
  /** Where it is one of several: asked before each time that the paid request leaves. */
  readonly hold?: ImageHold;
  /**
   * Asked before each time that the paid request leaves: `undefined` where it may, else awaited, while others have its
   * place. Rejects with the signal's reason when it aborts.
   */
  readonly mayGoOn?: (signal: AbortSignal) => Promise<void> | undefined;
}

/** What is known of an image that was paid for. */
export interface PaidImage {
  /** Empty where the service has named none. */
  readonly recordId: string;
  /** Absent: known to the service only. */
  readonly image?: ImageBytes;
  /** A signed link that may still be good, for a service that has forgotten the record. */
  readonly imageUrl?: string;
}
