import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Server, Socket } from 'node:net';
import type { TransportError, TransportRequest } from '../../../src/oneMinAi/transport.ts';
import type { ProxyConfiguration, ProxyRoute } from '../../../src/transport/proxy.ts';

/** A server on this machine, closed with all its sockets. */
export interface Loopback extends AsyncDisposable {
  readonly port: number;
  /** Connections accepted so far. */
  readonly connectionCount: () => number;
}

const pem = (name: string) =>
  readFileSync(new URL(`../../fixtures/tls/selfSigned.${name}.pem`, import.meta.url), 'utf8');

/** A certificate that nobody trusts, and its key. */
export const untrusted = { key: pem('key'), cert: pem('cert') };

export function startHttp(listener: RequestListener): Promise<Loopback> {
  // Longer than any test: sockets that end were closed by the client.
  return listen(createServer({ keepAliveTimeout: 600_000 }, listener));
}

/** With a certificate that nobody trusts. */
export function startUntrustedHttps(listener: RequestListener): Promise<Loopback> {
  return listen(createTlsServer(untrusted, listener));
}

export async function listen(server: Server): Promise<Loopback> {
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
