/**
 * What a test says to the stand-in and hears from it. Types and names only, so that the same file
 * serves the stand-in in Node and its client inside VS Code's extension host.
 */

/** `generate` is the paid POST, `result` asks for a record, `download` fetches from the storage. */
export type Route = 'generate' | 'result' | 'models' | 'download';

/** Every fault with the route it strikes where a rule names none. */
export const faultRoutes = {
  // Answers of the API.
  insufficientCredits: 'generate',
  failureUnknown: 'generate',
  unsupportedModel: 'generate',
  missingFields: 'generate',
  providerRefusal: 'generate',
  providerBusy: 'generate',
  safetyRefusal: 'generate',
  invalidToken: 'generate',
  paymentRequired: 'generate',
  forbiddenJson: 'generate',
  forbiddenHtml: 'generate',
  rateLimited: 'generate',
  http500: 'generate',
  http502: 'generate',
  http503: 'generate',
  http504: 'generate',
  http522: 'generate',
  processing: 'generate',
  oldErrorShape: 'generate',
  nullRecord: 'generate',
  notJson: 'generate',
  emptyBody: 'generate',
  noUrl: 'generate',
  urlAtTopLevel: 'generate',
  severalImages: 'generate',
  completedStatusWord: 'generate',
  badUrl: 'generate',
  oversizeReply: 'generate',
  rawAnswer: 'generate',
  // Connections.
  dropBeforeRead: 'generate',
  dropAfterRead: 'generate',
  hang: 'generate',
  slowHead: 'generate',
  slowBody: 'download',
  truncated: 'download',
  wrongLength: 'download',
  endlessBody: 'download',
  hugeContentLength: 'download',
  // What the storage sends.
  truncatedImage: 'download',
  html: 'download',
  svg: 'download',
  text: 'download',
  emptyImage: 'download',
  wrongContentType: 'download',
  otherFormat: 'download',
  hugeDimensions: 'download',
  gzipBomb: 'download',
  contentEncoding: 'download',
  redirect: 'download',
  expiredLink: 'download',
} as const satisfies Record<string, Route>;

export type FaultName = keyof typeof faultRoutes;

export const faultNames = Object.keys(faultRoutes) as readonly FaultName[];

/** How an answer 429 tells how long to wait. */
export interface RateLimitStyle {
  /** Default `seconds`. */
  readonly retryAfter?: 'seconds' | 'date' | 'none';
  /** Default 1. */
  readonly retryAfterSeconds?: number;
  /** Default `json`. */
  readonly body?: 'json' | 'empty';
}

interface ServerFault {
  /** Default: `json` for 500, `html` for the gateways' codes. */
  readonly body?: 'json' | 'html';
}

export const badUrlKinds = [
  'httpPublic',
  'userInfo',
  'publicIp',
  'privateIp',
  'linkLocal',
  'ipv6',
  'privateName',
  'file',
  'data',
  'relative',
  'notAUrl',
  'empty',
] as const;

export type BadUrlKind = (typeof badUrlKinds)[number];

/** What a rule may say beside the name of its fault. */
export interface FaultParameters {
  failureUnknown: { readonly message?: string; readonly statusWord?: 'FAILURE' | 'FAILED' };
  providerRefusal: { readonly cause?: string };
  /** `record`: HTTP 200 with status FAILURE; default `provider`, an HTTP 400. */
  safetyRefusal: { readonly cause?: string; readonly shape?: 'provider' | 'record' };
  /** The body has `errorCode` or only a `message`; default `code`. */
  invalidToken: { readonly shape?: 'code' | 'message' };
  rateLimited: RateLimitStyle;
  http500: ServerFault;
  http502: ServerFault;
  http503: ServerFault;
  http504: ServerFault;
  http522: ServerFault;
  /**
   * `polls` asks for the record are answered PROCESSING before it is done, and none is done before
   * `afterMs` have passed since the POST; with neither, it never is.
   */
  processing: { readonly polls?: number; readonly afterMs?: number };
  oldErrorShape: { readonly code?: string; readonly message?: string };
  /** Default `httpPublic`; `url` gives any other. */
  badUrl: { readonly kind?: BadUrlKind; readonly url?: string };
  /**
   * Exactly this; `{imageUrl}` and `{recordId}` in the body stand for those of the record. Default:
   * status 200, `application/json`.
   */
  rawAnswer: {
    readonly status?: number;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body: string;
  };
  /** Default 1000. */
  slowHead: { readonly delayMs?: number };
  /** Chunks of 4096 bytes 20 ms apart by default; after `stallAfterBytes`, silence for ever. */
  slowBody: {
    readonly chunkBytes?: number;
    readonly delayMs?: number;
    readonly stallAfterBytes?: number;
  };
  /** The part of the body that arrives before the connection closes; default 0.5. */
  truncated: { readonly share?: number };
  /** The part of the body that its length declares, though all of it is sent; default 0.5. */
  wrongLength: { readonly share?: number };
  /** Default 10 gigabytes. */
  hugeContentLength: { readonly declaredBytes?: number };
  /** The part of the image that is in the otherwise whole message; default 0.5. */
  truncatedImage: { readonly share?: number };
  /** Default `text/html`. */
  wrongContentType: { readonly contentType?: string };
  /** Default: jpg where png was asked for, else png. */
  otherFormat: { readonly format?: 'webp' | 'jpg' | 'png' };
  /** Default: the format asked for. 100000 pixels a side, in jpg the most that it can say, 65535. */
  hugeDimensions: { readonly format?: 'webp' | 'jpg' | 'png' };
  /** Default 200 megabytes. */
  gzipBomb: { readonly inflatedBytes?: number };
  /** The body is really encoded so; `identity` only says so. Default `gzip`. */
  contentEncoding: { readonly encoding?: 'gzip' | 'deflate' | 'br' | 'identity' };
  /**
   * `hops` redirects, the first from the origin asked, the rest on the third one, which then serves
   * the image. Default 1 and status 302. `loop`: never ends. `location`: there instead, once.
   */
  redirect: {
    readonly hops?: number;
    readonly status?: 301 | 302 | 303 | 307 | 308;
    readonly loop?: boolean;
    readonly location?: string;
  };
  /** Default 403. */
  expiredLink: { readonly status?: 403 | 404 | 410 };
}

