import type { ApiEndpoint } from '../core/endpoint.ts';
import { ImageError } from '../core/errors.ts';
import { orAborted } from '../core/orAborted.ts';
import type {
  Clock,
  GenerateOptions,
  ImageBytes,
  ImageService,
  KeySource,
  Logger,
  PaidRecord,
} from '../core/ports.ts';
import type { GenerationRequest } from '../core/request.ts';
import type { JoinLine, Turns } from '../core/requestLine.ts';
import { withDeadline, type Untimed } from './deadline.ts';
import { downloadImage } from './download.ts';
import { createExchange, type ApiAnswer, type Exchange } from './exchange.ts';
import { withFreeRetries } from './freeRetry.ts';
import { isSuccess, Records, type Access } from './records.ts';
import { refusalOf, refusalOfRecord, type Refusal } from './refusals.ts';
import { rateLimitWaitMs } from './retry.ts';
import { guarded, type Spending } from './spending.ts';
import { TransportError, type Transport } from './transport.ts';
import { readAnswer, readPrices, requestBody } from './wire.ts';

export interface OneMinAiClientDeps {
  readonly transport: Transport;
  /** Read once for each image, so that a change applies to the next. Throws `badRequest` where the setting is wrong. */
  readonly endpoint: () => ApiEndpoint;
  readonly keys: KeySource;
  /** For the paid request together with its polling. */
  readonly requestTimeoutMs: () => number;
  /** Where every call to the API origin waits for its turn. */
  readonly joinLine: JoinLine;
  readonly clock: Clock;
  readonly logger: Logger;
}

export function createOneMinAiClient(deps: OneMinAiClientDeps): ImageService {
  return new OneMinAiClient(deps);
}

/** Nobody waits for a price. */
const longestPriceQuestionMs = 10_000;

/** The service asked for fewer requests before it looked at this one. */
interface RateLimited {
  readonly error: ImageError;
  readonly retryAfterMs: number | undefined;
}

class OneMinAiClient implements ImageService {
  readonly #deps: OneMinAiClientDeps;
  readonly #exchange: Exchange;
  readonly #records: Records;

  constructor(deps: OneMinAiClientDeps) {
    this.#deps = deps;
    this.#exchange = createExchange(deps);
    this.#records = new Records({ ...deps, exchange: this.#exchange });
  }

