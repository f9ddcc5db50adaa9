import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { parseEndpoint, type ApiEndpoint } from '../../src/core/endpoint.ts';
import type { ImageService } from '../../src/core/ports.ts';
import { createApiKeys } from '../../src/vscode/host/apiKeys.ts';
import { createApiKeyDialog } from '../../src/vscode/dialogs/apiKeyDialog.ts';
import type { Settings } from '../../src/app/settings.ts';
import { startConnectProxy } from '../support/connectProxy.ts';
import { generate, rejection } from './support/generate.ts';
import { withReplaced } from './support/panel.ts';
import { addresses, standIn } from './support/standIn.ts';
import { paidBodies } from '../support/paidBodies.ts';
import { createFakeSecrets, createStudio, type FakeSecrets } from './support/studio.ts';
import { createTestLog } from './support/testLog.ts';
import { assertKeyStayedHome, assertTellsNoSecret, postCount } from './support/traffic.ts';
import { closeEditors, inWorkspace, withSetting } from './support/workspace.ts';

const variable = 'ONE_MIN_AI_API_KEY';
const args = { prompt: 'A buoy', megapixels: '0.25', insert: false, folder: 'keys' } as const;
const secretName = `apiKey@${addresses.apiOrigin}`;
const origins = {
  own: 'https://api.1min.ai',
  other: 'https://images.example.test',
};
const endpoint = (address: string): ApiEndpoint => parseEndpoint(address, 'address');

/** The environment of the extension host for the length of a test. */
async function withVariable<T>(value: string | undefined, run: () => Promise<T>): Promise<T> {
  const before = process.env[variable];
  const set = (to: string | undefined): void => {
    if (to === undefined) delete process.env[variable];
    else process.env[variable] = to;
  };
  set(value);
  try {
    return await run();
  } finally {
    set(before);
  }
}

