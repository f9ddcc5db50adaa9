import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { ImageError, type FailureReason } from '../../src/core/errors.ts';
import type { ImageService } from '../../src/core/ports.ts';
import type { ApiKeys } from '../../src/vscode/host/apiKeys.ts';
import type { ApiKeyDialog } from '../../src/vscode/dialogs/apiKeyDialog.ts';
import { createCredits, type Credits } from '../../src/vscode/views/panel/credits.ts';
import { createObstacles, type Obstacles } from '../../src/vscode/views/panel/obstacles.ts';
import { priceWords } from '../../src/vscode/views/panel/panelWords.ts';
import { createVsCodeSettings } from '../../src/vscode/host/vscodeSettings.ts';
import { withReplaced } from './support/panel.ts';
import { createTestLog } from './support/testLog.ts';
import { withSetting } from './support/workspace.ts';

const model = 'black-forest-labs/flux-2-klein-4b';

function openCredits(listPrices: () => Promise<ReadonlyMap<string, number>>) {
  const { log, logged } = createTestLog();
  let changes = 0;
  const service = { listPrices } as unknown as ImageService;
  const credits = createCredits({ service, onChange: () => void changes++, log });
  return { credits, logged, changeCount: () => changes };
}

suite('Credits', () => {
  test('are unknown until the service tells, and then known by model', async () => {
    const { credits, changeCount } = openCredits(async () => new Map([[model, 1000]]));
    assert.equal(credits.price(model), undefined);
    await credits.learnPrices();
    assert.deepEqual([credits.price(model), credits.price('other')], [1000, undefined]);
    assert.equal(changeCount(), 1);
  });

  test('are asked for once, by however many panels', async () => {
    let asked = 0;
    const answer = Promise.withResolvers<ReadonlyMap<string, number>>();
    const { credits } = openCredits(() => {
      asked++;
      return answer.promise;
    });
    const both = [credits.learnPrices(), credits.learnPrices()];
    answer.resolve(new Map([[model, 1000]]));
    await Promise.all(both);
    await credits.learnPrices();
    assert.equal(asked, 1);
  });

  test('that the service does not tell are a line in the log, and asked for by the next panel', async () => {
    let asked = 0;
    const { credits, logged } = openCredits(async () => {
      if (++asked === 1) throw new ImageError('serverDown', 'down');
      return new Map([[model, 1000]]);
    });
    await credits.learnPrices();
    assert.equal(credits.price(model), undefined);
    assert.equal(logged.length, 1);
    await credits.learnPrices();
    assert.equal(credits.price(model), 1000);
  });

  test('that are left take off the image just made, and those spent add up', async () => {
    const { credits } = openCredits(async () => new Map([[model, 1000]]));
    await credits.learnPrices();
    credits.noteMade({ model, isFree: false, remainingCredits: 5000 });
    credits.noteMade({ model, isFree: false, remainingCredits: 4000 });
    credits.noteMade({ model, isFree: false });
    assert.deepEqual([credits.remaining(), credits.spent()], [3000, 3000]);
    credits.noteMade({ model, isFree: true, remainingCredits: 3000 });
    assert.deepEqual([credits.remaining(), credits.spent()], [3000, 3000], 'fetched for free');
    credits.noteMade({ model, isFree: false, remainingCredits: 10 });
    assert.equal(credits.remaining(), 0, 'never below nothing');
  });

  test('of an image without a known price count as nothing', () => {
    const { credits } = openCredits(async () => new Map());
    credits.noteMade({ model, isFree: false, remainingCredits: 5000 });
    assert.deepEqual([credits.remaining(), credits.spent()], [5000, 0]);
  });

  test('are out once the service says so, until it makes an image again', () => {
    const { credits } = openCredits(async () => new Map());
    assert.equal(credits.isOut(), false);
    credits.noteOut();
    assert.equal(credits.isOut(), true);
    credits.noteMade({ model, isFree: false });
    assert.equal(credits.isOut(), false);
  });

  test('are told as far as they are known', () => {
    assert.equal(priceWords(4000, 994_766), 'Costs 4,000 of 994,766 credits');
    assert.equal(priceWords(4000, undefined), 'Costs 4,000 credits');
    assert.equal(priceWords(undefined, 994_766), '994,766 credits left');
    assert.equal(priceWords(undefined, undefined), undefined);
  });
});

