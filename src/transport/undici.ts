import { lookup as lookupByHost } from 'node:dns';
import type { LookupFunction } from 'node:net';
import type { Dispatcher } from 'undici';
import {
  TransportError,
  type Transport,
  type TransportRequest,
  type TransportResponse,
} from '../oneMinAi/transport.ts';
import { createDispatcher } from './dispatchers.ts';
import { bodyFailure, closedFailure, connectFailure, exchangeFailure } from './failure.ts';
import type { ProxyConfiguration } from './proxy.ts';
import { loadAsGuest, type Undici } from './undiciGuest.ts';

export interface UndiciTransportOptions {
  /** Read for every request. */
  readonly proxy: () => ProxyConfiguration;
  /** Imports undici; the default suits a bundler that splits dynamic imports. */
  readonly load?: () => Promise<Undici>;
  /** Finds the addresses of a name; default: as this computer does. */
  readonly lookup?: LookupFunction;
}

export interface UndiciTransport extends Transport {
  /** Lets running requests end and opens new connections from here on. For changed settings. */
  rebuild(): void;
  /** Closes everything at once: running requests fail, and whatever comes later is withheld. */
  dispose(): void;
}

/**
 * The default transport: full control of time, size and redirects, with dispatchers that nobody
 * else sees. Undici is loaded by the first request.
 */
export function createUndiciTransport(options: UndiciTransportOptions): UndiciTransport {
  return new DefaultUndiciTransport(options);
}

const loadUndici = async (): Promise<Undici> =>
  (await import('./undiciParts.ts')).joinUndiciParts();

class DefaultUndiciTransport implements UndiciTransport {
  readonly #proxy: () => ProxyConfiguration;
  readonly #load: () => Promise<Undici>;
  readonly #lookup: LookupFunction;
  #loading: Promise<Undici> | undefined;
  /** One for each route and purpose, made when it is first taken. */
  #dispatchers = new Map<string, Dispatcher>();
  #isDisposed = false;

  constructor({ proxy, load = loadUndici, lookup = lookupByHost }: UndiciTransportOptions) {
    this.#proxy = proxy;
    this.#load = load;
    this.#lookup = lookup;
  }

  async send(request: TransportRequest, signal: AbortSignal): Promise<TransportResponse> {
    signal.throwIfAborted();
    const url = new URL(request.url);
    const dispatcher = await this.#prepare(url, request.mustBePublic ?? false);
    signal.throwIfAborted();
    if (this.#isDisposed) throw closedFailure();
    try {
      const response = await dispatcher.request({
        origin: url.origin,
        path: url.pathname + url.search,
        method: request.method,
        headers: request.headers,
        ...(request.body !== undefined && { body: request.body }),
        headersTimeout: request.headersTimeoutMs,
        bodyTimeout: request.idleTimeoutMs,
        signal,
      });
      return asTransportResponse(response, signal);
    } catch (error) {
      signal.throwIfAborted();
      const failure = error instanceof TransportError ? error : failureOf(error);
      throw this.#isDisposed && failure.phase === 'connect' ? closedFailure(error) : failure;
    }
  }

  rebuild(): void {
    const old = this.#dispatchers;
    this.#dispatchers = new Map();
    for (const dispatcher of old.values()) void dispatcher.close().catch(() => undefined);
  }

  dispose(): void {
    this.#isDisposed = true;
    const old = this.#dispatchers;
    this.#dispatchers = new Map();
    for (const dispatcher of old.values()) void dispatcher.destroy().catch(() => undefined);
  }

  /** All that can fail here fails before anything leaves. */
  async #prepare(url: URL, mustBePublic: boolean): Promise<Dispatcher> {
    try {
      if (this.#isDisposed) throw closedFailure();
      const undici = await this.#loaded();
      if (this.#isDisposed) throw closedFailure();
      return this.#dispatcherFor(undici, url, mustBePublic);
    } catch (error) {
      throw error instanceof TransportError ? error : connectFailure(error);
    }
  }

  async #loaded(): Promise<Undici> {
    try {
      return await (this.#loading ??= loadAsGuest(this.#load));
    } catch (error) {
      // The next request tries again.
      this.#loading = undefined;
      throw error;
    }
  }

  #dispatcherFor(undici: Undici, url: URL, mustBePublic: boolean): Dispatcher {
    const route = this.#proxy().routeFor(url);
    // Apart, for a connection that stands already is used again without another look at its address.
    const name = JSON.stringify([route ?? null, mustBePublic]);
    let dispatcher = this.#dispatchers.get(name);
    if (!dispatcher) {
      if (route && !/^https?:/.test(route.uri)) {
        const cause = new Error('Only http and https proxies are supported.');
        throw new TransportError('connect', 'proxyRefused', cause);
      }
      dispatcher = createDispatcher(undici, { route, mustBePublic, lookup: this.#lookup });
      this.#dispatchers.set(name, dispatcher);
    }
    return dispatcher;
  }
}

/** What undici rejects before it opens a connection, beside what the connector told. */
const unsentCodes = new Set(['UND_ERR_INVALID_ARG', 'UND_ERR_NOT_SUPPORTED', 'UND_ERR_CLOSED']);

function failureOf(error: unknown): TransportError {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' && unsentCodes.has(code)
    ? connectFailure(error)
    : exchangeFailure(error);
}

function asTransportResponse(
  { statusCode, headers, body }: Dispatcher.ResponseData,
  signal: AbortSignal,
): TransportResponse {
  return {
    status: statusCode,
    header(name) {
      const value = headers[name.toLowerCase()];
      return Array.isArray(value) ? value[0] : value;
    },
    body: chunksOf(body, signal),
    discard() {
      // Destroying a stream early is an error to it, and nobody else listens.
      body.on('error', () => undefined).destroy();
    },
  };
}

async function* chunksOf(
  body: Dispatcher.ResponseData['body'],
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of body) yield chunk as Uint8Array;
  } catch (error) {
    signal.throwIfAborted();
    throw bodyFailure(error);
  }
}
