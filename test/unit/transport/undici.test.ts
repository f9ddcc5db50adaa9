import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, test } from 'node:test';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { createUndiciTransport, type UndiciTransport } from '../../../src/transport/undici.ts';
import { createProxyConfiguration, type ProxyConfiguration } from '../../../src/transport/proxy.ts';
import { basicAuthorization, startConnectProxy } from '../../support/connectProxy.ts';
import {
  closedPort,
  direct,
  failing,
  get,
  startHttp,
  startUntrustedHttps,
  textOf,
  through,
  untrusted,
} from './loopback.ts';

const never = new AbortController().signal;

function transportWith(proxy: ProxyConfiguration): UndiciTransport & Disposable {
  const transport = createUndiciTransport({ proxy: () => proxy });
  return Object.assign(transport, {
    [Symbol.dispose]() {
      transport.dispose();
    },
  });
}

const greeting = () => startHttp((_request, response) => response.end('hello'));

describe('the undici transport behind a proxy', () => {
  test('reaches a host that only the proxy can resolve', async () => {
    await using target = await greeting();
    await using proxy = await startConnectProxy({ targetPort: target.port });
    using transport = transportWith(through({ uri: proxy.url, mustTrustProxy: true }));
    const response = await transport.send(get('http://api.example.test/'), never);
    assert.equal(await textOf(response.body), 'hello');
    assert.deepEqual(
      proxy.asked.map(({ target: asked }) => asked),
      ['api.example.test:80'],
    );
  });

  test('shows its credentials to the proxy, and not to the target', async () => {
    let seenByTarget: unknown = 'nothing';
    await using target = await startHttp((request, response) => {
      seenByTarget = request.headers['proxy-authorization'];
      response.end('hello');
    });
    const token = 'Basic bWU6c2VjcmV0';
    await using proxy = await startConnectProxy({ targetPort: target.port, authorization: token });
    using transport = transportWith(through({ uri: proxy.url, token, mustTrustProxy: true }));
    const response = await transport.send(get('http://api.example.test/'), never);
    assert.equal(await textOf(response.body), 'hello');
    assert.equal(seenByTarget, undefined);
  });

  const refusals = [
    [{ authorization: 'Basic other' }, 'proxyAuth'],
    [{ refuseWith: 403 }, 'proxyRefused'],
    [{ refuseWith: 502 }, 'proxyRefused'],
  ] as const;
  for (const [refusal, reason] of refusals) {
    for (const scheme of ['http', 'https']) {
      test(`says ${reason} where CONNECT meets ${JSON.stringify(refusal)}: ${scheme}`, async () => {
        await using target = await greeting();
        await using proxy = await startConnectProxy({ targetPort: target.port, ...refusal });
        using transport = transportWith(through({ uri: proxy.url, mustTrustProxy: true }));
        const sending = transport.send(get(`${scheme}://api.example.test/`), never);
        await assert.rejects(sending, failing('connect', reason));
        assert.equal(target.connectionCount(), 0);
      });
    }
  }

  test('blames the proxy where it cannot be reached', async () => {
    const uri = `http://127.0.0.1:${await closedPort()}`;
    using transport = transportWith(through({ uri, mustTrustProxy: true }));
    const sending = transport.send(get('https://api.example.test/'), never);
    await assert.rejects(sending, failing('connect', 'proxyRefused'));
  });

  test('does not trust a target because it came through a proxy, strict or not', async () => {
    await using target = await startUntrustedHttps((_request, response) => response.end());
    await using proxy = await startConnectProxy({ targetPort: target.port });
    using transport = transportWith(through({ uri: proxy.url, mustTrustProxy: false }));
    const sending = transport.send(get('https://api.example.test/'), never);
    await assert.rejects(sending, failing('connect', 'certificate'));
  });

  test('does not trust an https proxy with a bad certificate', async () => {
    await using proxy = await startUntrustedHttps((_request, response) => response.end());
    using transport = transportWith(
      through({ uri: `https://localhost:${proxy.port}`, mustTrustProxy: true }),
    );
    const sending = transport.send(get('https://api.example.test/'), never);
    await assert.rejects(sending, failing('connect', 'certificate'));
  });

  test('leaves proxies that it cannot speak to, to the fallback', async () => {
    using transport = transportWith(
      through({ uri: 'socks4://127.0.0.1:1080', mustTrustProxy: true }),
    );
    const sending = transport.send(get('https://api.example.test/'), never);
    await assert.rejects(sending, failing('connect', 'proxyRefused'));
  });

  test('says that it may have been processed where the target drops the tunnelled request', async () => {
    await using target = await startHttp((request) => request.socket.destroy());
    await using proxy = await startConnectProxy({ targetPort: target.port });
    using transport = transportWith(through({ uri: proxy.url, mustTrustProxy: true }));
    const sending = transport.send(get('http://api.example.test/'), never);
    await assert.rejects(sending, failing('exchange', 'dropped'));
  });
});

