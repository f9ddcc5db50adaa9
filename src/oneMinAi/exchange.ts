import type { ApiEndpoint } from '../core/endpoint.ts';
import { orAborted } from '../core/orAborted.ts';
import type { Clock, Logger } from '../core/ports.ts';
import { readBody } from './responseBody.ts';
import { parseRetryAfter } from './retry.ts';
import { TransportError, type Transport } from './transport.ts';

const maxAnswerBytes = 1_000_000;

/** One call to the API origin. */
export interface ApiCall {
  readonly endpoint: ApiEndpoint;
  /** Absent where the service tells everybody. */
  readonly key?: string;
  readonly method: 'GET' | 'POST';
  /** Below the endpoint, without a query. */
  readonly path: string;
  /** With its question mark. */
  readonly query?: string;
  /** Turned into JSON. */
  readonly body?: unknown;
  /** Longest silence before and within the answer. */
  readonly timeoutMs: number;
}

export interface ApiAnswer {
  readonly status: number;
  readonly contentType: string | undefined;
  readonly retryAfterMs: number | undefined;
  readonly text: string;
}

export interface ExchangeDeps {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * One HTTP exchange with the service, and its line in the log.
 * @throws `TransportError` · `ImageError` `tooLarge` beyond 1 MB · the signal's reason, at once.
 */
export type Exchange = (call: ApiCall, signal: AbortSignal) => Promise<ApiAnswer>;

export function createExchange({ transport, clock, logger }: ExchangeDeps): Exchange {
  let count = 0;
  return async (call, signal) => {
    count += 1;
    const startMs = clock.now();
    const log = (level: 'info' | 'warn', outcome: string | number) => {
      const tookMs = clock.now() - startMs;
      logger[level](`#${count} ${call.method} ${call.path} ${outcome} ${tookMs} ms`);
    };
    try {
      const answer = await send(transport, clock, call, signal);
      log(answer.status < 400 ? 'info' : 'warn', answer.status);
      return answer;
    } catch (error) {
      // Messages of other errors may quote anything; a transport error is made of our own words.
      const why = error instanceof TransportError ? error.message : nameOf(error);
      log('warn', signal.aborted ? 'stopped' : why);
      throw error;
    }
  };
}

async function send(
  transport: Transport,
  clock: Clock,
  call: ApiCall,
  signal: AbortSignal,
): Promise<ApiAnswer> {
  const hasBody = call.body !== undefined;
  const sending = transport.send(
    {
      method: call.method,
      url: call.endpoint.baseUrl + call.path + (call.query ?? ''),
      headers: {
        ...(call.key !== undefined && { 'API-KEY': call.key }),
        accept: 'application/json',
        'accept-encoding': 'identity',
        ...(hasBody && { 'content-type': 'application/json' }),
      },
      ...(hasBody && { body: JSON.stringify(call.body) }),
      headersTimeoutMs: call.timeoutMs,
      idleTimeoutMs: call.timeoutMs,
    },
    signal,
  );
  const response = await orAborted(sending, signal, (late) => {
    late.discard();
  });
  const bytes = await readBody(response, maxAnswerBytes, signal).catch((error: unknown) => {
    // A refusal is one whether or not its words arrive.
    if (response.status >= 400 && error instanceof TransportError) return new Uint8Array();
    throw error;
  });
  return {
    status: response.status,
    contentType: response.header('content-type'),
    // A date is told by the service's clock, which need not go with ours.
    retryAfterMs: parseRetryAfter(
      response.header('retry-after'),
      Date.parse(response.header('date') ?? '') || clock.now(),
    ),
    text: withoutKey(new TextDecoder().decode(bytes), call.key),
  };
}

/** No key that a service gives out is shorter; what is typed in for a try is a part of too many words. */
const shortestSecret = 8;

/** A service that quotes the key back must not bring it into a message, a log or a list. */
const withoutKey = (text: string, key: string | undefined): string =>
  isQuoted(text, key) ? text.replaceAll(key, '…') : text;

/** Whether a text of the service gives a key away. */
export const isQuoted = (text: string, key: string | undefined): key is string =>
  key !== undefined && key.length >= shortestSecret && text.includes(key);

const nameOf = (error: unknown) => (error instanceof Error ? error.name : 'failed');
