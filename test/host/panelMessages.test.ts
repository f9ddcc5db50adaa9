import assert from 'node:assert/strict';
import { homedir } from 'node:os';
import { inspect } from 'node:util';
import * as vscode from 'vscode';
import type { ToPanel } from '../../src/protocol/messages.ts';
import type { ApiKeyDialog } from '../../src/vscode/dialogs/apiKeyDialog.ts';
import type { ImageStudio } from '../../src/app/making/imageStudio.ts';
import { hostileIntents, sampleForm, validIntents } from '../support/hostileIntents.ts';
import {
  cardsIn,
  createPanelInTest,
  postsOf,
  withReplaced,
  type PanelInTest,
} from './support/panel.ts';
import { createSeededRandom } from '../support/seededRandom.ts';
import { addresses, standIn } from './support/standIn.ts';
import { closeEditors, filesBelow, showDocument, workspaceUri } from './support/workspace.ts';
import { afterTrial, withFailingDisk } from '../support/failingDisk.ts';

/** Stands in for a part: notes every call, and does nothing. */
function spyOn<T extends object>(calls: string[], name: string, answers: Partial<T> = {}): T {
  return new Proxy(answers, {
    get:
      (target, method) =>
      (...args: unknown[]) => {
        calls.push(`${name}.${String(method)}`);
        const answer = (target as Record<PropertyKey, unknown>)[method];
        return typeof answer === 'function'
          ? (answer as (...all: unknown[]) => unknown)(...args)
          : undefined;
      },
  }) as T;
}

const mark = 'what was on the clipboard before';

suite('What the panel says', () => {
  setup(async () => {
    await standIn.reset();
    await closeEditors();
  });

  test('does nothing but leave a line in the log where it is none of the panel’s intents: 10,000 times', async () => {
    const calls: string[] = [];
    const filesBefore = await filesBelow('.');
    await vscode.env.clipboard.writeText(mark);
    const commands: string[] = [];
    const note = async (id: string): Promise<void> => void commands.push(id);
    await withReplaced(vscode.commands, 'executeCommand', note, async () => {
      const panel = createPanelInTest({
        studio: spyOn<ImageStudio>(calls, 'studio'),
        keyDialog: spyOn<ApiKeyDialog>(calls, 'keyDialog'),
        openInEditor: async () => void calls.push('openInEditor'),
        showPanel: async () => void calls.push('showPanel'),
      });
      for (const message of hostileIntents(10_000, createSeededRandom(4))) panel.receive(message);
      assert.equal(panel.logged.length, 10_000);
      assert.equal(new Set(panel.logged).size, 1, 'nothing of the message is in the log');
      // Whatever a message could have set going is done before an intent that came after it.
      panel.receive({ type: 'scriptFailed', message: 'the last one' });
      await panel.until(() => panel.logged.at(-1)?.includes('the last one') === true);
      assert.deepEqual(panel.posts, []);
      panel.dispose();
    });
    assert.deepEqual({ calls, commands }, { calls: [], commands: [] });
    assert.equal(await vscode.env.clipboard.readText(), mark);
    assert.deepEqual(await filesBelow('.'), filesBefore);
    assert.deepEqual((await standIn.received()).requests, []);
  });

  test('is accepted where it is an intent, every single one', async () => {
    const calls: string[] = [];
    const commands: string[] = [];
    const note = async (id: string): Promise<void> => void commands.push(id);
    await withReplaced(vscode.commands, 'executeCommand', note, async () => {
      const open = vscode.env.openExternal;
      await withReplaced(
        vscode.env,
        'openExternal',
        async () => true,
        async () => {
          assert.notEqual(vscode.env.openExternal, open, 'no browser may open');
          const panel = createPanelInTest({
            keyDialog: spyOn<ApiKeyDialog>(calls, 'keyDialog', {
              ensure: async () => false,
              set: async () => false,
            }),
            openInEditor: async () => void calls.push('openInEditor'),
          });
          for (const intent of validIntents()) panel.receive(intent);
          await panel.until((posts) => postsOf(posts, 'images').length > 0);
          const refused = panel.logged.filter((line) => line.includes('not one of its own'));
          assert.deepEqual(refused, []);
          await panel.until(
            () => calls.includes('openInEditor') && calls.includes('keyDialog.ensure'),
          );
          panel.dispose();
        },
      );
    });
    assert.ok(commands.includes('workbench.action.openSettings'));
  });

  test('about images that there are none of does nothing', async () => {
    const commands: string[] = [];
    const note = async (id: string): Promise<void> => void commands.push(id);
    await withReplaced(vscode.commands, 'executeCommand', note, async () => {
      const panel = createPanelInTest();
      for (const intent of validIntents()) {
        if (intent.type === 'act' || intent.type === 'showPictures') panel.receive(intent);
      }
      panel.receive({ type: 'ready' });
      await panel.until((posts) => postsOf(posts, 'state').length > 0);
      assert.deepEqual(new Set(panel.posts.map(({ type }) => type)), new Set(['images', 'state']));
      panel.dispose();
    });
    assert.deepEqual(commands, []);
    assert.equal((await standIn.received()).counts.paidRequests, 0);
  });
});

