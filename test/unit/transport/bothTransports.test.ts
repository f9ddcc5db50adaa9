import assert from 'node:assert/strict';
import { createServer as createNetServer } from 'node:net';
import { after, describe, test } from 'node:test';
import { createUndiciTransport } from '../../../src/transport/undici.ts';
import { createFetchTransport } from '../../../src/transport/vscodeFetch.ts';
import {
  closedPort,
  direct,
  failing,
  get,
  listen,
  startHttp,
  startUntrustedHttps,
  textOf,
} from './loopback.ts';

const undici = createUndiciTransport({ proxy: () => direct });
after(() => {
  undici.dispose();
});

const transports = { undici, fetch: createFetchTransport() };
const never = new AbortController().signal;

for (const [name, transport] of Object.entries(transports)) {
  describe(`the ${name} transport`, () => {
    test('sends what it is given and hands back status, headers and bytes', async () => {
      let received = '';
      await using server = await startHttp((request, response) => {
        received = [request.method, request.url, request.headers['api-key'], ''].join(' ');
        request.on('data', (chunk) => {
          received += String(chunk);
        });
        request.on('end', () => {
          response.writeHead(418, { 'x-several': ['a', 'b'] }).end('short and stout');
        });
      });
      const response = await transport.send(
        get(`http://127.0.0.1:${server.port}/pot?sig=a%2Bb`, {
          method: 'POST',
          headers: { 'API-KEY': 'k', 'content-type': 'application/json' },
          body: '{"é":1}',
        }),
        never,
      );
      assert.equal(received, 'POST /pot?sig=a%2Bb k {"é":1}');
      assert.equal(response.status, 418);
      assert.match(response.header('X-Several') ?? '', /^a/);
      assert.equal(response.header('absent'), undefined);
      assert.equal(await textOf(response.body), 'short and stout');
    });

    test('asks for no encoding by itself', async () => {
      let encoding: string | undefined;
      await using server = await startHttp((request, response) => {
        encoding = request.headers['accept-encoding'];
        response.end();
      });
      const url = `http://127.0.0.1:${server.port}/`;
      (await transport.send(get(url), never)).discard();
      assert.match(encoding ?? 'identity', /^identity$/);
    });

    for (const status of [301, 302, 303, 307, 308]) {
      test(`follows no redirect: ${status}`, async () => {
        let hits = 0;
        await using other = await startHttp((_request, response) => {
          hits += 1;
          response.end();
        });
        await using server = await startHttp((_request, response) => {
          response.writeHead(status, { location: `http://127.0.0.1:${other.port}/` }).end();
        });
        const url = `http://127.0.0.1:${server.port}/`;
        const response = await transport.send(get(url, { method: 'POST', body: 'x' }), never);
        response.discard();
        assert.equal(response.status, status);
        assert.equal(response.header('location'), `http://127.0.0.1:${other.port}/`);
        assert.equal(hits, 0);
      });
    }

    test('says that nothing left where the connection is refused', async () => {
      const url = `http://127.0.0.1:${await closedPort()}/`;
      await assert.rejects(transport.send(get(url), never), failing('connect', 'refused'));
    });

    test('says that nothing left where the name is unknown', async () => {
      await assert.rejects(
        transport.send(get('https://nowhere.invalid/'), never),
        failing('connect', 'dns'),
      );
    });

    test('says that nothing left where the certificate is not trusted', async () => {
      let hits = 0;
      await using server = await startUntrustedHttps((_request, response) => {
        hits += 1;
        response.end();
      });
      const url = `https://localhost:${server.port}/`;
      await assert.rejects(transport.send(get(url), never), failing('connect', 'certificate'));
      assert.equal(hits, 0);
    });

    test('says that nothing left where the connection ends during the TLS handshake', async () => {
      await using server = await listen(createNetServer((socket) => socket.end()));
      const url = `https://localhost:${server.port}/`;
      const sending = transport.send(get(url), never);
      await assert.rejects(sending, failing('connect', 'dropped'));
    });

    test('says that it may have been processed where the connection drops before the answer, and does not repeat it', async () => {
      let hits = 0;
      await using server = await startHttp((request) => {
        hits += 1;
        request.resume().on('end', () => request.socket.destroy());
      });
      const url = `http://127.0.0.1:${server.port}/`;
      const sending = transport.send(get(url, { method: 'POST', body: 'x' }), never);
      await assert.rejects(sending, failing('exchange', 'dropped'));
      assert.equal(hits, 1);
    });

    test('says that it may have been processed where the connection drops before the request is read', async () => {
      await using server = await listen(
        createNetServer((socket) => socket.once('data', () => socket.resetAndDestroy())),
      );
      const url = `http://127.0.0.1:${server.port}/`;
      const sending = transport.send(get(url, { method: 'POST', body: 'x' }), never);
      await assert.rejects(sending, failing('exchange', 'dropped'));
      assert.equal(server.connectionCount(), 1);
    });

    test('notices a body that is cut short', async () => {
      await using server = await startHttp((_request, response) => {
        response.writeHead(200, { 'content-length': '100' });
        response.write('only this', () => response.destroy());
      });
      const url = `http://127.0.0.1:${server.port}/`;
      const response = await transport.send(get(url), never);
      await assert.rejects(textOf(response.body), failing('exchange', 'cutShort'));
    });

    test('gives up where no answer begins', async () => {
      await using server = await startHttp(() => undefined);
      const url = `http://127.0.0.1:${server.port}/`;
      const sending = transport.send(get(url, { headersTimeoutMs: 50 }), never);
      await assert.rejects(sending, failing('exchange', 'idle'));
    });

    test('gives up where an answer falls silent', async () => {
      await using server = await startHttp((_request, response) => void response.write('first'));
      const url = `http://127.0.0.1:${server.port}/`;
      const response = await transport.send(get(url, { idleTimeoutMs: 50 }), never);
      await assert.rejects(textOf(response.body), failing('exchange', 'idle'));
    });

    test('sends nothing where the signal has aborted already', async () => {
      const reason = new Error('stopped');
      await using server = await startHttp((_request, response) => response.end());
      const sending = transport.send(
        get(`http://127.0.0.1:${server.port}/`),
        AbortSignal.abort(reason),
      );
      await assert.rejects(sending, reason);
      assert.equal(server.connectionCount(), 0);
    });

    test('rejects with the reason of an abort while it waits for the answer', async () => {
      const controller = new AbortController();
      const reason = new Error('stopped');
      await using server = await startHttp(() => {
        controller.abort(reason);
      });
      const sending = transport.send(get(`http://127.0.0.1:${server.port}/`), controller.signal);
      await assert.rejects(sending, reason);
    });

    test('rejects with the reason of an abort while it reads the body', async () => {
      const controller = new AbortController();
      const reason = new Error('stopped');
      await using server = await startHttp((_request, response) => void response.write('first'));
      const url = `http://127.0.0.1:${server.port}/`;
      const response = await transport.send(get(url), controller.signal);
      await assert.rejects(async () => {
        for await (const chunk of response.body) {
          assert.equal(Buffer.from(chunk).toString(), 'first');
          controller.abort(reason);
        }
      }, reason);
    });

    test('closes the connection when the answer is discarded', async () => {
      const { promise: closed, resolve } = Promise.withResolvers<void>();
      await using server = await startHttp((request, response) => {
        request.socket.on('close', () => {
          resolve();
        });
        response.write('endless');
      });
      const response = await transport.send(get(`http://127.0.0.1:${server.port}/`), never);
      response.discard();
      await closed;
    });

    test('closes the connection when the reader leaves the loop', async () => {
      const { promise: closed, resolve } = Promise.withResolvers<void>();
      await using server = await startHttp((request, response) => {
        request.socket.on('close', () => {
          resolve();
        });
        response.write('endless');
      });
      const response = await transport.send(get(`http://127.0.0.1:${server.port}/`), never);
      for await (const chunk of response.body) {
        assert.ok(chunk.length > 0);
        break;
      }
      await closed;
    });
  });
}