/** Which requests a rule strikes. All that is given must fit. */
export interface FaultMatch {
  /** Default: the fault's own, see `faultRoutes`. */
  readonly route?: Route;
  /** How often it strikes; default: until `reset`. */
  readonly times?: number;
  /** Only each nth request that fits otherwise. */
  readonly every?: number;
  /** Of the request, or of the one that made the record asked for; never fits `dropBeforeRead`. */
  readonly promptIncludes?: string;
  /** Likewise. */
  readonly seed?: number;
}

export type FaultRuleOf<Name extends FaultName> = FaultMatch & {
  readonly fault: Name;
} & (Name extends keyof FaultParameters ? FaultParameters[Name] : unknown);

/** The first rule that fits a request strikes it, in the order in which they were added. */
export type FaultRule = { [Name in FaultName]: FaultRuleOf<Name> }[FaultName];

/** How long the stand-in waits before it answers. Default 0 each. */
export interface Latency {
  readonly postMs: number;
  readonly resultMs: number;
  readonly modelsMs: number;
  readonly downloadMs: number;
}

/** What stays the same from request to request. */
export interface Settings {
  /** Requests to the API origin in any 60 seconds; 0 = no limit, the default. */
  readonly limitPerMinute: number;
  /** Length of the minute that the limit means; default 60,000. */
  readonly minuteMs: number;
  /** How the limit and the fault `rateLimited` answer by default. */
  readonly rateLimitStyle: RateLimitStyle;
  /** Default an hour. */
  readonly linkLifetimeMs: number;
  /** Default 1,000,000; once it is used up, requests are refused for real. */
  readonly creditLimit: number;
  /** Default 5,234. An image costs 1,000, with the 9b model 2,000. */
  readonly usedCredit: number;
  /** Polls answered PROCESSING after a POST with `"async": true`; default 1. */
  readonly asyncPolls: number;
  /** The key that is accepted. */
  readonly apiKey: string;
}

export type OriginName = 'api' | 'storage' | 'third';

export interface ReceivedRequest {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly origin: OriginName;
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  /** With its question mark, or empty. */
  readonly query: string;
  /** Names in lower case; values that came several times are joined by a comma. */
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed where it is JSON, else text; absent where there was none or it was not read. */
  readonly body?: unknown;
  /** The fault that struck it. */
  readonly fault?: FaultName;
  /** The status answered; absent where none was. */
  readonly status?: number;
}

export interface Counts {
  /** POSTs to `/api/features` whose whole body was read, whether or not answered. */
  readonly paidRequests: number;
  /** Images that were made, and so charged. */
  readonly imagesMade: number;
  /** GETs to `/api/results/…`. */
  readonly resultReads: number;
  /** GETs to `/models`. */
  readonly modelReads: number;
  /** GETs of an image from the storage or the third origin. */
  readonly downloads: number;
  /** Requests that carried an `api-key` header. */
  readonly byKeyHeaderOrigin: Readonly<Record<OriginName, number>>;
  /** Requests with the key anywhere but in the `api-key` header to the API origin. */
  readonly keyLeaks: number;
}

/** The counts that are a single number. */
export type CountName = Exclude<keyof Counts, 'byKeyHeaderOrigin'>;

export interface Received {
  /** In order of arrival. */
  readonly requests: readonly ReceivedRequest[];
  readonly counts: Counts;
  /** What went wrong inside the stand-in itself; always empty unless it has a bug. */
  readonly problems: readonly string[];
}

export interface Addresses {
  /** Where the API is; no slash at the end, like all of these. */
  readonly apiOrigin: string;
  /** Where signed links lead. */
  readonly storageOrigin: string;
  /** Where redirects lead. */
  readonly thirdOrigin: string;
  readonly controlOrigin: string;
  readonly apiKey: string;
}

/** The same methods in the process of the stand-in and, through `createControlClient`, from any other. */
export interface StandInControl {
  /** Back to the state at the start: no rules, records, requests, latency, nor time that has passed. */
  reset(): Promise<void>;
  addFault(rule: FaultRule): Promise<void>;
  /** Changes what is given, keeps the rest. */
  setLatency(latency: Partial<Latency>): Promise<void>;
  /** Changes what is given, keeps the rest. */
  configure(settings: Partial<Settings>): Promise<void>;
  /** Lets time pass for links, limits and records in process. */
  advanceClock(ms: number): Promise<void>;
  /** Everything since the last reset. */
  received(): Promise<Received>;
  /** Resolves once each of these counts is reached; at once where it is already. */
  untilCounted(atLeast: Partial<Record<CountName, number>>): Promise<void>;
  /** The highest number of POSTs under way at once, from the arrival of their head to the end of their answer. */
  maxParallel(): Promise<number>;
  addresses(): Promise<Addresses>;
}

export const controlMethods = [
  'reset',
  'addFault',
  'setLatency',
  'configure',
  'advanceClock',
  'received',
  'untilCounted',
  'maxParallel',
  'addresses',
] as const satisfies readonly (keyof StandInControl)[];
