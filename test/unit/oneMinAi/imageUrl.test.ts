import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseEndpoint } from '../../../src/core/endpoint.ts';
import { ImageError } from '../../../src/core/errors.ts';
import { checkImageUrl } from '../../../src/oneMinAi/imageUrl.ts';

const ownService = parseEndpoint('https://api.1min.ai', 'endpoint');
const onThisMachine = parseEndpoint('http://127.0.0.1:8080', 'endpoint');

const isRefused = (address: string, isEndpointLoopback = false, endpoint = ownService) => {
  try {
    const { mustBePublic } = checkImageUrl(address, isEndpointLoopback ? onThisMachine : endpoint);
    assert.equal(mustBePublic, !isEndpointLoopback, 'what it leads to is checked');
    return false;
  } catch (error) {
    assert.ok(error instanceof ImageError, String(error));
    assert.equal(error.code, 'badReply');
    assert.ok(!error.message.includes('s3cr3t'));
    return true;
  }
};

describe('the address of an image', () => {
  const allowed = [
    'https://s3.us-east-1.amazonaws.com/asset.1min.ai/a.webp?X=1',
    'https://asset.1min.ai.s3.us-east-1.amazonaws.com/a.webp',
    'https://storage.1min.ai/a.webp',
    'https://cdn.example.com:443/a.webp',
    'https://localhost.example.com/',
    'https://10.example.com/',
    'https://bücher.example/',
  ];
  for (const address of allowed) {
    test(`may be ${address}`, () => {
      assert.equal(isRefused(address), false);
    });
  }

  test('keeps its query to the letter, for it is signed', () => {
    const address = 'https://a.example/x%20y.webp?X-Sig=a%2Bb%2F%3D&b=+~%7E';
    assert.equal(checkImageUrl(address, ownService).url.href, address);
  });

  const refused = [
    'not a url?s3cr3t',
    'http://storage.1min.ai/a.webp?s3cr3t',
    'ftp://storage.1min.ai/a.webp',
    'file:///etc/passwd',
    'data:image/png;base64,AAAA',
    'https://me:s3cr3t@storage.1min.ai/',
    'https://me@storage.1min.ai/',
    'https://127.0.0.1/',
    'https://2130706433/',
    'https://0x7f.1/',
    'https://8.8.8.8/',
    'https://10.0.0.1/',
    'https://192.168.1.1/',
    'https://169.254.169.254/latest/meta-data',
    'https://[::1]/',
    'https://[2001:db8::1]/',
    'https://[::ffff:10.0.0.1]/',
    'https://localhost/',
    'https://localhost./',
    'https://a.localhost/',
    'https://printer.local/',
    'https://metadata.google.internal/',
    'https://metadata.google.internal./',
    'https://router.home.arpa/',
    'https://intranet/',
    'https://cdn.example.com:8443/a.webp',
    'https://cdn.example.com:80/a.webp',
    'https://cdn.example.com:22/a.webp',
  ];
  for (const address of refused) {
    test(`may not be ${address}`, () => {
      assert.equal(isRefused(address), true);
    });
  }

  test('may be at the port that the endpoint has, and at no other', () => {
    const endpoint = parseEndpoint('https://images.example.test:8443/v1', 'endpoint');
    for (const [port, refused] of [
      [':8443', false],
      [':443', false],
      ['', false],
      [':8444', true],
      [':80', true],
    ] as const) {
      assert.equal(isRefused(`https://cdn.example.com${port}/a`, false, endpoint), refused, port);
    }
  });

  for (const host of ['127.0.0.1:8080', 'localhost:8080', '[::1]:8080', 'a.localhost']) {
    test(`may be on this machine only where the endpoint is: ${host}`, () => {
      assert.equal(isRefused(`http://${host}/`), true);
      assert.equal(isRefused(`http://${host}/`, true), false);
      assert.equal(isRefused(`https://${host}/`, true), false);
    });
  }

  test('may be elsewhere on the network not even then', () => {
    for (const host of ['192.168.1.1', '169.254.169.254', 'storage.1min.ai', 'intranet']) {
      assert.equal(isRefused(`http://${host}/`, true), true);
    }
    assert.equal(isRefused('ftp://127.0.0.1/', true), true);
    assert.equal(isRefused('http://me:x@127.0.0.1/', true), true);
  });
});
