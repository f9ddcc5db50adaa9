import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** One request while it is answered. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Aborts when the answer is complete, the connection is gone, or the listener closes. */
  readonly signal: AbortSignal;
}

export interface Listener {
  readonly origin: string;
  /** Resolves at once, whatever is under way: connections are cut. */
  close(): Promise<void>;
}

export interface ListenOptions {
  /** 0: any free one. */
  readonly port: number;
  readonly handle: (exchange: Exchange) => Promise<void>;
  /** Told of what `handle` throws while the connection still stands. */
  readonly onProblem: (error: unknown) => void;
}

/** An HTTP server on 127.0.0.1. */
export async function listen({ port, handle, onProblem }: ListenOptions): Promise<Listener> {
  const sockets = new Set<Socket>();
  // Keep-alive outlasts any pause of a client, which would else meet a connection just closed.
  const server = createServer({ keepAliveTimeout: 120_000, requestTimeout: 0 });
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
  });
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const closed = new AbortController();
    response.on('close', () => closed.abort());
    handle({ request, response, signal: closed.signal }).catch((error: unknown) => {
      if (!closed.signal.aborted) onProblem(error);
      request.socket.destroy();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

export type BodyRead =
  | { readonly kind: 'whole'; readonly bytes: Buffer }
  /** Refused: nothing more is kept. */
  | { readonly kind: 'tooLarge' }
  /** The client left before the end. */
  | { readonly kind: 'broken' };

export function readBody(request: IncomingMessage, maxBytes: number): Promise<BodyRead> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > maxBytes) {
        // The rest is swallowed: unread bytes would reset the connection and lose the refusal.
        resolve({ kind: 'tooLarge' });
      } else {
        chunks.push(chunk);
      }
    });
    request.on('end', () => resolve({ kind: 'whole', bytes: Buffer.concat(chunks) }));
    request.on('close', () => resolve({ kind: 'broken' }));
    request.on('error', () => resolve({ kind: 'broken' }));
  });
}
