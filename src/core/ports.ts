import type { ApiEndpoint } from './endpoint.ts';
import type { GenerationRequest } from './request.ts';
import type { ImageFormat } from './imageFormats.ts';

/** Time as the core sees it. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Resolves after `ms`; rejects with the signal's reason as soon as it aborts. Keeps no timer behind. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

/** CRC-32 as PNG and zlib have it. Hosts have it in machine code, many times faster than a script. */
export type Crc32 = (bytes: Uint8Array) => number;

/** Sums of bytes that formats of images are made with. */
export interface Hashes {
  readonly crc32: Crc32;
  /** 32 hexadecimal digits; a name here, and no proof of anything. */
  readonly md5: (bytes: Uint8Array) => string;
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
  /** Our own limit of requests a minute is reached; the next request leaves after `waitMs`. */
  | { readonly kind: 'pacing'; readonly waitMs: number }
  /** The service has accepted the request and is not done. */
  | { readonly kind: 'processing' }
  | { readonly kind: 'downloading' }
  | { readonly kind: 'saving' };

export interface GenerateOptions {
  readonly onProgress?: (step: ProgressStep) => void;
  /**
   * Awaited before each time that the paid request leaves; what it rejects with keeps it from leaving.
   * @param origin of the service that it goes to.
   */
  readonly beforeSending?: (origin?: string) => Promise<void>;
  /**
   * Told once the service has named the record, which may be long before the image is there: from
   * here on the image can be found again for free. Nobody waits for what it does.
   */
  readonly onRecord?: (record: NamedRecord) => void;
  /**
   * Told where the service asks to wait and has not looked at the request: nothing of it is under way
   * until `beforeSending` is asked again.
   */
  readonly onPutOff?: () => void;
}

/** A record that the service has told of, done or not. */
export interface NamedRecord {
  readonly recordId: string;
  /** Signed and short-lived; there once the image is. */
  readonly imageUrl?: string;
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
  /**
   * Resolves if the service at this address accepts the key, which goes nowhere else, whatever the
   * settings say by now; costs nothing.
   */
  checkKey(key: string, endpoint: ApiEndpoint, signal: AbortSignal): Promise<void>;
  /** Credits for one image by model id, of the models that the service tells a price of. Needs no key. */
  listPrices(signal: AbortSignal): Promise<ReadonlyMap<string, number>>;
}

/** How an image came about, as far as whoever made it knows. */
export interface ImageMaking {
  readonly request: GenerationRequest;
  /** The service's uuid. */
  readonly recordId: string;
  /** Where it is to be saved. */
  readonly uri: string;
  /** Milliseconds since the epoch; absent: now. */
  readonly askedAtMs?: number;
  /** The image that it is made of. */
  readonly sourceImage?: string;
}

/** Writes into an image what made it. */
export interface ImageMarker {
  /** Never rejects: an image that takes no mark, or is not to have one, comes back as it is. */
  mark(image: ImageBytes, making: ImageMaking): Promise<ImageBytes>;
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
  readonly note: PlaceNote;
  /** Where the image must have this name and no other. Rejects `cannotWrite` if it is taken: nothing is to be paid then. */
  checkFree?(): Promise<void>;
  /**
   * The same right before the payment, of the file alone: other windows are kept off by the ledger by then, and what
   * one of them made meanwhile lies there. Rejects `cannotWrite`: nothing is to be paid then.
   */
  checkStillFree?(): Promise<void>;
  /**
   * Tries whether its folder can be written to: once for all places that were reserved together, and anew after one
   * of them could not be saved. Leaves nothing behind. Rejects `cannotWrite`: nothing is to be paid then.
   */
  checkWritable?(): Promise<void>;
  /**
   * Writes the whole file or none, and never over another: a name taken meanwhile gets `-1`, `-2` …
   * The extension follows the bytes. Rejects `cannotWrite`.
   */
  save(image: ImageBytes, notes: SavingNotes, signal: AbortSignal): Promise<SavedAsset>;
  /** Gives the name back; to be called once the image is saved or will never be. */
  release(): void;
}

/** Enough to reserve the same place again in another window; texts only, so that a file can keep it. */
export interface PlaceNote {
  /** URI. */
  readonly folder: string;
  /** Path below the folder, without extension. */
  readonly namePath: string;
  /** Name with extension that the file has to keep. */
  readonly exactName?: string;
  /** Which of the names that count up was free: 0 for the plain one. */
  readonly attempt: number;
  /** URIs. The image must lie in one of these; absent: anywhere. */
  readonly roots?: readonly string[];
  /** What is named where it lies elsewhere. */
  readonly field: string;
}

/** What saving tells the ledger, so that after a crash nothing on the disk is a riddle. */
export interface SavingNotes {
  /** 16 hexadecimal digits, the same for one image in every window: its temporary file is named by it. */
  readonly id: string;
  /** Awaited before the whole file gets this name. Never rejects. */
  naming(uri: string, byteCount: number): Promise<void>;
}

/** What the ledger keeps of an image before it is paid for. */
export interface LedgerImage {
  readonly request: GenerationRequest;
  readonly altText: string;
  /** The image that it is made of, as its file is to name it. */
  readonly sourceImage?: string;
  /** URI that its place promises. */
  readonly uri: string;
  readonly place: PlaceNote;
}

/**
 * Keeps, flushed to a disk and without the key, what is paid for and not yet a file, so that it
 * survives a crash at any moment.
 */
export interface Ledger {
  /** Writes nothing yet. */
  begin(image: LedgerImage): LedgerLine;
  /** Takes up what an earlier try left of this record, or begins anew with it. Never rejects. */
  resume(record: NamedRecord, image: LedgerImage): Promise<LedgerLine>;
}

/** The other windows that make images at the moment, of this person and on this computer. */
export interface OtherWindows {
  /**
   * URIs of the files that they are making: those names are reserved. Never rejects; what can't be read counts as nothing.
   * It takes a moment only where another window makes something.
   */
  filesInWork(): Promise<readonly string[]>;
}

/** One image in the ledger, from before its payment until its file is safe. */
export interface LedgerLine extends SavingNotes {
  /**
   * Keeps that the paid request may leave now. Rejects `cannotWrite`: then it must not, as nothing can be kept, or another
   * window makes the very file that this image has to become (`taken`).
   * @param origin of the service that it goes to, which only that service knows; absent: the one that was asked for.
   */
  sending(origin?: string): Promise<void>;
  /** Keeps the record that can be fetched for free. Never rejects. */
  named(record: NamedRecord): Promise<void>;
  /** The file is safe, or surely nothing was paid. Never rejects. */
  clear(): Promise<void>;
  /** It ended without a file and may have been paid for: what is kept is offered later. Never rejects. */
  leave(): Promise<void>;
}
