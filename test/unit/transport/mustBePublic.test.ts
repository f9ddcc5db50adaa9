import assert from 'node:assert/strict';
import type { LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { after, describe, test } from 'node:test';
import type { TransportError } from '../../../src/oneMinAi/transport.ts';
import { createFallbackTransport } from '../../../src/transport/fallback.ts';
import { publicLookup } from '../../../src/transport/publicLookup.ts';
import { createUndiciTransport } from '../../../src/transport/undici.ts';
import { createFetchTransport } from '../../../src/transport/vscodeFetch.ts';
import { startConnectProxy } from '../../support/connectProxy.ts';
import { direct, failing, get, startHttp, textOf, through } from './loopback.ts';

const never = new AbortController().signal;
const quiet = { debug() {}, info() {}, warn() {}, error() {} };
const host = '10-0-0-1.nip.example';
const withheld = failing('withheld', 'addressRefused');

/** What names lead to, in the place of the DNS; each answer is given once, the last one for ever. */
function names(...answers: (readonly string[])[]) {
  const asked: string[] = [];
  const lookup: LookupFunction = (name, { all }, callback) => {
    const addresses = answers[Math.min(asked.length, answers.length - 1)] ?? [];
    asked.push(name);
    const found = addresses.map((address): LookupAddress => ({
      address,
      family: address.includes(':') ? 6 : 4,
    }));
    const [first] = found;
    if (!first) callback(Object.assign(new Error('no such name'), { code: 'ENOTFOUND' }), []);
    else if (all) callback(null, found);
    else callback(null, first.address, first.family);
  };
  return { lookup, asked };
}

const greeting = () => startHttp((_request, response) => response.end('hello'));

describe('a request that must go to a public address', () => {
  const inside = [
    ['127.0.0.1'],
    ['10.0.0.1'],
    ['169.254.169.254'],
    ['192.168.1.1', '10.0.0.1'],
    ['::1'],
    ['fe80::1'],
    ['::ffff:127.0.0.1'],
    ['64:ff9b::7f00:1'],
  ];
  for (const addresses of inside) {
    test(`does not leave where its name leads to ${addresses.join(' and ')}, by either transport`, async () => {
      await using server = await greeting();
      const url = `http://${host}:${server.port}/`;
      const { lookup } = names(addresses);
      const undici = createUndiciTransport({ proxy: () => direct, lookup });
      const fetched: string[] = [];
      const second = createFetchTransport({
        lookup,
        fetch: (input) => {
          fetched.push(String(input));
          return Promise.resolve(new Response('hello'));
        },
      });
      const transport = createFallbackTransport({ first: undici, second, logger: quiet });
      for (const each of [undici, second, transport]) {
        await assert.rejects(each.send(get(url, { mustBePublic: true }), never), withheld);
      }
      assert.equal(server.connectionCount(), 0);
      assert.deepEqual(fetched, []);
      undici.dispose();
    });
  }

  for (const address of ['127.0.0.1', '[::1]', '[::ffff:127.0.0.1]', '2130706433']) {
    test(`does not leave to ${address}, for which no name is looked up`, async () => {
      await using server = await greeting();
      const { lookup, asked } = names(['8.8.8.8']);
      const undici = createUndiciTransport({ proxy: () => direct, lookup });
      const fetch = () => assert.fail('it was fetched');
      for (const each of [undici, createFetchTransport({ lookup, fetch })]) {
        const request = get(`http://${address}:${server.port}/`, { mustBePublic: true });
        await assert.rejects(each.send(request, never), withheld);
      }
      assert.equal(server.connectionCount(), 0);
      assert.deepEqual(asked, []);
      undici.dispose();
    });
  }

  test('gets the public addresses alone of a name that has others too, and looks anew each time', async () => {
    const { lookup } = names(['10.0.0.1', '8.8.8.8', '::1', '2606:4700::1'], ['127.0.0.1']);
    const found = (all: boolean) =>
      new Promise((resolve) => {
        publicLookup(lookup)(host, { all }, (error, ...rest) => resolve(error ?? rest));
      });
    assert.deepEqual(await found(true), [
      [
        { address: '8.8.8.8', family: 4 },
        { address: '2606:4700::1', family: 6 },
      ],
    ]);
    const failure = (await found(true)) as TransportError;
    assert.deepEqual([failure.phase, failure.reason], ['withheld', 'addressRefused']);
    const single = names(['10.0.0.1', '8.8.8.8']).lookup;
    const one = await new Promise((resolve) => {
      publicLookup(single)(host, {}, (...args) => resolve(args));
    });
    assert.deepEqual(one, [null, '8.8.8.8', 4]);
  });

  test('does not use a connection again that stands for a request which may go anywhere', async () => {
    await using server = await greeting();
    const { lookup } = names(['127.0.0.1']);
    const undici = createUndiciTransport({ proxy: () => direct, lookup });
    const url = `http://${host}:${server.port}/`;
    assert.equal(await textOf((await undici.send(get(url), never)).body), 'hello');
    await assert.rejects(undici.send(get(url, { mustBePublic: true }), never), withheld);
    assert.equal(server.connectionCount(), 1);
    undici.dispose();
  });

  test('is left to the proxy, which alone knows where its name leads', async () => {
    await using server = await greeting();
    await using proxy = await startConnectProxy({ targetPort: server.port });
    const { lookup } = names(['10.0.0.1']);
    const route = through({
      uri: `http://127.0.0.1:${new URL(proxy.url).port}`,
      mustTrustProxy: true,
    });
    const undici = createUndiciTransport({ proxy: () => route, lookup });
    const request = get(`http://${host}/`, { mustBePublic: true });
    assert.equal(await textOf((await undici.send(request, never)).body), 'hello');
    undici.dispose();
  });

  test("is left to VS Code's fetch where nobody here knows the name: a proxy may", async () => {
    const { lookup } = names([]);
    const second = createFetchTransport({
      lookup,
      fetch: () => Promise.resolve(new Response('hello')),
    });
    const undici = createUndiciTransport({ proxy: () => direct, lookup });
    const transport = createFallbackTransport({ first: undici, second, logger: quiet });
    const response = await transport.send(get(`https://${host}/`, { mustBePublic: true }), never);
    assert.equal(await textOf(response.body), 'hello');
    undici.dispose();
  });
});

describe('a request that may go anywhere', () => {
  const undici = createUndiciTransport({ proxy: () => direct });
  after(() => {
    undici.dispose();
  });

  test('goes to this machine', async () => {
    await using server = await greeting();
    for (const transport of [undici, createFetchTransport()]) {
      const response = await transport.send(get(`http://localhost:${server.port}/`), never);
      assert.equal(await textOf(response.body), 'hello');
    }
  });
});
