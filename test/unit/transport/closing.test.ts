import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createFallbackTransport } from '../../../src/transport/fallback.ts';
import { createUndiciTransport } from '../../../src/transport/undici.ts';
import { createFetchTransport } from '../../../src/transport/vscodeFetch.ts';
import { direct, failing, get, startHttp } from './loopback.ts';

const never = new AbortController().signal;
const quiet = { debug() {}, info() {}, warn() {}, error() {} };

/** The two transports as they are joined in a window, and a service that counts what arrives. */
async function setUp() {
  let arrived = 0;
  const server = await startHttp((request, response) => {
    arrived += 1;
    request.resume().on('end', () => response.end('{}'));
  });
  const undici = createUndiciTransport({ proxy: () => direct });
  const transport = createFallbackTransport({
    first: undici,
    second: createFetchTransport(),
    logger: quiet,
  });
  const url = `http://127.0.0.1:${server.port}/api/features`;
  const post = () => transport.send(get(url, { method: 'POST', body: '{}' }), never);
  return { server, undici, transport, post, arrived: () => arrived };
}

const outcomesOf = async (sending: readonly Promise<unknown>[]) =>
  (await Promise.allSettled(sending)).map(({ status }) => status);

describe('a window that closes', () => {
  test('sends no paid request by either transport once it is gone', async () => {
    const { server, undici, post, arrived } = await setUp();
    await using _ = server;
    (await post()).discard();
    undici.dispose();
    const sending = Array.from({ length: 8 }, post);
    assert.deepEqual(await outcomesOf(sending), Array<string>(8).fill('rejected'));
    for (const each of sending) await assert.rejects(each, failing('withheld', 'interrupted'));
    assert.equal(arrived(), 1, 'all but the first came after its end');
  });

  test('sends nothing that was waiting for undici to be loaded', async () => {
    const { server, undici, post, arrived } = await setUp();
    await using _ = server;
    const sending = Array.from({ length: 8 }, post);
    undici.dispose();
    assert.deepEqual(await outcomesOf(sending), Array<string>(8).fill('rejected'));
    assert.equal(arrived(), 0);
  });

  test('sends nothing whose connection was not there yet', async () => {
    const { promise: isSending, resolve } = Promise.withResolvers<void>();
    const undici = createUndiciTransport({
      proxy: () => direct,
      lookup: (_name, _options, callback) => {
        resolve();
        // The name is found when the window is gone.
        setTimeout(() => callback(null, [{ address: '127.0.0.1', family: 4 }]), 20);
      },
    });
    let arrived = 0;
    await using server = await startHttp((_request, response) => {
      arrived += 1;
      response.end();
    });
    const asked: string[] = [];
    const transport = createFallbackTransport({
      first: undici,
      second: {
        send({ url }) {
          asked.push(url);
          return Promise.reject(new Error('asked'));
        },
      },
      logger: quiet,
    });
    const url = `http://images.example.test:${server.port}/`;
    const sending = transport.send(get(url, { method: 'POST', body: 'x' }), never);
    await isSending;
    undici.dispose();
    await assert.rejects(sending);
    await new Promise((resolve) => setTimeout(resolve, 60));
    assert.equal(arrived, 0);
    assert.deepEqual(asked, []);
  });
});
