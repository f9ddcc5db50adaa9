import type { GenerationRequest } from './request.ts';
import type { ImageFormat } from './models.ts';

/** Time as the core sees it. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Resolves after `ms`; rejects with the signal's reason as soon as it aborts. Keeps no timer behind. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

/** Randomness as the core sees it. */
export interface Random {
  /** A seed, evenly drawn from `seedRange`. */
  seed(): number;
}

/** Where a line for the log goes. Callers pass no key, header, query string or image bytes. */
export interface Logger {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

/** Who knows the API key of an origin. */
export interface KeySource {
  /** `undefined`: there is none for this origin, or the person has not agreed to send it one. */
  get(origin: string): Promise<string | undefined>;
  /** The service refused this key: whoever holds it in memory forgets it. */
  forget(origin: string): void;
}

/** What one image is doing at the moment, for people to read. */
export type ProgressStep =
  | { readonly kind: 'queued' }
  | { readonly kind: 'asking' }
  /** The service asked for fewer requests; the next attempt leaves after `waitMs`. */
  | { readonly kind: 'waiting'; readonly waitMs: number }
  /** The service has accepted the request and is not done. */
  | { readonly kind: 'processing' }
  | { readonly kind: 'downloading' }
  | { readonly kind: 'saving' };

export interface GenerateOptions {
  readonly onProgress?: (step: ProgressStep) => void;
  /**
   * Called once the service has named the record, which may be long before the image is there: from
   * here on the image can be found again for free.
   */
  readonly onRecord?: (recordId: string) => void;
}

/** An image that the service has made and charged for. */
export interface PaidRecord {
  /** The service's uuid. */
  readonly recordId: string;
  /** Signed and short-lived: never logged, never kept longer than the download needs. */
  readonly imageUrl: string;
  /** Credits left after earlier requests; lags one request. Absent where the service does not tell. */
  readonly remainingCredits?: number;
}

/** Validated bytes of one raster image. */
export interface ImageBytes {
  readonly bytes: Uint8Array;
  /** Sniffed from the bytes. */
  readonly format: ImageFormat;
  /** Pixels, measured from the bytes. */
  readonly width: number;
  readonly height: number;
}

/**
 * A service that makes one image of one request. Every method rejects with `ImageError`, and with
 * code `cancelled` within milliseconds of the signal's abort.
 */
export interface ImageService {
  /**
   * Sends the paid request once, and again only where it surely was not processed; polls until the
   * image is there. After the request has left, failures say `mayHaveBeenCharged`, and name the
   * record where the service has told it.
   */
  generate(
    request: GenerationRequest,
    options: GenerateOptions,
    signal: AbortSignal,
  ): Promise<PaidRecord>;
  /** Asks for a record again, for free, with a fresh link. Rejects `badReply` where it is unknown or expired. */
  findRecord(recordId: string, signal: AbortSignal): Promise<PaidRecord>;
  /** Fetches the image without the key, within the limits, and validates it. Free, so it retries. */
  download(record: PaidRecord, signal: AbortSignal): Promise<ImageBytes>;
  /** Resolves if the service accepts the key; costs nothing. */
  checkKey(key: string, signal: AbortSignal): Promise<void>;
  /** Credits for one image by model id, of the models that the service tells a price of. Needs no key. */
  listPrices(signal: AbortSignal): Promise<ReadonlyMap<string, number>>;
}

/** An image file that lies safely in its folder. */
export interface SavedAsset {
  /** URI of the file, as a string. */
  readonly uri: string;
  /** Bytes on disk. */
  readonly byteCount: number;
}

/**
 * A place for one image, reserved among all commands of this window. Nothing exists there until
 * `save`.
 */
export interface AssetPlace {
  /** URI the image gets if nobody takes the name meanwhile and the service keeps to the format. */
  readonly uri: string;
  /**
   * Writes the whole file or none, and never over another: a name taken meanwhile gets `-1`, `-2` …
   * The extension follows the bytes. Rejects `cannotWrite`.
   */
  save(image: ImageBytes, signal: AbortSignal): Promise<SavedAsset>;
  /** Gives the name back; to be called once the image is saved or will never be. */
  release(): void;
}
