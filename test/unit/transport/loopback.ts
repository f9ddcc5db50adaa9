import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { connect, type AddressInfo, type Server as NetServer, type Socket } from 'node:net';
import type { TransportError, TransportRequest } from '../../../src/oneMinAi/transport.ts';
import type { ProxyConfiguration, ProxyRoute } from '../../../src/transport/proxy.ts';

/** A server on this machine, closed with all its sockets. */
export interface Loopback extends AsyncDisposable {
  readonly port: number;
  /** Connections accepted so far. */
  readonly connectionCount: () => number;
}

const pem = (name: string) =>
  readFileSync(new URL(`../../fixtures/tls/selfSigned.${name}.pem`, import.meta.url));

export function startHttp(listener: RequestListener): Promise<Loopback> {
  // Longer than any test: sockets that end were closed by the client.
  return listen(createServer({ keepAliveTimeout: 600_000 }, listener));
}

/** With a certificate that nobody trusts. */
export function startUntrustedHttps(listener: RequestListener): Promise<Loopback> {
  return listen(createTlsServer({ key: pem('key'), cert: pem('cert') }, listener));
}

export async function listen(server: NetServer): Promise<Loopback> {
  const sockets = new Set<Socket>();
  let connectionCount = 0;
  server.on('connection', (socket: Socket) => {
    connectionCount += 1;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => undefined);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    connectionCount: () => connectionCount,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

export interface ProxyOptions {
  /** Every host name leads to this port. */
  readonly targetPort: number;
  /** What `Proxy-Authorization` must be. */
  readonly token?: string;
  /** Answers every CONNECT with this. */
  readonly refuseWith?: number;
  readonly onConnect?: () => void;
}

export interface Proxy extends Loopback {
  /** The targets asked for. */
  readonly targets: readonly string[];
}

/** A proxy for CONNECT alone, which resolves every name to one port of this machine. */
export async function startProxy(options: ProxyOptions): Promise<Proxy> {
  const targets: string[] = [];
  const server: Server = createServer((_request, response) => response.writeHead(405).end());
  server.on('connect', (request: IncomingMessage, socket: Socket) => {
    targets.push(request.url ?? '');
    options.onConnect?.();
    socket.on('error', () => undefined);
    if (options.token !== undefined && request.headers['proxy-authorization'] !== options.token) {
      socket.end('HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\n\r\n');
    } else if (options.refuseWith !== undefined) {
      socket.end(`HTTP/1.1 ${options.refuseWith} No\r\n\r\n`);
    } else {
      const target = connect(options.targetPort, '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        target.pipe(socket).pipe(target);
      });
      target.on('error', () => socket.destroy()).on('close', () => socket.destroy());
      socket.on('close', () => target.destroy());
    }
  });
  return Object.assign(await listen(server), { targets });
}

/** A port on which nothing listens. */
export async function closedPort(): Promise<number> {
  await using server = await startHttp(() => undefined);
  return server.port;
}

export const direct: ProxyConfiguration = { routeFor: () => undefined };

export const through = (route: ProxyRoute): ProxyConfiguration => ({ routeFor: () => route });

export function get(url: string, overrides: Partial<TransportRequest> = {}): TransportRequest {
  return {
    method: 'GET',
    url,
    headers: {},
    headersTimeoutMs: 20_000,
    idleTimeoutMs: 20_000,
    ...overrides,
  };
}

export async function textOf(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

/** What `assert.rejects` shall find. */
export function failing(phase: TransportError['phase'], reason: TransportError['reason']) {
  return { name: 'TransportError', phase, reason };
}
