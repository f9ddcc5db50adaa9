import { lookup as lookupByHost } from 'node:dns';
import type { LookupFunction } from 'node:net';
import type { Transport, TransportRequest, TransportResponse } from '../oneMinAi/transport.ts';
import { TransportError } from '../oneMinAi/transport.ts';
import { bodyFailure, failureOfUnknownPhase } from './failure.ts';
import { checkName } from './publicLookup.ts';

type Fetch = typeof globalThis.fetch;

export interface FetchTransportOptions {
  /** Default: whatever the global `fetch` is at the time of the call, for VS Code replaces it. */
  readonly fetch?: Fetch;
  /** Finds the addresses of a name; default: as this computer does. */
  readonly lookup?: LookupFunction;
}

/**
 * The fallback: VS Code's own `fetch` knows PAC scripts, the system's proxy, Kerberos and the
 * certificates of the machine. It gets no dispatcher, for VS Code would put its own in its place;
 * so time is kept here. Its ceiling for the head of an answer, 300 s, cannot be raised.
 *
 * Nor does it say which address it connects to. So a name that must lead to a public one is looked
 * up before, and one that nobody here knows is left to the proxy. A name that answers otherwise a
 * moment later gets a connection out of this, and no request: whoever listens there would need a
 * certificate for it.
 */
export function createFetchTransport({
  fetch,
  lookup = lookupByHost,
}: FetchTransportOptions = {}): Transport {
  return {
    async send(request, signal) {
      signal.throwIfAborted();
      if (request.mustBePublic) await checkName(new URL(request.url).hostname, lookup);
      signal.throwIfAborted();
      const watch = new Watch(signal);
      try {
        watch.wind(request.headersTimeoutMs);
        const response = await (fetch ?? globalThis.fetch)(request.url, {
          method: request.method,
          headers: { 'accept-encoding': 'identity', ...request.headers },
          ...(request.body !== undefined && { body: request.body }),
          redirect: 'manual',
          credentials: 'omit',
          signal: watch.signal,
        });
        watch.unwind();
        return asTransportResponse(response, request, watch);
      } catch (error) {
        watch.stop();
        throw watch.reason() ?? failureOfUnknownPhase(error);
      }
    },
  };
}

function asTransportResponse(
  response: Response,
  request: TransportRequest,
  watch: Watch,
): TransportResponse {
  return {
    status: response.status,
    header: (name) => response.headers.get(name) ?? undefined,
    body: chunksOf(response, request.idleTimeoutMs, watch),
    discard() {
      watch.abort(new TransportError('exchange', 'cutShort', undefined));
      watch.stop();
    },
  };
}

async function* chunksOf(
  response: Response,
  idleTimeoutMs: number,
  watch: Watch,
): AsyncGenerator<Uint8Array> {
  const reader = response.body?.getReader();
  let isDone = reader === undefined;
  try {
    while (reader && !isDone) {
      watch.wind(idleTimeoutMs);
      const next = await reader.read();
      watch.unwind();
      isDone = next.done;
      if (!next.done) yield next.value as Uint8Array;
    }
  } catch (error) {
    throw watch.reason() ?? bodyFailure(error);
  } finally {
    if (!isDone) watch.abort(new TransportError('exchange', 'cutShort', undefined));
    watch.stop();
  }
}

/** Joins the caller's signal with a timer that can be wound again. */
class Watch {
  readonly #caller: AbortSignal;
  readonly #controller = new AbortController();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isIdle = false;

  constructor(caller: AbortSignal) {
    this.#caller = caller;
    caller.addEventListener('abort', this.#onAbort, { once: true });
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  wind(timeoutMs: number): void {
    this.unwind();
    this.#timer = setTimeout(() => {
      this.#isIdle = true;
      this.abort(new Error('idle'));
    }, timeoutMs);
  }

  unwind(): void {
    clearTimeout(this.#timer);
  }

  abort(reason: unknown): void {
    this.#controller.abort(reason);
  }

  stop(): void {
    this.unwind();
    this.#caller.removeEventListener('abort', this.#onAbort);
  }

  /** What to throw where this, and not the network, ended the exchange. */
  reason(): unknown {
    if (this.#caller.aborted) return this.#caller.reason;
    return this.#isIdle ? new TransportError('exchange', 'idle', undefined) : undefined;
  }

  readonly #onAbort = () => {
    this.abort(this.#caller.reason);
  };
}
