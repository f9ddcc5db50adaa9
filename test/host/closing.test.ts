import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { createPauseSwitches } from '../../src/vscode/dialogs/pauseSwitch.ts';
import { createGenerateForProgram } from '../../src/app/commands/generateForProgram.ts';
import { runImageOrders } from '../../src/vscode/commands/runImageOrders.ts';
import { isFetchable } from '../../src/core/ledgerEntry.ts';
import { createImageRecovery } from '../../src/app/unsaved/imageRecovery.ts';
import { createLedgerInTest, type LedgerInTest } from './support/ledger.ts';
import { createPanelInTest } from './support/panel.ts';
import { addresses, standIn } from './support/standIn.ts';
import { createFakeSecrets } from './support/studio.ts';
import { createStudioParts } from './support/studioParts.ts';
import { postCount } from './support/traffic.ts';
import { closeEditors, freshFolder, removeFolder, withSetting } from './support/workspace.ts';
import { createProgramPorts } from '../../src/vscode/commands/programPorts.ts';

type Parts = ReturnType<typeof createStudioParts>;

const here = () => ({
  target: undefined,
  args: {},
  workspaceFolder: vscode.workspace.workspaceFolders?.[0],
});

/** Asks for so many images, each front door in its way; resolves to how they ended. */
type Door = (parts: Parts, count: number) => Promise<readonly string[]>;

