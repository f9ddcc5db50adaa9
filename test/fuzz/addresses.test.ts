import assert from 'node:assert/strict';
import { parseEndpoint } from '../../src/core/endpoint.ts';
import { checkImageUrl } from '../../src/oneMinAi/imageUrl.ts';
import { createProxyConfiguration } from '../../src/transport/proxy.ts';
import type { SeededRandom } from '../support/seededRandom.ts';
import { fuzz } from './support/fuzzer.ts';
import { garbage, mutatedText } from './support/mutation.ts';

const samples = [
  'https://s3.us-east-1.amazonaws.com/asset.1min.ai/images/lake.webp?X-Amz-Signature=1',
  'https://api.1min.ai',
  'https://api.1min.ai:8443/v1/',
  'http://127.0.0.1:4711/images/lake.webp?sig=2',
  'http://localhost:4711',
  'https://user:secret@example.com/',
  'https://[::1]/a',
  'https://[fd00::1%25eth0]:1/',
  'https://0x7f.1/',
  'https://images.internal./a',
  'https://xn--fsq.example/',
];
const words = [
  'http:',
  'https:',
  '//',
  '@',
  ':',
  '.',
  '?',
  '#',
  '[',
  ']',
  '127.0.0.1',
  '2130706433',
  '0x7f000001',
  '::ffff:10.0.0.1',
  '.local',
  '.internal',
  'localhost',
  '%2e',
  '。',
  '𝟏𝟐𝟕',
  'xn--',
];

const draw = (random: SeededRandom, maxLength = 1_000_000): string =>
  random.oneIn(8)
    ? garbage(random, words)
    : mutatedText(random.pick(samples), random, { words, maxLength });

const loopback = /^(?:localhost|.*\.localhost|127\.\d+\.\d+\.\d+|\[::1\])\.?$/;

fuzz<string>('What is said to be an address', [
  {
    name: 'the reader of image addresses',
    draw: (random) => draw(random),
    read(address) {
      const url = checkedOrRefused(address);
      assert.equal(url.protocol, 'https:');
      assert.ok(url.username === '' && url.password === '' && url.port === '');
      assert.doesNotMatch(url.hostname, loopback);
      assert.doesNotMatch(url.hostname, /^\[|^[\d.]+$|^[^.]*$|\.(?:local|internal)\.?$/);
    },
  },
  {
    name: 'the reader of image addresses on this computer',
    draw: (random) => draw(random),
    read(address) {
      const { url, mustBePublic } = checkImageUrl(
        address,
        { origin: 'http://127.0.0.1:4711', isLoopback: true },
        new URL('http://127.0.0.1:4711/images/'),
      );
      assert.ok(url.protocol === 'https:' || loopback.test(url.hostname));
      assert.equal(mustBePublic, !loopback.test(url.hostname));
      assert.ok(!mustBePublic || ['', '4711'].includes(url.port));
    },
  },
  {
    name: 'the reader of the endpoint',
    draw: (random) => draw(random),
    read(address) {
      const { origin, baseUrl, isLoopback } = parseEndpoint(address, 'fluxKlein.apiEndpoint');
      const { protocol, hostname } = new URL(baseUrl);
      assert.ok(protocol === 'https:' || (isLoopback && loopback.test(hostname)));
      assert.ok(baseUrl.startsWith(origin) && !baseUrl.endsWith('/'));
      assert.doesNotMatch(baseUrl, /[?#]/);
    },
  },
]);

/** What is refused is named in the log and in messages. */
function checkedOrRefused(address: string): URL {
  try {
    return checkImageUrl(address, { origin: 'https://api.1min.ai', isLoopback: false }).url;
  } catch (error) {
    assert.ok((error as Error).message.length < 400);
    throw error;
  }
}

const target = new URL('https://api.1min.ai/api/features');

fuzz<readonly [string, string, string]>('What the proxy settings say', [
  {
    name: 'the reader of proxies',
    // No environment variable is longer on Linux.
    draw: (random) => [draw(random), draw(random, 131_072), draw(random)],
    read([proxy, noProxy, authorization]) {
      const settings = { proxy, proxyAuthorization: authorization };
      const env = { NO_PROXY: noProxy };
      const route = createProxyConfiguration({ settings, env }).routeFor(target);
      if (route) assert.doesNotMatch(route.uri, /@/);
    },
  },
]);
