import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as vscode from 'vscode';
import type { ImageError } from '../../src/core/errors.ts';
import { createGenerateForPerson } from '../../src/vscode/commands/generateForPerson.ts';
import type { ApiKeyDialog } from '../../src/vscode/dialogs/apiKeyDialog.ts';
import type { Log } from '../../src/vscode/host/log.ts';
import { redact } from '../../src/app/redact.ts';
import type { FaultRule } from '../standIn/control.ts';
import { startConnectProxy } from '../support/connectProxy.ts';
import { watchForHarm, type HarmWatch } from './support/harmWatch.ts';
import { ownSuite } from './support/ownSuite.ts';
import { withReplaced } from './support/panel.ts';
import { publicOrigin, startPublicService, trustPublicService } from './support/publicService.ts';
import { addresses, standIn } from './support/standIn.ts';
import { createFakeSecrets, createStudio, type Studio } from './support/studio.ts';
import { assertKeyStayedHome, assertTellsNoSecret, postCount } from './support/traffic.ts';
import { closeEditors, filesBelow, freshFolder, removeFolder } from './support/workspace.ts';
import { withSetting, workspaceUri } from './support/workspace.ts';

const { apiKey, apiOrigin, storageOrigin, thirdOrigin } = addresses;
const isMade: FaultRule = { fault: 'processing', polls: 0 };

