import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { FailureReason } from '../../../src/core/errors.ts';
import { createFetchTransport } from '../../../src/transport/vscodeFetch.ts';
import { failing, get } from './loopback.ts';

const never = new AbortController().signal;

const fetchFailed = (cause: Error) => new TypeError('fetch failed', { cause });
const coded = (code: string, more: object = {}) => Object.assign(new Error(code), { code }, more);

describe('the fetch transport', () => {
  test('takes the global fetch of the moment, and gives it no dispatcher', async (t) => {
    const replaced = t.mock.method(globalThis, 'fetch', () =>
      Promise.resolve(new Response('hello')),
    );
    const response = await createFetchTransport().send(get('https://a.example/'), never);
    assert.equal(response.status, 200);
    const init: object = replaced.mock.calls[0]?.arguments[1] ?? {};
    assert.ok(!('dispatcher' in init));
    assert.equal((init as RequestInit).redirect, 'manual');
  });

  const failures: readonly [Error, 'connect' | 'exchange', FailureReason][] = [
    [coded('ENOTFOUND'), 'connect', 'dns'],
    [coded('EAI_AGAIN'), 'connect', 'dns'],
    [coded('ECONNREFUSED'), 'connect', 'refused'],
    [coded('ENETUNREACH'), 'connect', 'refused'],
    [new AggregateError([coded('ECONNREFUSED'), coded('ECONNREFUSED')]), 'connect', 'refused'],
    [coded('UND_ERR_CONNECT_TIMEOUT'), 'connect', 'connectTimeout'],
    [coded('ETIMEDOUT', { syscall: 'connect' }), 'connect', 'connectTimeout'],
    [coded('SELF_SIGNED_CERT_IN_CHAIN'), 'connect', 'certificate'],
    [coded('UNABLE_TO_GET_ISSUER_CERT_LOCALLY'), 'connect', 'certificate'],
    [coded('CERT_HAS_EXPIRED'), 'connect', 'certificate'],
    [coded('ERR_TLS_CERT_ALTNAME_INVALID'), 'connect', 'certificate'],
    [new Error('Proxy response (407) !== 200 when HTTP Tunneling'), 'connect', 'proxyAuth'],
    [new Error('Proxy response (503) !== 200 when HTTP Tunneling'), 'connect', 'proxyRefused'],
    [coded('ETIMEDOUT', { syscall: 'read' }), 'exchange', 'dropped'],
    // A network that goes away under a connection that stood.
    [coded('EHOSTUNREACH', { syscall: 'read' }), 'exchange', 'dropped'],
    [coded('ENETDOWN', { syscall: 'read' }), 'exchange', 'dropped'],
    [coded('ENETUNREACH', { syscall: 'write' }), 'exchange', 'dropped'],
    [coded('EADDRNOTAVAIL', { syscall: 'read' }), 'exchange', 'dropped'],
    [coded('EHOSTUNREACH', { syscall: 'connect' }), 'connect', 'refused'],
    [coded('ECONNRESET'), 'exchange', 'dropped'],
    [coded('EPIPE'), 'exchange', 'dropped'],
    [coded('UND_ERR_SOCKET'), 'exchange', 'dropped'],
    [coded('UND_ERR_HEADERS_TIMEOUT'), 'exchange', 'idle'],
    [coded('SOMETHING_NEW'), 'exchange', 'dropped'],
  ];
  for (const [cause, phase, reason] of failures) {
    test(`takes "${cause.message || cause.name}" for ${phase}, ${reason}`, async () => {
      const fetch = () => Promise.reject(fetchFailed(cause));
      const sending = createFetchTransport({ fetch }).send(get('https://a.example/'), never);
      await assert.rejects(sending, failing(phase, reason));
    });
  }
});
