import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import sharp from 'sharp';
import { parseEndpoint } from '../../../src/core/endpoint.ts';
import { TransportError } from '../../../src/oneMinAi/transport.ts';
import { canaryKey, failureOf, imageUrl, recordId, setUp } from './clientSetup.ts';
import { breaking, hanging, reply, type Step } from './scriptedTransport.ts';
import { VirtualClock } from './virtualClock.ts';

let webp: Uint8Array;
before(async () => {
  webp = await sharp({ create: { width: 30, height: 20, channels: 3, background: 'teal' } })
    .webp()
    .toBuffer();
});

const image =
  (headers = {}): Step =>
  (...args) =>
    reply(webp, { headers })(...args);
const redirect = (location?: string) =>
  reply('', { status: 302, headers: location === undefined ? {} : { location } });

function setUpDownload(steps: Step[], endpoint = 'https://api.1min.ai') {
  const setup = setUp(steps, { endpoint: () => parseEndpoint(endpoint, 'endpoint') });
  return {
    ...setup,
    download: (url = imageUrl, signal = new AbortController().signal) =>
      setup.clock.run(setup.client.download({ recordId, imageUrl: url }, signal)),
  };
}

describe('download', () => {
  test('fetches the image from the address to the letter, without the key', async () => {
    const { transport, download, pacedCount } = setUpDownload([image()]);
    const { format, width, height, bytes } = await download();
    assert.deepEqual({ format, width, height }, { format: 'webp', width: 30, height: 20 });
    assert.deepEqual(Buffer.from(bytes), Buffer.from(webp));
    const [sent] = transport.requests;
    assert.equal(sent?.url, imageUrl);
    assert.ok(!JSON.stringify(sent).includes(canaryKey));
    assert.ok(
      !(
        'api-key' in Object.fromEntries(Object.keys(sent.headers).map((n) => [n.toLowerCase(), 1]))
      ),
    );
    assert.equal(sent.headers['accept-encoding'], 'identity');
    assert.equal(sent.idleTimeoutMs, 30_000);
    assert.equal(pacedCount(), 0);
  });

  test('believes the bytes, not the type they come with', async () => {
    const { download } = setUpDownload([image({ 'content-type': 'text/html' })]);
    assert.equal((await download()).format, 'webp');
  });

  test('logs the host alone, for the path is made from the prompt and the query is a key', async () => {
    const { download, log } = setUpDownload([breaking('exchange', 'dropped'), image()]);
    await download();
    assert.ok(log.some((line) => line.includes('https://asset.example.com 200')));
    assert.doesNotMatch(log.join('\n'), /mountain|s3cr3t|X-Sig/);
  });

  test('follows three redirects, each without the key', async () => {
    const { transport, download } = setUpDownload([
      redirect('/other.webp?a=%2B'),
      redirect('https://b.example/x'),
      redirect('https://c.example/y'),
      image(),
    ]);
    await download();
    assert.deepEqual(
      transport.requests.map(({ url }) => url),
      [
        imageUrl,
        'https://asset.example.com/other.webp?a=%2B',
        'https://b.example/x',
        'https://c.example/y',
      ],
    );
    assert.ok(!JSON.stringify(transport.requests).includes(canaryKey));
  });

  const refusedHops: readonly [string, string | undefined][] = [
    ['to this machine', 'http://127.0.0.1/'],
    ['to a private address', 'https://10.0.0.1/'],
    ['to plain http', 'http://b.example/'],
    ['to another port', 'https://b.example:8443/'],
    ['to nowhere', undefined],
  ];
  for (const [name, location] of refusedHops) {
    test(`follows no redirect ${name}`, async () => {
      const { transport, download } = setUpDownload([redirect(location), image()]);
      assert.equal((await failureOf(download())).code, 'badReply');
      assert.equal(transport.requests.length, 1);
    });
  }

  test('follows no fourth redirect', async () => {
    const { transport, download } = setUpDownload([redirect('https://b.example/')]);
    assert.equal((await failureOf(download())).code, 'badReply');
    assert.equal(transport.requests.length, 4);
  });

  test('sends nothing to an address that is refused', async () => {
    const { transport, download } = setUpDownload([image()]);
    assert.equal((await failureOf(download('http://127.0.0.1/a'))).code, 'badReply');
    assert.equal(transport.requests.length, 0);
  });

  test('fetches from this machine where the endpoint is on it', async () => {
    const { download } = setUpDownload([image()], 'http://127.0.0.1:8080');
    assert.equal((await download('http://127.0.0.1:8081/a')).format, 'webp');
  });

  for (const status of [403, 404, 410]) {
    test(`says that the link has expired, and asks once: ${status}`, async () => {
      const { transport, download } = setUpDownload([reply('<Error/>', { status })]);
      const error = await failureOf(download());
      assert.equal(error.code, 'network');
      assert.equal(error.reason, 'linkExpired');
      assert.equal(transport.requests.length, 1);
    });
  }

  const passing: readonly [string, Step, string][] = [
    ['429', reply('', { status: 429 }), 'rateLimited'],
    ['500', reply('', { status: 500 }), 'serverDown'],
    ['503', reply('', { status: 503 }), 'serverDown'],
    ['a dropped connection', breaking('exchange', 'dropped'), 'network'],
    ['a body that breaks off', breakingBody('cutShort'), 'network'],
    ['an image cut short', (...args) => reply(webp.subarray(0, 50))(...args), 'network'],
    ['fewer bytes than announced', image({ 'content-length': '9999' }), 'network'],
  ];
  for (const [name, step, code] of passing) {
    test(`tries again after ${name}, three times in all`, async () => {
      const recovered = setUpDownload([step, step, image()]);
      assert.equal((await recovered.download()).format, 'webp');
      assert.deepEqual(recovered.clock.sleeps, [600_000, 500, 1000]);
      const lost = setUpDownload([step]);
      const error = await failureOf(lost.download());
      assert.equal(error.code, code);
      assert.equal(error.recordId, recordId);
      assert.equal(error.mayHaveBeenCharged, true);
      assert.equal(lost.transport.requests.length, 3);
    });
  }

  const final: readonly [string, Step, string, string?][] = [
    ['HTML', reply('<!DOCTYPE html><p>Sorry'), 'notAnImage'],
    ['SVG', reply('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'notAnImage'],
    ['nothing', reply(''), 'notAnImage'],
    ['an encoding', image({ 'content-encoding': 'gzip' }), 'badReply'],
    ['several encodings', image({ 'content-encoding': 'gzip, identity' }), 'badReply'],
    ['400', reply('', { status: 400 }), 'badReply'],
    ['204', reply('', { status: 204 }), 'badReply'],
    ['206', reply('', { status: 206 }), 'badReply'],
    ['more than 50 MB announced', image({ 'content-length': '50000001' }), 'tooLarge'],
    ['more than 50 MB', endless, 'tooLarge'],
    ['silence', breaking('exchange', 'idle'), 'timeout', 'idle'],
    ['silence within the body', breakingBody('idle'), 'timeout', 'idle'],
    ['no connection', breaking('connect', 'certificate'), 'network', 'certificate'],
  ];
  for (const [name, step, code, reason] of final) {
    test(`does not try again after ${name}: ${code}`, async () => {
      const { transport, download } = setUpDownload([step]);
      const error = await failureOf(download());
      assert.equal(error.code, code);
      assert.equal(error.reason, reason);
      assert.equal(error.recordId, recordId);
      assert.equal(transport.requests.length, 1);
    });
  }

  test('ends after ten minutes in all, however steadily the bytes come', async () => {
    const clock = new VirtualClock();
    let isClosed = false;
    const trickle: Step = () =>
      Promise.resolve({
        status: 200,
        header: () => undefined,
        discard: () => {
          isClosed = true;
        },
        body: (async function* () {
          for (;;) {
            await clock.sleep(29_000, new AbortController().signal);
            yield new Uint8Array(1);
          }
        })(),
      });
    const { client, transport } = setUp([breaking('exchange', 'dropped'), trickle], { clock });
    const startMs = clock.now();
    const never = new AbortController().signal;
    const error = await failureOf(clock.run(client.download({ recordId, imageUrl }, never)));
    const { code, reason, mayHaveBeenCharged } = error;
    assert.deepEqual([code, reason, mayHaveBeenCharged], ['timeout', 'idle', true]);
    assert.equal(error.recordId, recordId);
    assert.equal(clock.now() - startMs, 600_000);
    assert.equal(transport.requests.length, 2);
    assert.equal(isClosed, true);
  });

  test('asks for a public address where the name looks public, at each hop, and not on this machine', async () => {
    const away = setUpDownload([redirect('https://b.example/x'), image()]);
    await away.download();
    assert.deepEqual(
      away.transport.requests.map(({ mustBePublic }) => mustBePublic),
      [true, true],
    );
    const here = setUpDownload(
      [redirect('http://localhost:9000/b'), redirect('https://b.example/x'), image()],
      'http://127.0.0.1:8080',
    );
    await here.download('http://127.0.0.1:8081/a');
    assert.deepEqual(
      here.transport.requests.map(({ mustBePublic }) => mustBePublic),
      [false, false, true],
    );
  });

  test('that is withheld for where it leads is a bad reply, and is not tried again', async () => {
    const { transport, download } = setUpDownload([breaking('withheld', 'addressRefused')]);
    const { code, mayHaveBeenCharged, ...error } = await failureOf(download());
    assert.deepEqual([code, mayHaveBeenCharged], ['badReply', true]);
    assert.equal(error.recordId, recordId);
    assert.equal(transport.requests.length, 1);
  });

  test('takes "identity" for no encoding', async () => {
    const { download } = setUpDownload([image({ 'content-encoding': 'Identity' })]);
    assert.equal((await download()).format, 'webp');
  });

  test('closes the connection of what it refuses', async () => {
    const refusals = [
      { status: 404 },
      { headers: { 'content-encoding': 'br' } },
      { headers: { 'content-length': '99999999' } },
      { status: 302 },
    ];
    for (const refusal of refusals) {
      let isClosed = false;
      const onDiscard = () => {
        isClosed = true;
      };
      const { download } = setUpDownload([reply(webp, { ...refusal, onDiscard })]);
      await failureOf(download());
      assert.ok(isClosed, JSON.stringify(refusal));
    }
  });

  test('ends at once when it is cancelled: before an answer, within it, between two tries', async () => {
    const steps: Step[] = [
      hanging,
      () =>
        Promise.resolve({
          status: 200,
          header: () => undefined,
          discard: () => undefined,
          body: (async function* () {
            yield webp.subarray(0, 9);
            await new Promise(() => undefined);
          })(),
        }),
      breaking('exchange', 'dropped'),
    ];
    for (const step of steps) {
      const controller = new AbortController();
      const { download, clock, transport } = setUpDownload([
        (...args) => {
          setImmediate(() => {
            controller.abort();
          });
          return step(...args);
        },
      ]);
      const startMs = clock.now();
      const error = await failureOf(download(imageUrl, controller.signal));
      assert.equal(error.code, 'cancelled');
      assert.equal(error.mayHaveBeenCharged, true);
      assert.equal(error.recordId, recordId);
      assert.equal(clock.now(), startMs);
      assert.equal(transport.requests.length, 1);
    }
  });
});

function breakingBody(reason: 'cutShort' | 'idle'): Step {
  const breaksWith = new TransportError('exchange', reason, undefined);
  return (...args) => reply(webp.subarray(0, 50), { breaksWith })(...args);
}

function endless(): ReturnType<Step> {
  const chunk = new Uint8Array(1_000_000);
  return Promise.resolve({
    status: 200,
    header: () => undefined,
    discard: () => undefined,
    body: (async function* () {
      for (;;) yield await Promise.resolve(chunk);
    })(),
  });
}
