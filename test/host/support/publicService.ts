import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import * as vscode from 'vscode';
import { addresses } from './standIn.ts';

/** Where the service says that it is; only a proxy can lead there. */
export const publicOrigin = 'https://api.example.test';

/** The stand-in as on the internet: by https, its images too, with a certificate that no computer knows. */
export interface PublicService extends AsyncDisposable {
  readonly port: number;
  /** Requests that came through TLS. */
  readonly requestCount: () => number;
}

function fixture(name: string): string {
  const extension = vscode.extensions.getExtension('fluxklein.image-generator');
  if (!extension) throw new Error('the extension is not there');
  return readFileSync(join(extension.extensionPath, 'test', 'fixtures', 'tls', name), 'utf8');
}

const certificate = (): string => fixture('selfSigned.cert.pem');

/** Those of the service, for others to pass for somebody with. */
export const certificateAndKey = (): { readonly key: string; readonly cert: string } => ({
  key: fixture('selfSigned.key.pem'),
  cert: certificate(),
});

async function relay(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const path = request.url ?? '/';
  const isApi = /^\/(api|models)\b/.test(path);
  const { host: _, connection: __, 'content-length': ___, ...headers } = request.headers;
  const answer = await fetch((isApi ? addresses.apiOrigin : addresses.storageOrigin) + path, {
    method: request.method ?? 'GET',
    headers: headers as Record<string, string>,
    redirect: 'manual',
    ...(chunks.length > 0 && { body: Buffer.concat(chunks) }),
  });
  let body = Buffer.from(await answer.arrayBuffer());
  if (isApi) body = Buffer.from(body.toString().replaceAll(addresses.storageOrigin, publicOrigin));
  const type = answer.headers.get('content-type') ?? '';
  response.writeHead(answer.status, { 'content-type': type, 'content-length': body.length });
  response.end(body);
}

export async function startPublicService(): Promise<PublicService> {
  let requestCount = 0;
  const sockets = new Set<Socket>();
  const server = createServer(certificateAndKey(), (request, response) => {
    requestCount++;
    relay(request, response).catch(() => response.destroy());
  });
  server.on('connection', (socket: Socket) => sockets.add(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    requestCount: () => requestCount,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** For the length of a test, its certificate is installed on this computer. */
export function trustPublicService(): Disposable {
  const before = getCACertificates('default');
  setDefaultCACertificates([...before, certificate()]);
  return { [Symbol.dispose]: () => setDefaultCACertificates(before) };
}