suite('What stands in the way', () => {
  let key: string | undefined;
  let asked: string[];
  let credits: Credits;
  let obstacles: Obstacles;
  setup(() => {
    key = 'a-key';
    asked = [];
    credits = openCredits(async () => new Map()).credits;
    const keys = { get: async () => key } as unknown as ApiKeys;
    const keyDialog = {
      set: async () => {
        asked.push('set');
        key = 'another';
        return true;
      },
      check: async () => void asked.push('check'),
    } as unknown as ApiKeyDialog;
    obstacles = createObstacles({
      keys,
      keyDialog,
      settings: createVsCodeSettings(),
      credits,
      onChange: () => undefined,
    });
  });

  const failure = (reason: FailureReason): ImageError =>
    new ImageError('network', 'network', { reason });

  test('is nothing where there is a key and a folder', async () => {
    assert.equal(obstacles.current(), undefined);
    await obstacles.look();
    assert.equal(obstacles.current(), undefined);
  });

  test('is the missing key, until the person has set one', async () => {
    key = undefined;
    assert.equal(obstacles.current(), undefined, 'not before it was looked for');
    await obstacles.look();
    assert.equal(obstacles.current(), 'noKey');
    await obstacles.resolve('noKey');
    assert.deepEqual([obstacles.current(), asked], [undefined, ['set']]);
  });

  test('is the key that the service refused', () => {
    obstacles.noteFailure(new ImageError('keyRejected', 'no'));
    assert.equal(obstacles.current(), 'noKey');
  });

  test('is not the key where the endpoint is wrong: that is named elsewhere', async () => {
    key = undefined;
    await withSetting('fluxKlein.apiEndpoint', 'ftp://nowhere', async () => {
      await obstacles.look();
      assert.equal(obstacles.current(), undefined);
    });
  });

  for (const reason of ['dns', 'refused', 'connectTimeout'] as const) {
    test(`is the network after ${reason}, until an image is made`, () => {
      obstacles.noteFailure(failure(reason));
      assert.equal(obstacles.current(), 'offline');
      obstacles.noteSuccess();
      assert.equal(obstacles.current(), undefined);
    });
  }

  test('is not the network where the connection broke off half-way', () => {
    obstacles.noteFailure(failure('dropped'));
    assert.equal(obstacles.current(), undefined);
  });

  test('trying again goes away with the banner and asks the service for free', async () => {
    obstacles.noteFailure(failure('dns'));
    await obstacles.resolve('offline');
    assert.deepEqual([obstacles.current(), asked], [undefined, ['check']]);
  });

  test('is the empty account, and before it the missing key', async () => {
    obstacles.noteFailure(new ImageError('outOfCredit', 'none'));
    obstacles.noteFailure(failure('dns'));
    assert.equal(obstacles.current(), 'noCredit');
    key = undefined;
    await obstacles.look();
    assert.equal(obstacles.current(), 'noKey');
  });

  test('each has one way out', async () => {
    const done: string[] = [];
    await withReplaced(
      vscode.commands,
      'executeCommand',
      async (id: string) => void done.push(id),
      () =>
        withReplaced(
          vscode.env,
          'openExternal',
          async (uri: vscode.Uri) => void done.push(uri.toString()),
          async () => {
            await obstacles.resolve('noFolder');
            await obstacles.resolve('restricted');
            await obstacles.resolve('noCredit');
          },
        ),
    );
    assert.deepEqual(done, [
      'workbench.action.files.openFolder',
      'workbench.trust.manage',
      'https://app.1min.ai/',
    ]);
  });
});
