import type { ApiEndpoint } from '../core/endpoint.ts';
import { ImageError } from '../core/errors.ts';
import { orAborted } from '../core/orAborted.ts';
import type { Clock, KeySource, Logger, PaidRecord } from '../core/ports.ts';
import type { Turns } from '../core/requestLine.ts';
import { isQuoted, type ApiAnswer, type Exchange } from './exchange.ts';
import { refusalOf, refusalOfQuestion, refusalOfRecord, type Refusal } from './refusals.ts';
import { freeWaitAskedMs, pollWaitMs } from './retry.ts';
import { TransportError } from './transport.ts';
import { readAnswer, type Answer } from './wire.ts';

export interface RecordsDeps {
  readonly exchange: Exchange;
  readonly keys: KeySource;
  readonly requestTimeoutMs: () => number;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Whom to ask, with which key, and in whose turn. */
export interface Access {
  readonly endpoint: ApiEndpoint;
  readonly key: string;
  readonly turns: Turns;
}

/** No record has it; asking for it is a check of the key that costs nothing. Source: the API notes, §4. */
const nilRecordId = '00000000-0000-0000-0000-000000000000';

/** A free question that hangs is asked again, well within the time of the paid one. */
const longestGetMs = 30_000;

/** Questions about records, all of them free. Failures are `ImageError`, `TransportError` or the signal's reason. */
export class Records {
  readonly #deps: RecordsDeps;

  constructor(deps: RecordsDeps) {
    this.#deps = deps;
  }

  /** `undefined` while the record is being made. */
  async ask(
    access: Access,
    recordId: string,
    signal: AbortSignal,
  ): Promise<PaidRecord | undefined> {
    const reading = await this.#get(access, recordId, signal);
    return this.paidRecordIn(access, reading, recordId);
  }

  /** Asks until the record is made. What fails on the way says nothing about it and is asked again. */
  async poll(access: Access, recordId: string, signal: AbortSignal): Promise<PaidRecord> {
    let askedMs = 0;
    for (let index = 0; ; index += 1) {
      const waitMs = Math.max(pollWaitMs(index), askedMs);
      await orAborted(this.#deps.clock.sleep(waitMs, signal), signal);
      try {
        const record = await this.ask(access, recordId, signal);
        if (record) return record;
      } catch (error) {
        if (signal.aborted || !isPassing(error)) throw error;
        askedMs = freeWaitAskedMs(error);
      }
    }
  }

  /** Resolves where the service accepts the key. */
  async checkKey(access: Access, signal: AbortSignal): Promise<void> {
    const reading = await this.#get(access, nilRecordId, signal);
    if (reading.kind === 'failed') throw this.refused(access, refusalOfRecord(reading.cause));
    if (reading.kind === 'malformed') throw new ImageError('badReply', reading.why);
  }

  /**
   * The finished record in an answer; `undefined` while it is being made.
   * @param askedId Serves where the answer does not name the record.
   */
  paidRecordIn(access: Access, answer: Answer, askedId: string): PaidRecord | undefined {
    switch (answer.kind) {
      case 'processing':
        return undefined;
      case 'failed': {
        const refusal = refusalOfRecord(answer.cause);
        const isOfQuestion = askedId !== '' && answer.isOfAnswer;
        throw this.refused(access, isOfQuestion ? refusalOfQuestion(refusal) : refusal);
      }
      case 'unknownRecord':
        // To the paid request itself it is an answer that says nothing.
        throw new ImageError('badReply', 'The service does not know the record.', {
          ...(askedId !== '' && { reason: 'recordGone' as const }),
        });
      case 'malformed':
        throw new ImageError('badReply', answer.why);
      case 'done': {
        const { imageUrl, otherKeys, remainingCredits } = answer;
        if (isQuoted(imageUrl, access.key)) {
          throw new ImageError('badReply', 'The address of the image carries the API key.');
        }
        if (otherKeys.length > 0) {
          const names = otherKeys.slice(0, maxNamedKeys).map(withoutPrompt).join(', ');
          this.#deps.logger.warn(`The answer names ${otherKeys.length} more, left out: ${names}`);
        }
        return {
          recordId: answer.recordId ?? askedId,
          imageUrl,
          ...(remainingCredits !== undefined && { remainingCredits }),
        };
      }
    }
  }

  /** The error of a refusal. A key that the service rejects is forgotten by whoever holds it. */
  refused(access: Access, { error }: Refusal): ImageError {
    if (error.code === 'keyRejected') this.#deps.keys.forget(access.endpoint.origin);
    // The exchange has taken out the key as it is; this is for one that was escaped in the JSON.
    return error.without(access.key);
  }

  async #get(access: Access, recordId: string, signal: AbortSignal): Promise<Answer> {
    const { exchange, requestTimeoutMs } = this.#deps;
    const { endpoint, key, turns } = access;
    await orAborted(turns.next(signal), signal);
    const answer = await exchange(
      {
        endpoint,
        key,
        method: 'GET',
        path: `/api/results/${encodeURIComponent(recordId)}`,
        timeoutMs: Math.min(longestGetMs, requestTimeoutMs()),
      },
      signal,
    );
    if (!isSuccess(answer)) throw this.refused(access, refusalOfQuestion(refusalOf(answer)));
    return readAnswer(answer.text);
  }
}

export const isSuccess = ({ status }: ApiAnswer): boolean => status >= 200 && status < 300;

/** More of them tell the reader of the log nothing. */
const maxNamedKeys = 8;

/** Images are stored under a time stamp and words of the prompt; the words are not for the log. */
function withoutPrompt(storageKey: string): string {
  const nameStart = storageKey.lastIndexOf('/') + 1;
  const name = storageKey.slice(nameStart).replace(/\p{L}[^.]*/u, '…');
  return (storageKey.slice(0, nameStart) + name).slice(0, 200);
}

/** Failures of a free question that say nothing about the record. */
function isPassing(error: unknown): boolean {
  if (error instanceof TransportError) return error.phase !== 'withheld';
  return (
    error instanceof ImageError && (error.code === 'serverDown' || error.code === 'rateLimited')
  );
}
