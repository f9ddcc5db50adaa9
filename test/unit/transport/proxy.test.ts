import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createProxyConfiguration, type HttpSettings } from '../../../src/transport/proxy.ts';

type Env = Record<string, string>;

const api = 'https://api.1min.ai/api/features';

function routeFor(settings: HttpSettings, env: Env = {}, url = api) {
  return createProxyConfiguration({ settings, env }).routeFor(new URL(url));
}

const proxy = 'http://proxy.example:3128';
const plain = { uri: proxy, mustTrustProxy: true };

describe('the proxy', () => {
  test('is none where nothing names one', () => {
    assert.equal(routeFor({}), undefined);
    assert.equal(routeFor({ proxy: '', noProxy: [], proxyAuthorization: null }), undefined);
  });

  test('is that of http.proxy before that of the environment', () => {
    assert.deepEqual(routeFor({ proxy }, { https_proxy: 'http://other:1' }), plain);
  });

  const environments: readonly [Env, string][] = [
    [{ https_proxy: proxy }, api],
    [{ HTTPS_PROXY: proxy }, api],
    [{ http_proxy: proxy }, api],
    [{ HTTP_PROXY: proxy, https_proxy: ' ' }, api],
    [{ http_proxy: proxy, https_proxy: 'http://other:1' }, 'http://api.example.test/'],
    [{ https_proxy: 'proxy.example:3128' }, api],
    [{ https_proxy: 'http://proxy.example:3128/' }, api],
  ];
  for (const [env, url] of environments) {
    test(`is taken from the environment: ${JSON.stringify(env)}`, () => {
      assert.deepEqual(routeFor({}, env, url), plain);
    });
  }

  test('of the environment for https does not serve http', () => {
    assert.equal(routeFor({}, { https_proxy: proxy }, 'http://api.example.test/'), undefined);
  });

  test('is none where proxy support is off', () => {
    const env = { https_proxy: proxy };
    assert.equal(routeFor({ proxy, proxySupport: 'off' }, env), undefined);
    for (const proxySupport of ['on', 'fallback', 'override']) {
      assert.deepEqual(routeFor({ proxy, proxySupport }), plain);
    }
  });

  for (const host of ['localhost', 'a.localhost', '127.0.0.1', '127.9.9.9', '[::1]']) {
    test(`is none for this machine: ${host}`, () => {
      assert.equal(routeFor({ proxy }, {}, `http://${host}:8080/`), undefined);
    });
  }

  const exempt = ['1min.ai', '.1min.ai', '*.1min.ai', 'API.1min.ai', 'api.1min.ai:443', '*'];
  for (const entry of exempt) {
    test(`is none for what is exempt: ${entry}`, () => {
      assert.equal(routeFor({ proxy, noProxy: ['x.y', entry] }), undefined);
      assert.equal(routeFor({ proxy }, { NO_PROXY: `x.y, ${entry}` }), undefined);
    });
  }

  for (const entry of ['min.ai', 'api.1min.ai:8443', 'api.1min.ai.example', '', 'ai:']) {
    test(`serves what is not exempt: ${JSON.stringify(entry)}`, () => {
      assert.deepEqual(routeFor({ proxy, noProxy: [entry] }), plain);
    });
  }

  test('has its exemptions from the environment only where the settings name none', () => {
    assert.deepEqual(routeFor({ proxy, noProxy: ['x.y'] }, { no_proxy: '1min.ai' }), plain);
    assert.equal(routeFor({ proxy, noProxy: [] }, { no_proxy: '1min.ai' }), undefined);
    assert.equal(routeFor({ proxy, noProxy: null }, { no_proxy: '1min.ai' }), undefined);
  });

  test('gets user name and password of its address as Basic, and they leave the address', () => {
    const token = `Basic ${Buffer.from('jörg:p@ss:100%').toString('base64')}`;
    assert.deepEqual(routeFor({ proxy: 'http://j%C3%B6rg:p%40ss%3A100%25@proxy.example:3128' }), {
      ...plain,
      token,
    });
    const half = `Basic ${Buffer.from('me:').toString('base64')}`;
    assert.deepEqual(routeFor({ proxy: 'http://me@proxy.example:3128' }), {
      ...plain,
      token: half,
    });
  });

  test('gets http.proxyAuthorization before that', () => {
    const settings = { proxy: 'http://a:b@proxy.example:3128', proxyAuthorization: 'Negotiate x' };
    assert.deepEqual(routeFor(settings), { ...plain, token: 'Negotiate x' });
  });

  test('need not be trusted where http.proxyStrictSSL is false, and only then', () => {
    assert.equal(routeFor({ proxy, proxyStrictSSL: false })?.mustTrustProxy, false);
    assert.equal(routeFor({ proxy, proxyStrictSSL: 'false' })?.mustTrustProxy, true);
  });
});