describe('the way that the settings name', () => {
  const trust = () => {
    const before = getCACertificates('default');
    setDefaultCACertificates([...before, untrusted.cert]);
    return { [Symbol.dispose]: () => setDefaultCACertificates(before) };
  };
  const bytes = randomBytes(300_000);
  const service = () => startUntrustedHttps((_request, response) => response.end(bytes));
  const apiUrl = 'https://api.example.test/';
  const credentials = 'harbour:tide & mole';
  const login = credentials.split(':').map(encodeURIComponent).join(':');

  async function bytesThrough(transport: UndiciTransport): Promise<Buffer> {
    const { body } = await transport.send(get(apiUrl), never);
    const chunks: Uint8Array[] = [];
    for await (const chunk of body) chunks.push(chunk);
    return Buffer.concat(chunks);
  }

  for (const kind of ['http', 'https'] as const) {
    for (const isGuarded of [false, true]) {
      test(`carries bytes through an ${kind} proxy ${isGuarded ? 'with' : 'without'} authentication`, async () => {
        using _ = trust();
        await using target = await service();
        await using proxy = await startConnectProxy({
          targetPort: target.port,
          ...(kind === 'https' && { tls: untrusted }),
          ...(isGuarded && { authorization: basicAuthorization(credentials) }),
        });
        const address = isGuarded ? proxy.url.replace('://', `://${login}@`) : proxy.url;
        for (const [settings, env] of [
          [{ proxy: address }, {}],
          [{}, { HTTPS_PROXY: address }],
        ] as const) {
          using transport = transportWith(createProxyConfiguration({ settings, env }));
          assert.deepEqual(await bytesThrough(transport), bytes);
        }
        assert.equal(proxy.asked.length, 2);
      });
    }
  }

  test('shows the credentials of an https proxy to nobody but the proxy', async () => {
    using _ = trust();
    const seen: string[] = [];
    await using target = await startUntrustedHttps((request, response) => {
      seen.push(request.rawHeaders.join('\n'));
      response.end(bytes);
    });
    const authorization = basicAuthorization(credentials);
    await using proxy = await startConnectProxy({
      targetPort: target.port,
      tls: untrusted,
      authorization,
    });
    const settings = { proxy: proxy.url, proxyAuthorization: authorization };
    using transport = transportWith(createProxyConfiguration({ settings, env: {} }));
    await bytesThrough(transport);
    assert.equal(seen.length, 1);
    assert.doesNotMatch(seen.join('\n'), /proxy-authorization|basic/i);
  });

  test('does not ask a proxy that NO_PROXY or http.noProxy exempts it from', async () => {
    await using target = await service();
    await using proxy = await startConnectProxy({ targetPort: target.port });
    for (const [settings, env] of [
      [{ proxy: proxy.url, noProxy: ['example.test'] }, {}],
      [{ proxy: proxy.url }, { NO_PROXY: 'localhost, .example.test' }],
      [{}, { https_proxy: proxy.url, no_proxy: '*' }],
    ] as const) {
      using transport = transportWith(createProxyConfiguration({ settings, env }));
      // Only the proxy knows the name.
      await assert.rejects(bytesThrough(transport), failing('connect', 'dns'));
    }
    assert.deepEqual(proxy.asked, []);
  });

  test('trusts an https proxy with a bad certificate only where http.proxyStrictSSL is off', async () => {
    await using target = await service();
    await using proxy = await startConnectProxy({ targetPort: target.port, tls: untrusted });
    const settings = { proxy: proxy.url };
    using strict = transportWith(createProxyConfiguration({ settings, env: {} }));
    await assert.rejects(bytesThrough(strict), failing('connect', 'certificate'));
    assert.deepEqual(proxy.asked, []);
    using lax = transportWith(
      createProxyConfiguration({ settings: { ...settings, proxyStrictSSL: false }, env: {} }),
    );
    // Let through, and stopped at the target, whose certificate must be good all the same.
    await assert.rejects(bytesThrough(lax), failing('connect', 'certificate'));
    assert.equal(proxy.asked.length, 1);
  });

  test('is the new one for the next request once it has changed; what runs ends on the old one', async () => {
    using _ = trust();
    const { promise: isAsked, resolve: onAsked } = Promise.withResolvers<void>();
    const { promise: mayAnswer, resolve: answer } = Promise.withResolvers<void>();
    await using target = await startUntrustedHttps((_request, response) => {
      onAsked();
      void mayAnswer.then(() => response.end(bytes));
    });
    await using first = await startConnectProxy({ targetPort: target.port });
    await using second = await startConnectProxy({ targetPort: target.port, tls: untrusted });
    let settings = { proxy: first.url };
    const transport = createUndiciTransport({
      proxy: () => createProxyConfiguration({ settings, env: {} }),
    });
    const running = bytesThrough(transport);
    await isAsked;
    settings = { proxy: second.url };
    transport.rebuild();
    const next = bytesThrough(transport);
    answer();
    assert.deepEqual([await running, await next], [bytes, bytes]);
    assert.deepEqual([first.asked.length, second.asked.length], [1, 1]);
    transport.dispose();
  });
});