  async generate(
    request: GenerationRequest,
    options: GenerateOptions,
    signal: AbortSignal,
  ): Promise<PaidRecord> {
    const spending: Spending = { mayHaveBeenCharged: false };
    const untilMade = async () => {
      const turns = this.#deps.joinLine(({ waitMs, isAskedFor }) =>
        options.onProgress?.({ kind: isAskedFor ? 'waiting' : 'pacing', waitMs }),
      );
      const access = await this.#access(turns, signal);
      let waitedMs = 0;
      for (let attempt = 0; ; attempt += 1) {
        const outcome = await this.#attempt(access, request, options, spending, signal);
        if ('recordId' in outcome) return outcome;
        const { error, retryAfterMs } = outcome;
        const waitMs = rateLimitWaitMs({ attempt, retryAfterMs, waitedMs });
        if (waitMs === undefined) throw error;
        turns.holdOff(waitMs);
        options.onPutOff?.();
        waitedMs += waitMs;
      }
    };
    return guarded(spending, untilMade, signal);
  }

  findRecord(recordId: string, signal: AbortSignal): Promise<PaidRecord> {
    const { clock, requestTimeoutMs, joinLine } = this.#deps;
    const find = async () => {
      const access = await this.#access(joinLine(), signal);
      const untilMade = async (work: AbortSignal, untimed: Untimed) => {
        const timed = withUntimedTurns(access, untimed);
        const ask = () => this.#records.ask(timed, recordId, work);
        const record = await withFreeRetries(this.#deps, ask, work);
        return record ?? (await this.#records.poll(timed, recordId, work));
      };
      return withDeadline(clock, requestTimeoutMs(), untilMade, signal);
    };
    return guarded({ mayHaveBeenCharged: true, recordId }, find, signal);
  }

  download({ recordId, imageUrl }: PaidRecord, signal: AbortSignal): Promise<ImageBytes> {
    const fetchImage = async () => {
      const { transport, clock, logger, endpoint } = this.#deps;
      const deps = { transport, clock, logger, endpoint: endpoint() };
      return downloadImage(deps, imageUrl, signal);
    };
    return guarded({ mayHaveBeenCharged: true, recordId }, fetchImage, signal);
  }

  checkKey(key: string, endpoint: ApiEndpoint, signal: AbortSignal): Promise<void> {
    const { clock, requestTimeoutMs, joinLine } = this.#deps;
    const check = async () => {
      const access: Access = { endpoint, key: usableKey(key), turns: joinLine() };
      const ask = (work: AbortSignal) => this.#records.checkKey(access, work);
      return withDeadline(clock, requestTimeoutMs(), ask, signal);
    };
    return guarded({ mayHaveBeenCharged: false }, check, signal);
  }

  listPrices(signal: AbortSignal): Promise<ReadonlyMap<string, number>> {
    const { clock, endpoint, joinLine } = this.#deps;
    const ask = async (work: AbortSignal) => {
      await orAborted(joinLine().next(work), work);
      const answer = await this.#exchange(
        {
          endpoint: endpoint(),
          method: 'GET',
          path: '/models',
          query: '?feature=IMAGE_GENERATOR',
          timeoutMs: longestPriceQuestionMs,
        },
        work,
      );
      if (!isSuccess(answer)) throw refusalOf(answer).error;
      return readPrices(answer.text);
    };
    return guarded(
      { mayHaveBeenCharged: false },
      () => withDeadline(clock, longestPriceQuestionMs, ask, signal),
      signal,
    );
  }

  /** The endpoint and its key, or `keyMissing` before anything is sent. */
  async #access(turns: Turns, signal: AbortSignal): Promise<Access> {
    const endpoint = this.#deps.endpoint();
    const key = await orAborted(this.#deps.keys.get(endpoint.origin), signal);
    if (!key) throw new ImageError('keyMissing', `There is no API key for ${endpoint.origin}.`);
    return { endpoint, key: usableKey(key), turns };
  }

  /** Sends the paid request once, and waits for its image. */
  async #attempt(
    access: Access,
    request: GenerationRequest,
    options: GenerateOptions,
    spending: Spending,
    signal: AbortSignal,
  ): Promise<PaidRecord | RateLimited> {
    const { clock, requestTimeoutMs } = this.#deps;
    await orAborted(access.turns.next(signal), signal);
    const ready = options.beforeSending?.(access.endpoint.origin);
    if (ready) await orAborted(ready, signal);
    options.onProgress?.({ kind: 'asking' });
    const timeoutMs = requestTimeoutMs();
    const untilMade = async (work: AbortSignal, untimed: Untimed) => {
      const answer = await this.#pay(access, request, timeoutMs, spending, work);
      if (answer.status === 429) {
        const error = this.#refused(access, refusalOf(answer), spending);
        return { error, retryAfterMs: answer.retryAfterMs };
      }
      const record = this.#paidRecordIn(access, answer, spending);
      const recordId = record?.recordId ?? spending.recordId ?? '';
      // Kept while the image is fetched already: neither waits for the other.
      if (recordId !== '') options.onRecord?.({ recordId, ...record });
      if (record) return record;
      options.onProgress?.({ kind: 'processing' });
      return this.#records.poll(withUntimedTurns(access, untimed), recordId, work);
    };
    return withDeadline(clock, timeoutMs, untilMade, signal);
  }

  async #pay(
    access: Access,
    request: GenerationRequest,
    timeoutMs: number,
    spending: Spending,
    signal: AbortSignal,
  ): Promise<ApiAnswer> {
    const { endpoint, key } = access;
    const body = requestBody(request);
    signal.throwIfAborted();
    // Assumed from here on, and taken back only by proof: the request may leave at any moment.
    spending.mayHaveBeenCharged = true;
    try {
      return await this.#exchange(
        { endpoint, key, method: 'POST', path: '/api/features', body, timeoutMs },
        signal,
      );
    } catch (error) {
      if (error instanceof TransportError && error.phase !== 'exchange') {
        spending.mayHaveBeenCharged = false;
      }
      throw error;
    }
  }

  /** The finished record in an answer to the paid request; `undefined` while it is being made. */
  #paidRecordIn(access: Access, answer: ApiAnswer, spending: Spending): PaidRecord | undefined {
    if (!isSuccess(answer)) throw this.#refused(access, refusalOf(answer), spending);
    const reading = readAnswer(answer.text);
    if ('recordId' in reading && reading.recordId) spending.recordId = reading.recordId;
    if (reading.kind === 'failed') {
      throw this.#refused(access, refusalOfRecord(reading.cause), spending);
    }
    return this.#records.paidRecordIn(access, reading, '');
  }

  /** A refusal of the paid request says whether it was charged. */
  #refused(access: Access, refusal: Refusal, spending: Spending): ImageError {
    if (refusal.isUnprocessed) spending.mayHaveBeenCharged = false;
    return this.#records.refused(access, refusal);
  }
}

/** The time of a request is the service's: waiting for our own turn takes none of it. */
const withUntimedTurns = (access: Access, untimed: Untimed): Access => ({
  ...access,
  turns: { ...access.turns, next: (signal) => untimed(access.turns.next(signal)) },
});

/** @throws {ImageError} `keyRejected`: no header can carry it, so no service can have given it out. */
function usableKey(key: string): string {
  if (/^[\x21-\x7e]+$/.test(key)) return key;
  throw new ImageError('keyRejected', 'The API key contains characters that no key can contain.');
}