/** Every text that a message holds, and its bytes as text. */
function textOf(message: ToPanel): string {
  if (message.type !== 'picture') return inspect(message, { depth: 12, maxStringLength: null });
  return `${message.id} ${message.mimeType} ${Buffer.from(message.bytes).toString('latin1')}`;
}

const secrets = [
  addresses.apiKey,
  'X-Amz',
  new URL(addresses.storageOrigin).host,
  new URL(addresses.thirdOrigin).host,
  'PROVIDER-SECRET',
  'provider-internal',
  homedir(),
  'file://',
  'vscode-remote:',
];

function assertHoldsNoSecret({ posts }: PanelInTest): void {
  assert.ok(posts.length > 3);
  for (const message of posts) {
    const text = textOf(message);
    for (const secret of [...secrets, workspaceUri().path, workspaceUri().fsPath]) {
      assert.ok(!text.includes(secret), `"${secret}" is in ${text.slice(0, 2000)}`);
    }
  }
}

const isSettled = ({ status }: { status: string }): boolean =>
  status === 'done' || status === 'failed' || status === 'cancelled';

suite('What the panel hears', () => {
  let panel: PanelInTest;
  setup(async () => {
    await standIn.reset();
    await closeEditors();
    panel = createPanelInTest();
    panel.receive({ type: 'ready' });
  });
  teardown(() => panel.dispose());

  test('over a whole generation has no key, signed link or path of the disk in it', async () => {
    await showDocument('panel-hears.md', '# Page\n');
    panel.receive({ type: 'formChanged', form: sampleForm });
    panel.generate({ count: 3 });
    const cards = await panel.untilCards(
      (all) => all.length === 3 && all.every(({ status }) => status === 'done'),
    );
    panel.receive({ type: 'showPictures', ids: cards.map(({ id }) => id) });
    await panel.until((posts) => postsOf(posts, 'picture').length === 3);
    panel.receive({ type: 'act', id: cards[0]!.id, action: 'insert' });
    await panel.untilCards((all) => all.some(({ insertedInto }) => insertedInto !== undefined));
    panel.receive({ type: 'act', id: cards[1]!.id, action: 'reuseSettings' });
    await panel.until((posts) => postsOf(posts, 'fill').length === 1);
    assertHoldsNoSecret(panel);
    // The search can find something: the name of the file is there.
    assert.match(textOf(panel.posts.findLast(({ type }) => type === 'images')!), /red-fox/);
  });

  const faults = [
    { fault: 'invalidToken' },
    { fault: 'providerRefusal' },
    { fault: 'expiredLink' },
    { fault: 'badUrl', kind: 'privateIp' },
    { fault: 'badUrl', kind: 'userInfo' },
    { fault: 'dropAfterRead' },
    { fault: 'forbiddenHtml' },
    { fault: 'text' },
    { fault: 'redirect', loop: true },
    { fault: 'notJson' },
  ] as const;
  for (const fault of faults) {
    test(`has none either after ${Object.values(fault).join(' ')}`, async () => {
      await standIn.addFault(fault);
      panel.generate({ count: 1 });
      const [card] = await panel.untilCards((all) => all.length === 1 && all.every(isSettled));
      assert.equal(card?.status, 'failed');
      assertHoldsNoSecret(panel);
    });
  }

  test('has none either where the file cannot be written', async () => {
    for (const code of ['EACCES', 'ENOSPC', 'EIO']) {
      const path = afterTrial(/\.tmp$/);
      await withFailingDisk({ operation: 'open', path, code }, async () => {
        const before = cardsIn(panel.posts).length;
        panel.generate({ count: 1 });
        await panel.untilCards((all) => all.length > before && all.every(isSettled));
      });
    }
    assert.ok(cardsIn(panel.posts).every(({ status }) => status === 'failed'));
    assertHoldsNoSecret(panel);
  });

  test('of a picture is the file, to the byte, and nothing that lay beside it in memory', async () => {
    panel.generate({ count: 2 });
    const cards = await panel.untilCards(
      (all) => all.length === 2 && all.every(({ status }) => status === 'done'),
    );
    panel.receive({ type: 'showPictures', ids: cards.map(({ id }) => id) });
    await panel.until((posts) => postsOf(posts, 'picture').length === 2);
    for (const { id, bytes } of postsOf(panel.posts, 'picture')) {
      assert.equal(bytes.byteLength, cards.find((card) => card.id === id)?.byteCount);
    }
  });
});