describe('the undici transport', () => {
  test('uses a socket again within a burst', async () => {
    await using server = await greeting();
    using transport = transportWith(direct);
    for (let count = 0; count < 6; count += 1) {
      const response = await transport.send(get(`http://127.0.0.1:${server.port}/`), never);
      await textOf(response.body);
    }
    assert.ok(server.connectionCount() < 6, `${server.connectionCount()} connections`);
  });

  test('closes an idle socket long before the server would', async () => {
    const { promise: closed, resolve } = Promise.withResolvers<void>();
    await using server = await startHttp((request, response) => {
      request.socket.on('close', () => {
        resolve();
      });
      response.end('hello');
    });
    using transport = transportWith(direct);
    const response = await transport.send(get(`http://127.0.0.1:${server.port}/`), never);
    await textOf(response.body);
    await closed;
  });

  test('reads the proxy anew for every request', async () => {
    await using target = await greeting();
    await using proxy = await startConnectProxy({ targetPort: target.port });
    let configuration: ProxyConfiguration = through({ uri: 'socks4://x', mustTrustProxy: true });
    const transport = createUndiciTransport({ proxy: () => configuration });
    await assert.rejects(transport.send(get('http://api.example.test/'), never));
    configuration = through({ uri: proxy.url, mustTrustProxy: true });
    const response = await transport.send(get('http://api.example.test/'), never);
    assert.equal(await textOf(response.body), 'hello');
    transport.dispose();
  });

  test('lets a running request end when it is rebuilt, and opens a new connection for the next', async () => {
    const { promise: asked, resolve: onAsked } = Promise.withResolvers<void>();
    const { promise: mayAnswer, resolve: answer } = Promise.withResolvers<void>();
    await using server = await startHttp((_request, response) => {
      onAsked();
      void mayAnswer.then(() => response.end('hello'));
    });
    using transport = transportWith(direct);
    const running = transport.send(get(`http://127.0.0.1:${server.port}/`), never);
    await asked;
    transport.rebuild();
    answer();
    assert.equal(await textOf((await running).body), 'hello');
    const next = await transport.send(get(`http://127.0.0.1:${server.port}/`), never);
    assert.equal(await textOf(next.body), 'hello');
    assert.equal(server.connectionCount(), 2);
  });

  test('ends running requests when it is disposed, and sends nothing from then on', async () => {
    const { promise: asked, resolve: onAsked } = Promise.withResolvers<void>();
    await using server = await startHttp(() => {
      onAsked();
    });
    using transport = transportWith(direct);
    const running = transport.send(get(`http://127.0.0.1:${server.port}/`), never);
    const ended = assert.rejects(running, failing('exchange', 'dropped'));
    await asked;
    transport.dispose();
    await ended;
    const sending = transport.send(get(`http://127.0.0.1:${server.port}/`), never);
    await assert.rejects(sending, failing('withheld', 'interrupted'));
    assert.equal(server.connectionCount(), 1);
  });

  test('loads undici once, at the first request, and again only where that failed', async () => {
    let loads = 0;
    await using server = await greeting();
    const transport = createUndiciTransport({
      proxy: () => direct,
      load: () => {
        loads += 1;
        return loads === 1 ? Promise.reject(new Error('no file')) : import('undici');
      },
    });
    assert.equal(loads, 0);
    const url = `http://127.0.0.1:${server.port}/`;
    await assert.rejects(transport.send(get(url), never), failing('connect', 'dropped'));
    const responses = await Promise.all([1, 2, 3].map(() => transport.send(get(url), never)));
    await Promise.all(responses.map((response) => textOf(response.body)));
    assert.equal(loads, 2);
    transport.dispose();
  });

  test('a header that cannot be sent means that nothing left', async () => {
    await using server = await greeting();
    using transport = transportWith(direct);
    const request = get(`http://127.0.0.1:${server.port}/`, { headers: { 'x-bad': 'a\nb' } });
    await assert.rejects(transport.send(request, never), failing('connect', 'dropped'));
    assert.equal(server.connectionCount(), 0);
  });

  test('sends nothing after an abort during the connection attempt', async () => {
    const controller = new AbortController();
    const reason = new Error('stopped');
    let hits = 0;
    await using target = await startHttp((_request, response) => {
      hits += 1;
      response.end();
    });
    await using proxy = await startConnectProxy({
      targetPort: target.port,
      onConnect: () => {
        controller.abort(reason);
      },
    });
    using transport = transportWith(through({ uri: proxy.url, mustTrustProxy: true }));
    const request = get('http://api.example.test/', { method: 'POST', body: 'x' });
    await assert.rejects(transport.send(request, controller.signal), reason);
    // The next request goes the same way, so by its end the first one would have arrived too.
    const next = await transport.send(get('http://api.example.test/'), never);
    await textOf(next.body);
    assert.equal(hits, 1);
  });
});
