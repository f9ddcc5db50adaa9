import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { FailureReason } from '../../../src/core/errors.ts';
import {
  TransportError,
  type Transport,
  type TransportResponse,
} from '../../../src/oneMinAi/transport.ts';
import { createFallbackTransport } from '../../../src/transport/fallback.ts';
import { failing, get } from './loopback.ts';

const never = new AbortController().signal;
const quiet = { debug() {}, info() {}, warn() {}, error() {} };
const response = {} as TransportResponse;

const answering: Transport = { send: () => Promise.resolve(response) };
const failingWith = (error: Error): Transport => ({ send: () => Promise.reject(error) });
const refusing = (phase: TransportError['phase'], reason: TransportError['reason']) =>
  failingWith(new TransportError(phase, reason, undefined));
const untouched: Transport = {
  send: () => assert.fail('the second transport was asked'),
};

const sendBy = (first: Transport, second: Transport, signal = never) =>
  createFallbackTransport({ first, second, logger: quiet }).send(get('https://a.example/'), signal);

describe('the fallback', () => {
  test('is not asked where the first transport answers', async () => {
    assert.equal(await sendBy(answering, untouched), response);
  });

  test('takes over where the first could not connect', async () => {
    assert.equal(await sendBy(refusing('connect', 'certificate'), answering), response);
  });

  test('is not asked once the request may have left, so it is sent once', async () => {
    await assert.rejects(
      sendBy(refusing('exchange', 'dropped'), untouched),
      failing('exchange', 'dropped'),
    );
  });

  for (const reason of ['interrupted', 'addressRefused'] as const) {
    test(`is not asked to send what the first has withheld: ${reason}`, async () => {
      await assert.rejects(
        sendBy(refusing('withheld', reason), untouched),
        failing('withheld', reason),
      );
    });
  }

  test('is not asked after an abort', async () => {
    const controller = new AbortController();
    const first: Transport = {
      send() {
        controller.abort();
        return Promise.reject(new TransportError('connect', 'dns', undefined));
      },
    };
    await assert.rejects(sendBy(first, untouched, controller.signal), failing('connect', 'dns'));
  });

  test('is asked for every request anew', async () => {
    let asked = 0;
    const first: Transport = {
      send() {
        asked += 1;
        return Promise.reject(new TransportError('connect', 'dns', undefined));
      },
    };
    const transport = createFallbackTransport({ first, second: answering, logger: quiet });
    await transport.send(get('https://a.example/'), never);
    await transport.send(get('https://a.example/'), never);
    assert.equal(asked, 2);
  });

  const pairs: readonly [FailureReason, FailureReason, FailureReason][] = [
    ['dns', 'refused', 'dns'],
    ['dns', 'certificate', 'certificate'],
    ['connectTimeout', 'proxyAuth', 'proxyAuth'],
    ['certificate', 'refused', 'certificate'],
    ['proxyAuth', 'dropped', 'proxyAuth'],
    ['proxyRefused', 'certificate', 'proxyRefused'],
  ];
  for (const [first, second, told] of pairs) {
    test(`tells of two failures to connect the one that helps: ${first}, ${second}`, async () => {
      await assert.rejects(
        sendBy(refusing('connect', first), refusing('connect', second)),
        failing('connect', told),
      );
    });
  }

  test('counts, where its request may have left', async () => {
    await assert.rejects(
      sendBy(refusing('connect', 'certificate'), refusing('exchange', 'dropped')),
      failing('exchange', 'dropped'),
    );
  });
});
