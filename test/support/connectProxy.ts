import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { connect, type AddressInfo, type Socket } from 'node:net';

export interface ConnectProxyOptions {
  /** Every host name leads to this port of this computer. */
  readonly targetPort: number;
  /** What `Proxy-Authorization` must be. Absent: everybody may pass. */
  readonly authorization?: string;
  /** Answers every CONNECT with this status. */
  readonly refuseWith?: number;
  readonly onConnect?: () => void;
  /** With these the proxy itself is spoken to through TLS. */
  readonly tls?: { readonly key: string | Buffer; readonly cert: string | Buffer };
}

export interface ConnectProxy extends AsyncDisposable {
  /** `127.0.0.1:<port>`, or `localhost:<port>`, which its certificate names. */
  readonly address: string;
  readonly url: string;
  /** What each CONNECT asked for, whether or not it passed. */
  readonly asked: readonly { readonly target: string; readonly head: string }[];
}

/** The value of `Proxy-Authorization` for a user name and password joined by a colon. */
export const basicAuthorization = (credentials: string): string =>
  `Basic ${Buffer.from(credentials).toString('base64')}`;

/** A proxy that knows CONNECT alone, by http or https. */
export async function startConnectProxy(options: ConnectProxyOptions): Promise<ConnectProxy> {
  const asked: { target: string; head: string }[] = [];
  const sockets = new Set<Socket>();
  const { targetPort, authorization, refuseWith, tls } = options;
  const server = tls ? createTlsServer(tls) : createServer();
  server.on('request', (_request, response) => response.writeHead(405).end());
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
  });
  server.on('connect', (request: IncomingMessage, socket: Socket) => {
    asked.push({ target: request.url ?? '', head: request.rawHeaders.join('\n') });
    options.onConnect?.();
    socket.on('error', () => undefined);
    if (authorization !== undefined && request.headers['proxy-authorization'] !== authorization) {
      socket.end('HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\n\r\n');
    } else if (refuseWith !== undefined) {
      socket.end(`HTTP/1.1 ${refuseWith} No\r\n\r\n`);
    } else {
      const target = connect(targetPort, '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        target.pipe(socket).pipe(target);
      });
      target.on('error', () => socket.destroy()).on('close', () => socket.destroy());
      socket.on('close', () => target.destroy());
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const address = `${tls ? 'localhost' : '127.0.0.1'}:${port}`;
  return {
    address,
    url: `${tls ? 'https' : 'http'}://${address}`,
    asked,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