suite('A window that closes', () => {
  let folder: string;
  let ledger: LedgerInTest;

  setup(async () => {
    await standIn.reset();
    await closeEditors();
    folder = freshFolder();
    ledger = await createLedgerInTest(addresses.apiOrigin);
  });
  teardown(async () => {
    await ledger.remove();
    await removeFolder(folder);
  });

  const open = (): Parts =>
    createStudioParts({ secrets: createFakeSecrets(), ledger: ledger.openWindow() });
  const argsOf = (count: number) =>
    ({ prompt: 'A tide', megapixels: '0.25', insert: false, seed: 1, count, folder }) as const;

  const program: Door = async ({ studio, targets, keys, settings }, count) => {
    const generate = createGenerateForProgram({
      studio,
      targets,
      keys,
      settings,
      ...createProgramPorts({ studio, settings }),
    });
    try {
      await generate(argsOf(count));
      return [];
    } catch (error) {
      const { code, failures } = error as { code: string; failures?: { code: string }[] };
      return failures?.map((each) => each.code) ?? [code];
    }
  };
  const longBatch: Door = async ({ studio }, count) => {
    const pauses = createPauseSwitches();
    const { count: _, seed, folder: __, insert: ___, ...args } = argsOf(count);
    const orders = Array.from({ length: count }, (_each, index) => ({
      args: { ...args, seed: seed + index },
      destination: { subfolder: folder },
    }));
    const { failures } = await runImageOrders(
      { studio, pauses },
      studio.order(orders, here()),
      'Images',
    );
    pauses.dispose();
    return failures.map(({ error }) => error.code);
  };
  const panelDoor: Door = async ({ studio, targets, links }, count) => {
    const panel = createPanelInTest({ studio, targets, links });
    panel.generate({ prompt: 'A tide', megapixels: '0.25', count, seed: 1 });
    const cards = await panel.untilCards(
      (all) =>
        all.length === count && all.every(({ status }) => /done|failed|cancelled/.test(status)),
    );
    const statuses = cards.map(({ status }) => status);
    panel.dispose();
    return statuses;
  };

  const doors = { 'a program': program, 'a long batch': longBatch, 'the panel': panelDoor };
  for (const [title, door] of Object.entries(doors)) {
    test(`while ${title} has images under way and others wait for a place: no more is sent, and what was sent is kept`, async () => {
      await standIn.addFault({ fault: 'hang' });
      await withSetting('fluxKlein.maxParallelRequests', 2, async () => {
        const parts = open();
        const running = door(parts, 5);
        await standIn.untilCounted({ paidRequests: 2 });
        await parts.service.end();
        const left = await ledger.openWindow().left.list();
        assert.equal(
          left.entries.length,
          2,
          'the two that may have been charged are in the ledger',
        );
        assert.deepEqual(await running, Array<string>(5).fill('cancelled'));
        await standIn.reset();
        assert.deepEqual(await door(parts, 2), ['cancelled', 'cancelled'], 'it stays closed');
        assert.deepEqual((await standIn.received()).requests, []);
        parts.dispose();
      });
    });
  }

  for (const [title, rule, settings] of [
    [
      'the service has asked to wait',
      { fault: 'rateLimited', retryAfterSeconds: 500 },
      ['fluxKlein.requestsPerMinute', 6000],
    ],
    [
      'a request waits for its turn in the minute',
      { fault: 'processing', polls: 0 },
      ['fluxKlein.requestsPerMinute', 1],
    ],
  ] as const) {
    test(`while ${title}: nothing more is sent`, async () => {
      await standIn.addFault(rule);
      await withSetting(settings[0], settings[1], async () => {
        const parts = open();
        const running = program(parts, 2);
        await standIn.untilCounted({ paidRequests: 1 });
        await new Promise((resolve) => setTimeout(resolve, 100));
        const before = (await standIn.received()).requests.length;
        parts.service.dispose();
        assert.deepEqual(await running, ['cancelled', 'cancelled']);
        await new Promise((resolve) => setTimeout(resolve, 200));
        assert.equal((await standIn.received()).requests.length, before);
        parts.dispose();
      });
    });
  }

  test('while a batch is paused: it is over, and nothing is sent', async () => {
    const parts = open();
    const pauses = createPauseSwitches();
    const orders = [1, 2].map((seed) => ({
      args: { prompt: 'A tide', megapixels: '0.25', seed } as const,
      destination: { subfolder: folder },
    }));
    const running = runImageOrders(
      { studio: parts.studio, pauses },
      parts.studio.order(orders, here()),
      '',
    );
    pauses.toggle();
    await new Promise((resolve) => setTimeout(resolve, 300));
    // The order in which the window lets go of both.
    const ended = parts.service.end();
    parts.service.dispose();
    pauses.dispose();
    await ended;
    const { failures } = await running;
    assert.deepEqual(
      failures.map(({ error }) => error.code),
      ['cancelled', 'cancelled'],
    );
    assert.equal(postCount(await standIn.received()), 0);
    parts.dispose();
  });

  test('while an image is recovered: it stays in the list', async () => {
    await standIn.addFault({ fault: 'html' });
    const first = open();
    await program(first, 1);
    first.dispose();
    await standIn.reset();
    await standIn.addFault({ fault: 'hang', route: 'result' });
    const window = ledger.openWindow();
    const parts = createStudioParts({ secrets: createFakeSecrets(), ledger: window });
    const { store, settings, targets, links, log, service } = parts;
    const recovery = createImageRecovery({
      left: window.left,
      store,
      generator: service.generator,
      settings,
      currentTarget: targets.current,
      uris: vscode.Uri,
      linkOf: links.linkOf,
      onRecovered: () => undefined,
      log,
    });
    const wanted = (await window.left.list()).entries
      .filter(isFetchable)
      .map((entry) => ({ entry }));
    assert.equal(wanted.length, 1);
    const never = new AbortController().signal;
    const running = recovery.run(wanted, { onProgress: () => undefined }, never);
    await standIn.untilCounted({ resultReads: 1 });
    await service.end();
    assert.equal((await ledger.openWindow().left.list()).entries.length, 1);
    const { failures } = await running;
    assert.deepEqual(
      failures.map(({ error }) => error.code),
      ['cancelled'],
    );
    parts.dispose();
  });

  test('checks no key any more, and asks for no prices', async () => {
    const parts = open();
    const { images } = parts.service;
    parts.service.dispose();
    const never = new AbortController().signal;
    const endpoint = parts.settings.endpoint();
    for (const asking of [
      images.checkKey(addresses.apiKey, endpoint, never),
      images.listPrices(never),
      images.findRecord('r-1', never),
    ]) {
      await assert.rejects(asking, { code: 'cancelled' });
    }
    assert.deepEqual((await standIn.received()).requests, []);
    parts.dispose();
  });
});