suite('The key', () => {
  setup(async () => {
    await standIn.reset();
    await closeEditors();
  });

  suite('from the environment', () => {
    test('serves the service on this computer', async () => {
      await withVariable(`  ${addresses.apiKey}\n`, () => generate(args));
      const received = await standIn.received();
      assertKeyStayedHome(received);
      assert.equal(received.counts.byKeyHeaderOrigin.api, 1);
    });

    for (const value of [undefined, '', '   ', 'two words', 'a\u0007b']) {
      test(`is none where the variable is ${JSON.stringify(value)}: keyMissing, and nothing is sent`, async () => {
        const error = await withVariable(value, () => rejection(args));
        assert.ok(error instanceof Error);
        assert.equal(error.code, 'keyMissing');
        assert.deepEqual((await standIn.received()).requests, []);
      });
    }

    test('does not serve an address that the settings name: keyMissing, and nothing is sent anywhere', async () => {
      await using proxy = await startConnectProxy({ targetPort: 1, refuseWith: 502 });
      await withSetting('http.proxy', `http://${proxy.address}`, () =>
        withSetting('fluxKlein.apiEndpoint', origins.other, async () => {
          const error = await rejection(args);
          assert.equal(error.code, 'keyMissing');
          assertTellsNoSecret(error, addresses.apiKey);
        }),
      );
      assert.deepEqual(proxy.asked, []);
      assert.deepEqual((await standIn.received()).requests, []);
    });

    test('serves two sorts of address, and no other that looks like them', () => {
      const keys = createApiKeys(createFakeSecrets(), () => endpoint(origins.own));
      const serves = (address: string): boolean => keys.isInEnvironment(endpoint(address));
      for (const address of [origins.own, 'http://127.0.0.1:8080', 'http://localhost/base']) {
        assert.equal(serves(address), true, address);
      }
      for (const address of [
        origins.other,
        'https://api.1min.ai.example.test',
        'https://api.1min.ai:8443',
        'https://127.0.0.1.example.test',
        'https://localhost.example.test',
      ]) {
        assert.equal(serves(address), false, address);
      }
      keys.dispose();
    });

    test('a wrong one is keyRejected, and the right one works after it', async () => {
      const error = await withVariable('wrong-key', () => rejection(args));
      assert.equal(error.code, 'keyRejected');
      assertTellsNoSecret(error, 'wrong-key');
      await generate(args);
      assert.equal(postCount(await standIn.received()), 2);
    });
  });

  suite('in the secret storage', () => {
    let secrets: FakeSecrets;
    setup(() => {
      secrets = createFakeSecrets();
    });

    async function outcomes(runs: number): Promise<(string | undefined)[]> {
      const studio = createStudio(secrets);
      try {
        const codes: (string | undefined)[] = [];
        for (let run = 0; run < runs; run++) {
          codes.push((await studio.generate(args)).failures[0]?.error.code);
        }
        return codes;
      } finally {
        studio.dispose();
      }
    }

    test('counts before that of the environment', async () => {
      secrets.stored.set(secretName, 'wrong-key');
      assert.deepEqual(await outcomes(1), ['keyRejected']);
      const { requests } = await standIn.received();
      assert.equal(requests[0]?.headers['api-key'], 'wrong-key');
    });

    test('is read once, and then held', async () => {
      secrets.stored.set(secretName, addresses.apiKey);
      assert.deepEqual(await withVariable(undefined, () => outcomes(3)), [
        undefined,
        undefined,
        undefined,
      ]);
      assert.deepEqual(secrets.reads, [secretName]);
    });

    test('that the service refuses is forgotten in memory, and read again for the next image', async () => {
      secrets.stored.set(secretName, 'wrong-key');
      const studio = createStudio(secrets);
      const [refused] = (await studio.generate(args)).failures;
      assert.equal(refused?.error.code, 'keyRejected');
      // Not through `store`, so that no event says so.
      secrets.stored.set(secretName, addresses.apiKey);
      assert.deepEqual((await studio.generate(args)).failures, []);
      assert.deepEqual(secrets.reads, [secretName, secretName]);
      assert.equal(secrets.stored.get(secretName), addresses.apiKey, 'it stays in the storage');
      studio.dispose();
    });

    test('that another window changes is read again', async () => {
      secrets.stored.set(secretName, addresses.apiKey);
      const studio = createStudio(secrets);
      await studio.generate(args);
      secrets.stored.set(secretName, 'wrong-key');
      secrets.tellChanged(secretName);
      assert.equal((await studio.generate(args)).failures[0]?.error.code, 'keyRejected');
      studio.dispose();
    });

    test('belongs to one origin: none gets that of another', async () => {
      const keys = createApiKeys(secrets, () => endpoint(origins.other));
      await keys.set(origins.own, 'own-key');
      assert.equal(await keys.get(origins.own), 'own-key');
      for (const origin of [origins.other, 'https://api.1min.ai:8443', 'http://api.1min.ai']) {
        assert.equal(await keys.get(origin), undefined, origin);
      }
      assert.equal(await keys.needsConsent(endpoint(origins.other)), true);
      assert.equal(await keys.needsConsent(endpoint(origins.own)), false);
      await keys.set(origins.other, 'other-key');
      assert.equal(await keys.needsConsent(endpoint(origins.other)), false);
      assert.deepEqual(
        [await keys.get(origins.own), await keys.get(origins.other)],
        ['own-key', 'other-key'],
      );
      assert.equal(await keys.remove(origins.other), true);
      assert.equal(await keys.remove(origins.other), false);
      assert.equal(await keys.get(origins.other), undefined);
      assert.equal(await keys.get(origins.own), 'own-key');
      keys.dispose();
    });

    test('is never in what goes to the log, and no signed link is either', async () => {
      secrets.stored.set(secretName, addresses.apiKey);
      const studio = createStudio(secrets);
      await studio.generate(args);
      await standIn.addFault({ fault: 'expiredLink', times: 1 });
      await standIn.addFault({ fault: 'severalImages' });
      await studio.generate(args);
      await standIn.addFault({ fault: 'text' });
      await studio.generate(args);
      assert.ok(studio.logged.length > 6, studio.logged.join('\n'));
      for (const line of studio.logged) {
        assert.doesNotMatch(line, /X-Amz|\?/);
        assert.ok(!line.includes(addresses.apiKey), line);
      }
      studio.dispose();
    });
  });

  test('is checked at the address that it belongs to, whatever the setting has come to say', async () => {
    const secrets = createFakeSecrets();
    secrets.stored.set(`apiKey@${origins.other}`, 'other-key');
    let current = endpoint(origins.other);
    const keys = createApiKeys(secrets, () => current);
    const asked: string[] = [];
    const service = {
      checkKey: async (key: string, at: ApiEndpoint) => void asked.push(`${key} ${at.origin}`),
    } as unknown as ImageService;
    const settings = { endpoint: () => current } as unknown as Settings;
    const { log } = createTestLog();
    const get = async (origin: string): Promise<string | undefined> => {
      const key = await keys.get(origin);
      current = endpoint(origins.own);
      return key;
    };
    const dialog = createApiKeyDialog({
      keys: { ...keys, get, dispose: () => keys.dispose() },
      settings,
      service,
      log,
    });
    await withReplaced(
      vscode.window,
      'showInformationMessage',
      async () => undefined,
      () => dialog.check(),
    );
    assert.deepEqual(asked, [`other-key ${origins.other}`]);
    keys.dispose();
  });

  test('does not go where the settings of a workspace point', async () => {
    const uri = inWorkspace('.vscode/settings.json');
    const { fs } = vscode.workspace;
    const before = await fs.readFile(uri).then(
      (bytes) => bytes,
      () => undefined,
    );
    const quality = (): unknown =>
      vscode.workspace.getConfiguration('fluxKlein').get('outputQuality');
    /** Whatever else is in the file is in force once this is. */
    const untilQuality = async (value: number, change: () => Thenable<void>): Promise<void> => {
      const { promise, resolve } = Promise.withResolvers<void>();
      const check = (): void => {
        if (quality() === value) resolve();
      };
      const subscription = vscode.workspace.onDidChangeConfiguration(check);
      await change();
      check();
      await promise;
      subscription.dispose();
    };
    const hostile = {
      'fluxKlein.apiEndpoint': addresses.thirdOrigin,
      'fluxKlein.requestTimeout': 1,
      'fluxKlein.disableSafetyChecker': true,
      'fluxKlein.outputQuality': 33,
    };
    const usual = Number(quality());
    await untilQuality(33, () => fs.writeFile(uri, Buffer.from(JSON.stringify(hostile))));
    try {
      await generate(args);
    } finally {
      await untilQuality(usual, () => (before ? fs.writeFile(uri, before) : fs.delete(uri)));
    }
    const received = await standIn.received();
    assertKeyStayedHome(received);
    assert.deepEqual(
      received.requests.filter(({ origin }) => origin === 'third'),
      [],
    );
    const [body] = paidBodies(received);
    assert.equal(body?.['output_quality'], 33, 'the file was read');
    assert.equal(body?.['disable_safety_checker'], false);
  });
});
