import { isIP } from 'node:net';
import type { LookupFunction } from 'node:net';
import type { Dispatcher, Pool, buildConnector } from 'undici';
import { TransportError } from '../oneMinAi/transport.ts';
import { connectFailure } from './failure.ts';
import { checkAddress, publicLookup } from './publicLookup.ts';
import type { ProxyRoute } from './proxy.ts';
import type { Undici } from './undiciGuest.ts';

const connectTimeoutMs = 10_000;

/**
 * A socket is used again only within a burst of requests: one that the server is about to close
 * may swallow a paid request, and nobody could tell whether it was processed.
 */
const socketReuseMs = 1500;

/** Errors of ours pass through undici unchanged, so the phase is known without guessing from codes. */
function tellingConnector(connector: buildConnector.connector): buildConnector.connector {
  return (options, callback) => {
    connector(options, (...[error, socket]) => {
      if (!error) callback(null, socket as NonNullable<typeof socket>);
      else callback(error instanceof TransportError ? error : connectFailure(error), null);
    });
  };
}

/** Where connections go, and what they are for. */
export interface Connecting {
  /** `undefined`: directly. */
  readonly route: ProxyRoute | undefined;
  /** Whether nothing but public addresses may be connected to directly. */
  readonly mustBePublic: boolean;
  /** Finds the addresses of a name. */
  readonly lookup: LookupFunction;
}

/** An address in the place of a name is looked up nowhere, so it is checked before it is used. */
function checkingConnector(connector: buildConnector.connector): buildConnector.connector {
  return (options, callback) => {
    const host = options.hostname.replace(/^\[|\]$/g, '');
    const failure = isIP(host) === 0 ? undefined : checkAddress(host);
    if (failure) callback(failure, null);
    else connector(options, callback);
  };
}

/** A dispatcher of our own, which opens connections directly or through one proxy. */
export function createDispatcher(undici: Undici, connecting: Connecting): Dispatcher {
  const { route, mustBePublic, lookup } = connecting;
  const shared = {
    allowH2: false,
    keepAliveTimeout: socketReuseMs,
    keepAliveMaxTimeout: socketReuseMs,
  };
  if (!route) {
    const connect = undici.buildConnector({
      timeout: connectTimeoutMs,
      allowH2: false,
      lookup: mustBePublic ? publicLookup(lookup) : lookup,
    });
    return new undici.Agent({
      ...shared,
      connect: tellingConnector(mustBePublic ? checkingConnector(connect) : connect),
    });
  }
  return new undici.ProxyAgent({
    ...shared,
    uri: route.uri,
    ...(route.token !== undefined && { token: route.token }),
    proxyTls: { timeout: connectTimeoutMs, rejectUnauthorized: route.mustTrustProxy },
    requestTls: { timeout: connectTimeoutMs },
    clientFactory: (origin, options) => createProxyClient(undici, origin, options),
    // The agent hands its own connector in here: the CONNECT, and TLS with the target inside it.
    factory: (origin, options: Pool.Options) =>
      new undici.Pool(origin, {
        ...options,
        ...(typeof options.connect === 'function' && {
          connect: tellingConnector(options.connect),
        }),
      }),
  });
}

/** The connection to the proxy itself; it says why the proxy could not be used. */
function createProxyClient(undici: Undici, origin: URL, options: object): Dispatcher {
  const pool = new undici.Pool(origin, { ...options, headersTimeout: connectTimeoutMs });
  const connect = pool.connect.bind(pool) as (
    options: Dispatcher.ConnectOptions,
  ) => Promise<Dispatcher.ConnectData>;
  const connectOrTell = async (connectOptions: Dispatcher.ConnectOptions) => {
    const answer = await connect(connectOptions).catch((error: unknown) => {
      throw proxyFailure(error);
    });
    const { statusCode, socket } = answer;
    if (statusCode === 200) return answer;
    socket.on('error', () => undefined).destroy();
    const reason = statusCode === 407 ? 'proxyAuth' : 'proxyRefused';
    throw new TransportError('connect', reason, new Error(`CONNECT: HTTP ${statusCode}`));
  };
  return Object.assign(pool, { connect: connectOrTell as Dispatcher['connect'] });
}

/** A proxy that cannot be reached is not a service that cannot be reached. */
function proxyFailure(error: unknown): TransportError {
  const { reason } = connectFailure(error);
  return new TransportError('connect', reason === 'certificate' ? reason : 'proxyRefused', error);
}