/** Every character as an escape of JSON: the same text to whoever parses it. */
const escaped = (text: string): string =>
  Array.from(text, (each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');

const record = (uuid: string, changes: object = {}): string =>
  JSON.stringify({
    aiRecord: {
      uuid,
      status: 'SUCCESS',
      temporaryUrl: '{imageUrl}',
      aiRecordDetail: { resultObject: ['images/a.webp'] },
      ...changes,
    },
  });

const refusal = (message: string): FaultRule => ({
  fault: 'rawAnswer',
  status: 400,
  body: JSON.stringify({ errorCode: 'EXTERNAL_API_RESPONSE_WITH_ERROR', message }),
});

ownSuite('A hostile service', () => {
  let studio: Studio;
  let folder = '';
  let watch: HarmWatch;
  const shown: string[] = [];
  const logged: string[] = [];

  suiteSetup(async () => {
    await closeEditors();
    watch = await watchForHarm();
  });
  suiteTeardown(() => watch.assertNoHarm());
  setup(async () => {
    folder = freshFolder();
    shown.length = 0;
    logged.length = 0;
    await standIn.reset();
    studio = createStudio();
  });
  teardown(async () => {
    studio.dispose();
    await removeFolder(folder);
    assertKeyStayedHome(await standIn.received());
  });

  const args = () => ({ prompt: 'A pier', megapixels: '0.25', insert: false, folder });

  /** As a person's command does it; what is shown is kept. */
  async function generateForPerson(): Promise<ImageError | undefined> {
    let error: ImageError | undefined;
    const log: Log = { ...silentLog, warn: (line) => void logged.push(redact(line)) };
    const generate = createGenerateForPerson({
      studio: {
        ...studio.images,
        async run(...given) {
          const outcome = await studio.images.run(...given);
          error = outcome.failures[0]?.error;
          return outcome;
        },
      },
      keyDialog: {} as ApiKeyDialog,
      editPrompt: async () => undefined,
      log,
    });
    const note = async (text: string): Promise<void> => void shown.push(text);
    await withReplaced(vscode.window, 'showErrorMessage', note, () =>
      withReplaced(vscode.window, 'showInformationMessage', note, () =>
        generate(studio.prepare(args())),
      ),
    );
    return error;
  }

  function assertToldSafely(): void {
    assert.ok(shown.length > 0);
    for (const text of shown) assert.doesNotMatch(text, /\]\(/, 'a link that could be clicked');
    for (const text of [...shown, ...logged, ...studio.logged.map(redact)]) {
      assert.doesNotMatch(text, /[\p{Cc}\u2028\u2029]/u, 'a control character');
      assert.doesNotMatch(text, /\p{Bidi_Control}/u, 'a character that turns the reading around');
      assert.ok(!text.includes(apiKey), `the key is in "${text}"`);
      assert.ok(text.length <= 2000, 'a flood');
    }
  }

  const hostileIds: Record<string, string> = {
    'a path upwards': '../../../etc/passwd',
    'an absolute path': '/etc/passwd',
    'a path of Windows': '..\\..\\evil',
    'an encoded path': '..%2f..%2fevil',
    'control characters': 'a\u0000b\u001b[31m\r\nX-Evil: 1',
    'a link': '[x](command:flux.evil)',
    'a prototype': '__proto__/x',
    'a flood': 'x'.repeat(100_000),
    'a direction': '\u202efdp.exe',
    nothing: '',
  };
  for (const [what, uuid] of Object.entries(hostileIds)) {
    test(`that names the record with ${what}: the image is saved, and the name goes nowhere`, async () => {
      await standIn.addFault({ fault: 'rawAnswer', body: record(uuid) });
      const { images, failures } = await studio.generate(args());
      assert.deepEqual(failures, []);
      assert.equal(images[0]?.recordId, '');
      assert.deepEqual(await filesBelow(folder), ['a-pier.webp']);
      const { requests } = await standIn.received();
      assert.equal(requests.length, 2, 'the paid request and the download');
    });

    test(`that names a record in process with ${what}: nobody asks for it`, async () => {
      const body = record(uuid, { status: 'PROCESSING', temporaryUrl: undefined });
      await standIn.addFault({ fault: 'rawAnswer', body });
      const { failures } = await studio.generate(args());
      assert.equal(failures[0]?.error.code, 'badReply');
      assert.equal(failures[0]?.error.recordId, undefined);
      assert.equal((await standIn.received()).requests.length, 1);
    });
  }

  const hostileWords: Record<string, string> = {
    'a link that runs a command': 'Busy. [Click here](command:workbench.action.terminal.new)',
    'a link to a file': '[Details](file:///etc/passwd "title")',
    'a link with a line break in it': '[Details]\n(https://evil.example)',
    'escapes of a terminal': '\u001b[31mred\u001b]0;title\u0007\u009b2J',
    'turned reading directions': 'Pay \u202e001\u2066 now \u200f\u061c',
    'line separators': 'one\u2028INFO two\u2029three\r\nfour',
    HTML: '<img src=x onerror=alert(1)> is refused <script>alert(1)</script>',
    'a flood': 'word '.repeat(50_000),
    'variables of a snippet': '${CLIPBOARD} $1 ${1|a,b|} `$(id)`',
    'half a character': 'x'.repeat(499) + '😀'.slice(0, 1),
  };
  for (const [what, words] of Object.entries(hostileWords)) {
    test(`whose refusal is made of ${what}: people and the log get plain words`, async () => {
      await standIn.addFault(refusal(words));
      const error = await generateForPerson();
      assert.ok(error);
      assertToldSafely();
    });

    test(`whose record fails with ${what}: people and the log get plain words`, async () => {
      const resultObject = { code: words, name: 'BusinessError', message: words };
      const body = record('{recordId}', { status: 'FAILURE', aiRecordDetail: { resultObject } });
      await standIn.addFault({ fault: 'rawAnswer', body });
      const error = await generateForPerson();
      assert.equal(error?.code, 'badReply');
      assertToldSafely();
    });
  }

  const echoes: Record<string, FaultRule> = {
    'in a refusal': refusal(`Your key ${apiKey} is out of luck`),
    'escaped in a refusal': {
      fault: 'rawAnswer',
      status: 400,
      body: `{"message":"Your key ${escaped(apiKey)} is out of luck"}`,
    },
    'escaped twice': {
      fault: 'rawAnswer',
      status: 400,
      body: JSON.stringify({ details: `{"message":"the key ${escaped(apiKey)}"}` }),
    },
    'in a page of a gateway': {
      fault: 'rawAnswer',
      status: 502,
      headers: { 'content-type': 'text/plain' },
      body: `upstream got API-KEY: ${apiKey}`,
    },
    'in the failure of a record': {
      fault: 'rawAnswer',
      body: `{"aiRecord":{"status":"FAILURE","resultObject":{"message":"${escaped(apiKey)}"}}}`,
    },
    'in the address of the image': {
      fault: 'rawAnswer',
      body: record('a', { temporaryUrl: `${storageOrigin}/${apiKey}?key=${apiKey}` }),
    },
    'escaped in the address of the image': {
      fault: 'rawAnswer',
      body: record('a', { temporaryUrl: 'URL' }).replace(
        'URL',
        `${storageOrigin}/${escaped(apiKey)}`,
      ),
    },
    'in a redirect': {
      fault: 'rawAnswer',
      status: 307,
      headers: { location: `${thirdOrigin}/?key=${apiKey}` },
      body: '',
    },
  };
  for (const [where, rule] of Object.entries(echoes)) {
    test(`that tells the key back ${where}: nobody else hears it`, async () => {
      await standIn.addFault(rule);
      const error = await generateForPerson();
      assert.ok(error);
      assertTellsNoSecret(error, apiKey);
      assertToldSafely();
      assert.equal(postCount(await standIn.received()), 1);
    });
  }

  test('that redirects: neither the key nor the prompt follows', async () => {
    const statuses = [301, 302, 303, 307, 308];
    for (const status of statuses) {
      const headers = { location: `${thirdOrigin}/api/features` };
      const redirect = { fault: 'rawAnswer', status, headers, body: '' } as const;
      const [atOnce, later] = [`${status} at once`, `${status} later`];
      await standIn.addFault({ ...redirect, promptIncludes: atOnce });
      await standIn.addFault({ ...isMade, promptIncludes: later });
      await standIn.addFault({ ...redirect, route: 'result', promptIncludes: later });
    }
    const prompts = statuses.flatMap((status) => [`${status} at once`, `${status} later`]);
    const outcomes = await Promise.all(
      prompts.map((prompt) => studio.generate({ ...args(), prompt })),
    );
    for (const { failures } of outcomes) assert.equal(failures[0]?.error.code, 'badReply');
    const { requests } = await standIn.received();
    assert.equal(requests.length, 15);
    assert.ok(requests.every(({ origin }) => origin === 'api'));
  });

  test('whose storage redirects back to the API gets a question without the key', async () => {
    await standIn.addFault({ fault: 'redirect', location: `${apiOrigin}/api/results/a?x=1` });
    const { failures } = await studio.generate(args());
    assert.equal(failures.length, 1);
    const asked = (await standIn.received()).requests.filter(
      ({ path }) => path === '/api/results/a',
    );
    assert.ok(asked.length > 0);
    for (const { headers } of asked) assert.ok(!('api-key' in headers));
  });

  test('on the internet does not lead a download onto this computer or its network', async () => {
    await using service = await startPublicService();
    await using proxy = await startConnectProxy({ targetPort: service.port });
    using _ = trustPublicService();
    const secrets = createFakeSecrets();
    secrets.stored.set(`apiKey@${publicOrigin}`, apiKey);
    const own = createStudio(secrets);
    const places = [
      thirdOrigin,
      thirdOrigin.replace('http:', 'https:'),
      'https://localhost/a',
      'https://[::1]/a',
      'https://127.1/a',
      'https://2130706433/a',
      'https://0x7f.0.0.1/a',
      'https://192.168.1.1/a',
      'https://169.254.169.254/latest/meta-data',
      'https://[fd00::1]/a',
      'https://[::ffff:127.0.0.1]/a',
      'https://printer/a',
      'https://router.local/a',
      'https://a.internal/a',
      'file:///etc/passwd',
      'ftp://images.example/a',
      'javascript:alert(1)',
      'command:flux.evil',
    ];
    await withSetting('fluxKlein.apiEndpoint', publicOrigin, () =>
      withSetting('http.proxy', proxy.url, async () => {
        for (const temporaryUrl of places) {
          const rule = {
            fault: 'rawAnswer',
            body: record('a', { temporaryUrl }),
            times: 1,
          } as const;
          await standIn.addFault(rule);
          const { failures } = await own.generate(args());
          assert.equal(failures[0]?.error.code, 'badReply', temporaryUrl);
        }
      }),
    );
    own.dispose();
    const { requests } = await standIn.received();
    assert.equal(requests.length, places.length);
    assert.ok(requests.every(({ origin, method }) => origin === 'api' && method === 'POST'));
    const targets = new Set(proxy.asked.map(({ target }) => target));
    assert.deepEqual([...targets], [`${new URL(publicOrigin).host}:443`]);
  });

  test('that asks to wait in odd words: it ends, and is made once at most', async () => {
    const tooLong = ['9'.repeat(400), '601'];
    const odd = ['1e999', '-1e9', 'NaN', '%00', 'Thu, 01 Jan 1970 00:00:00 GMT'];
    for (const [index, retryAfter] of [...tooLong, ...odd].entries()) {
      await standIn.addFault({
        fault: 'rawAnswer',
        status: 429,
        headers: { 'retry-after': retryAfter },
        body: '',
        times: 1,
        promptIncludes: `Wait ${index}`,
      });
    }
    const outcomes = await Promise.all(
      [...tooLong, ...odd].map((_, index) =>
        studio.generate({ ...args(), prompt: `Wait ${index}` }),
      ),
    );
    assert.deepEqual(
      outcomes.map(({ failures }) => failures[0]?.error.code),
      [...tooLong.map(() => 'rateLimited'), ...odd.map(() => undefined)],
    );
    assert.equal(postCount(await standIn.received()), tooLong.length + 2 * odd.length);
  });

  test('leaves nothing beside the folder that is open', async () => {
    const parent = dirname(workspaceUri().fsPath);
    assert.deepEqual(await readdir(parent), [workspaceUri().path.split('/').at(-1)]);
  });
});

const nothing = (): void => undefined;
const silentLog = {
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  show: nothing,
  dispose: nothing,
};
