import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import type { ImageError } from '../../src/core/errors.ts';
import type { FailureAction } from '../../src/app/words/failureMessage.ts';
import { failureMessage } from '../../src/app/words/failureMessages.ts';
import {
  basicAuthorization,
  startConnectProxy,
  type ConnectProxyOptions,
} from '../support/connectProxy.ts';
import { generate, rejection } from './support/generate.ts';
import {
  certificateAndKey,
  publicOrigin,
  startPublicService,
  trustPublicService,
} from './support/publicService.ts';
import { addresses, standIn } from './support/standIn.ts';
import { createFakeSecrets, createStudio, type Studio } from './support/studio.ts';
import { assertKeyStayedHome, assertTellsNoSecret, postCount } from './support/traffic.ts';
import { assertReadable } from './support/words.ts';
import { closeEditors, filesBelow, withSetting } from './support/workspace.ts';
import { l10n } from '../../src/vscode/host/l10n.ts';

const folder = 'network';
const args = { prompt: 'A pier', megapixels: '0.25', insert: false, folder } as const;
const password = 'tide & mole';
const credentials = `harbour:${password}`;
const guarded = { authorization: basicAuthorization(credentials) };
const login = `harbour:${encodeURIComponent(password)}`;

/** A port of this computer on which nothing listens. */
async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

