import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';

export interface ConnectProxyOptions {
  /** Every host name leads to this port of this computer. */
  readonly targetPort: number;
  /** User name and password, joined by a colon. Absent: everybody may pass. */
  readonly credentials?: string;
  /** Answers every CONNECT with this status. */
  readonly refuseWith?: number;
}

export interface ConnectProxy extends AsyncDisposable {
  /** `127.0.0.1:<port>` */
  readonly address: string;
  /** What each CONNECT asked for, whether or not it passed. */
  readonly asked: readonly { readonly target: string; readonly head: string }[];
}

/** An HTTP proxy that knows CONNECT alone. */
export async function startConnectProxy(options: ConnectProxyOptions): Promise<ConnectProxy> {
  const asked: { target: string; head: string }[] = [];
  const sockets = new Set<Socket>();
  const { targetPort, credentials, refuseWith } = options;
  const wanted =
    credentials === undefined ? undefined : `Basic ${Buffer.from(credentials).toString('base64')}`;
  const server = createServer((_request, response) => response.writeHead(405).end());
  server.on('connection', (socket: Socket) => sockets.add(socket));
  server.on('connect', (request: IncomingMessage, socket: Socket) => {
    asked.push({ target: request.url ?? '', head: request.rawHeaders.join('\n') });
    socket.on('error', () => undefined);
    if (wanted !== undefined && request.headers['proxy-authorization'] !== wanted) {
      socket.end('HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\n\r\n');
    } else if (refuseWith !== undefined) {
      socket.end(`HTTP/1.1 ${refuseWith} No\r\n\r\n`);
    } else {
      const target = connect(targetPort, '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        target.pipe(socket).pipe(target);
      });
      target.on('error', () => socket.destroy());
      socket.on('close', () => target.destroy());
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