suite('The way to the service', () => {
  let studio: Studio;
  let filesBefore: string[];

  setup(async () => {
    await standIn.reset();
    await closeEditors();
    const secrets = createFakeSecrets();
    for (const origin of [publicOrigin, 'https://nowhere.invalid']) {
      secrets.stored.set(`apiKey@${origin}`, addresses.apiKey);
    }
    studio = createStudio(secrets);
    filesBefore = await filesBelow('.');
  });
  teardown(() => studio.dispose());

  /** Nothing has left, and the words name the cause. */
  async function assertUnsent(
    error: ImageError,
    reason: string,
    says: RegExp,
    offers: FailureAction,
  ): Promise<void> {
    const { code, mayHaveBeenCharged, recordId } = error;
    assert.deepEqual(
      { code, reason: error.reason, mayHaveBeenCharged, recordId },
      { code: 'network', reason, mayHaveBeenCharged: false, recordId: undefined },
    );
    const { text, actions } = failureMessage(error, l10n);
    assertReadable(text);
    assert.match(text, says);
    assert.equal(actions[0], offers);
    assert.ok(actions.includes('openProxySettings'));
    assertTellsNoSecret(error, addresses.apiKey);
    assert.deepEqual((await standIn.received()).requests, []);
    assert.deepEqual(await filesBelow('.'), filesBefore);
  }

  async function failureAt(endpoint: string, proxyAddress = ''): Promise<ImageError> {
    const { failures } = await withSetting('fluxKlein.apiEndpoint', endpoint, () =>
      withSetting('http.proxy', proxyAddress, () => studio.generate(args)),
    );
    assert.equal(failures.length, 1, 'it fails');
    const told = studio.logged.join('\n');
    for (const secret of [addresses.apiKey, password, encodeURIComponent(password)]) {
      assert.ok(!told.includes(secret), `the log tells "${secret}"`);
    }
    return failures[0]!.error;
  }

  test('is the default transport: the fallback would have named itself', async () => {
    await generate(args);
    const { requests } = await standIn.received();
    assert.equal(requests.length, 2);
    for (const { headers } of requests) {
      assert.equal(headers['sec-fetch-mode'], undefined, 'fetch sends this header');
    }
  });

  suite('through a proxy', () => {
    async function withService(
      options: Omit<ConnectProxyOptions, 'targetPort'>,
      run: (at: {
        readonly proxyAddress: string;
        readonly asked: readonly { readonly target: string; readonly head: string }[];
        readonly requestCount: () => number;
      }) => Promise<void>,
    ): Promise<void> {
      await using service = await startPublicService();
      await using proxy = await startConnectProxy({ ...options, targetPort: service.port });
      const { asked, address } = proxy;
      await run({ proxyAddress: address, asked, requestCount: service.requestCount });
    }

    async function assertPasses(proxy: string): Promise<void> {
      using _ = trustPublicService();
      const { images, failures } = await withSetting('fluxKlein.apiEndpoint', publicOrigin, () =>
        withSetting('http.proxy', proxy, () => studio.generate(args)),
      );
      assert.deepEqual(failures, []);
      assert.equal(images.length, 1);
      const received = await standIn.received();
      assertKeyStayedHome(received);
      assert.equal(postCount(received), 1);
      assert.equal(received.counts.downloads, 1);
    }

    for (const [title, options, proxyUrl, header] of [
      ['that asks for nothing', {}, (at: string) => `http://${at}`, null],
      [
        'with a user name and password in its address',
        guarded,
        (at: string) => `http://${login}@${at}`,
        null,
      ],
      [
        'with the whole header in a setting',
        guarded,
        (at: string) => `http://${at}`,
        guarded.authorization,
      ],
      ['by https', { tls: certificateAndKey() }, (at: string) => `https://${at}`, null],
      [
        'by https with a user name and password',
        { tls: certificateAndKey(), ...guarded },
        (at: string) => `https://${login}@${at}`,
        null,
      ],
    ] as const) {
      test(`${title}: the image arrives, and the proxy sees no key`, () =>
        withService(options, async ({ proxyAddress, asked }) => {
          await withSetting('http.proxyAuthorization', header, () =>
            assertPasses(proxyUrl(proxyAddress)),
          );
          assert.ok(asked.length >= 1);
          for (const { target, head } of asked) {
            assert.equal(target, 'api.example.test:443');
            assert.ok(!head.includes(addresses.apiKey));
          }
        }));
    }

    test('the paid request is not sent again where the connection breaks inside of it', () =>
      withService(guarded, async ({ proxyAddress }) => {
        await standIn.addFault({ fault: 'dropAfterRead' });
        using _ = trustPublicService();
        const error = await failureAt(publicOrigin, `http://${login}@${proxyAddress}`);
        assert.equal(error.code, 'network');
        assert.equal(error.mayHaveBeenCharged, true);
        assert.equal(postCount(await standIn.received()), 1);
      }));

    for (const [title, user] of [
      ['none', ''],
      ['a wrong one', 'harbour:wrong@'],
    ] as const) {
      test(`that wants a password and gets ${title}: the words ask for it`, () =>
        withService(guarded, async ({ proxyAddress }) => {
          const error = await failureAt(publicOrigin, `http://${user}${proxyAddress}`);
          const says = /proxy asks for a user name and password/;
          await assertUnsent(error, 'proxyAuth', says, 'openProxySettings');
        }));
    }

    for (const refuseWith of [403, 502, 503]) {
      test(`that refuses CONNECT with ${refuseWith}: the words name the proxy`, () =>
        withService({ refuseWith }, async ({ proxyAddress, requestCount }) => {
          const error = await failureAt(publicOrigin, `http://${proxyAddress}`);
          await assertUnsent(error, 'proxyRefused', /proxy refused/, 'openProxySettings');
          assert.equal(requestCount(), 0);
        }));
    }

    test('that is not there: the words name the proxy', async () => {
      const error = await failureAt(publicOrigin, `http://127.0.0.1:${await closedPort()}`);
      await assertUnsent(error, 'proxyRefused', /proxy refused/, 'openProxySettings');
    });

    test('to a service whose certificate is not trusted: the words name the certificate', () =>
      withService({}, async ({ proxyAddress, requestCount }) => {
        const error = await failureAt(publicOrigin, `http://${proxyAddress}`);
        await assertUnsent(error, 'certificate', /certificate.*not trusted/i, 'retry');
        assert.equal(requestCount(), 0, 'not one request came through');
      }));

    test('named by the environment, which changes while the window is open', () =>
      withService({}, async ({ proxyAddress, asked }) => {
        process.env['HTTPS_PROXY'] = `http://${proxyAddress}`;
        try {
          await assertPasses('');
          const askedSoFar = asked.length;
          assert.ok(askedSoFar > 0);
          process.env['NO_PROXY'] = 'example.test';
          // Only the proxy knows the name.
          assert.equal((await failureAt(publicOrigin)).reason, 'dns');
          assert.equal(asked.length, askedSoFar);
        } finally {
          delete process.env['HTTPS_PROXY'];
          delete process.env['NO_PROXY'];
        }
      }));

    test('that http.noProxy exempts the service from is not asked', () =>
      withService({}, async ({ proxyAddress, asked }) => {
        const error = await withSetting('http.noProxy', ['.example.test'], () =>
          failureAt(publicOrigin, `http://${proxyAddress}`),
        );
        assert.equal(error.reason, 'dns');
        assert.deepEqual(asked, []);
      }));

    test('that is changed meanwhile: what is under way ends on the old one, and the next takes the new', async () => {
      await using service = await startPublicService();
      const targetPort = service.port;
      await using first = await startConnectProxy({ targetPort });
      await using second = await startConnectProxy({ targetPort, tls: certificateAndKey() });
      using _ = trustPublicService();
      await standIn.addFault({ fault: 'slowHead', delayMs: 4000 });
      await withSetting('fluxKlein.apiEndpoint', publicOrigin, () =>
        withSetting('http.proxy', first.url, async () => {
          const running = studio.generate(args);
          await standIn.untilCounted({ paidRequests: 1 });
          assert.deepEqual([first.asked.length, second.asked.length], [1, 0]);
          await withSetting('http.proxy', second.url, async () => {
            assert.deepEqual((await running).failures, []);
          });
        }),
      );
      assert.equal(first.asked.length, 1, 'the download took the new one');
      assert.equal(second.asked.length, 1);
      assert.equal(postCount(await standIn.received()), 1);
    });

    test('is not taken to this computer', () =>
      withService({}, async ({ proxyAddress, asked }) => {
        await withSetting('http.proxy', `http://${proxyAddress}`, () => generate(args));
        assert.deepEqual(asked, []);
        assert.equal((await standIn.received()).counts.paidRequests, 1);
      }));
  });

  test('an untrusted certificate: the command rejects, and not one request came through', async () => {
    await using service = await startPublicService();
    const endpoint = `https://localhost:${service.port}`;
    const error = await withSetting('fluxKlein.apiEndpoint', endpoint, () => rejection(args));
    const says = /certificate.*not trusted/i;
    await assertUnsent(error as unknown as ImageError, 'certificate', says, 'retry');
    assert.equal(service.requestCount(), 0);
  });

  test('a refused connection: the command rejects, and the words say what to check', async () => {
    const endpoint = `http://127.0.0.1:${await closedPort()}`;
    const error = await withSetting('fluxKlein.apiEndpoint', endpoint, () => rejection(args));
    const says = /could not be reached.*connection and the proxy/;
    await assertUnsent(error as unknown as ImageError, 'refused', says, 'retry');
  });

  test('a name that nobody knows: the words say that nothing was found', async () => {
    const error = await failureAt('https://nowhere.invalid');
    await assertUnsent(error, 'dns', /could not be found on the network/, 'retry');
  });
});
