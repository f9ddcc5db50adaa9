import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { ImageAction, ImageCard } from '../../src/protocol/messages.ts';
import type { ApiKeyDialog } from '../../src/vscode/dialogs/apiKeyDialog.ts';
import { afterTrial, withFullDisk } from '../support/failingDisk.ts';
import { createMemoryFiles } from './support/memoryFiles.ts';
import { createPanelInTest, postsOf, withReplaced, type PanelInTest } from './support/panel.ts';
import { standIn } from './support/standIn.ts';
import { paidBodies } from '../support/paidBodies.ts';
import {
  closeEditors,
  filesBelow,
  freshFolder,
  inWorkspace,
  removeFolder,
  showDocument,
} from './support/workspace.ts';

suite('With an image of the panel one can', () => {
  let panel: PanelInTest;
  let folder: string;
  setup(async () => {
    await standIn.reset();
    await closeEditors();
    folder = freshFolder();
    panel = createPanelInTest();
    panel.receive({ type: 'ready' });
    await vscode.workspace
      .getConfiguration('fluxKlein')
      .update('assetsFolder', folder, vscode.ConfigurationTarget.Global);
  });
  teardown(async () => {
    panel.dispose();
    await closeEditors();
    await removeFolder(folder);
    await vscode.workspace
      .getConfiguration('fluxKlein')
      .update('assetsFolder', undefined, vscode.ConfigurationTarget.Global);
  });

  const isSettled = ({ status }: ImageCard): boolean =>
    !['queued', 'running', 'saving'].includes(status);

  async function made(count: number): Promise<readonly ImageCard[]> {
    panel.generate({ count, seed: 100 });
    return settled(count);
  }
  const settled = (count: number): Promise<readonly ImageCard[]> =>
    panel.untilCards((cards) => cards.length === count && cards.every(isSettled));
  const act = ({ id }: ImageCard, action: ImageAction): void =>
    panel.receive({ type: 'act', id, action });
  const announced = (): string[] => postsOf(panel.posts, 'announce').map(({ text }) => text);
  const untilAnnounced = (words: RegExp): Promise<void> =>
    panel.until(() => announced().some((text) => words.test(text)));
  const paid = async () => paidBodies(await standIn.received());

  test('insert it into the document that had the focus last', async () => {
    const { document } = await showDocument(`${folder}/page.md`, 'Text\n');
    const [card] = await made(1);
    act(card!, 'insert');
    const [after] = await panel.untilCards((cards) => cards[0]?.insertedInto !== undefined);
    assert.equal(after?.insertedInto, 'page.md');
    assert.match(
      document.getText(),
      /!\[A red fox in fresh snow\]\(a-red-fox-in-fresh-snow\.webp\)/,
    );
    assert.ok(announced().includes('Inserted into page.md.'));
    assert.equal((await paid()).length, 1);
  });

  test('insert it without a document: the link is on the clipboard, and it is said', async () => {
    const [card] = await made(1);
    act(card!, 'insert');
    await untilAnnounced(/clipboard/);
    assert.match(await vscode.env.clipboard.readText(), /^!\[A red fox.*\]\(.*\.webp\)$/);
    assert.equal(panel.posts.length > 0 && (await settled(1))[0]?.insertedInto, undefined);
  });

  test('copy its link as it would stand in the document', async () => {
    await showDocument(`${folder}/sub/page.md`, '');
    const [card] = await made(1);
    act(card!, 'copyLink');
    await untilAnnounced(/^Link copied\.$/);
    assert.equal(
      await vscode.env.clipboard.readText(),
      '![A red fox in fresh snow](../a-red-fox-in-fresh-snow.webp)',
    );
  });

  test('open and reveal its file, and nothing else', async () => {
    const [card] = await made(1);
    const done: unknown[][] = [];
    const ended = Promise.withResolvers<void>();
    const note = async (...call: unknown[]): Promise<void> => {
      done.push(call.map(String));
      if (done.length === 2) ended.resolve();
    };
    await withReplaced(vscode.commands, 'executeCommand', note, async () => {
      act(card!, 'open');
      act(card!, 'reveal');
      await ended.promise;
    });
    const uri = inWorkspace(`${folder}/${card?.fileName}`).toString();
    assert.deepEqual(done, [
      ['vscode.open', uri],
      ['revealInExplorer', uri],
    ]);
  });

  test('vary it: the same prompt and options with new seeds, as many as the form says', async () => {
    const [card] = await made(1);
    act(card!, 'vary');
    const cards = await settled(2);
    const [first, second] = await paid();
    const { seed: firstSeed, ...options } = first!;
    const { seed: secondSeed, ...others } = second!;
    assert.deepEqual(others, options);
    assert.notEqual(firstSeed, secondSeed);
    assert.equal(cards[1]?.id, card?.id, 'the new one comes first');
  });

  test('make a draft full size: the seed stays', async () => {
    const [card] = await made(1);
    assert.equal(card?.isDraft, true);
    act(card, 'makeFullSize');
    const [full] = await settled(2);
    assert.deepEqual([full?.isDraft, full?.seed], [false, card.seed]);
    const [, sent] = await paid();
    assert.deepEqual([sent?.['megapixels'], sent?.['seed']], ['1', 100]);
  });

  test('put its settings back into the form, seed included', async () => {
    const [, second] = await made(2);
    act(second!, 'reuseSettings');
    await panel.until((posts) => postsOf(posts, 'fill').length === 1);
    const { values } = postsOf(panel.posts, 'fill')[0]!;
    assert.equal(values.seed, 101);
    assert.equal(values.prompt, 'A red fox in fresh snow');
    assert.equal(values.aspectRatio, '16:9');
  });

  test('discard the others of its batch once it is inserted', async () => {
    await showDocument(`${folder}/page.md`, '');
    const cards = await made(3);
    assert.ok(cards.every(({ hasOthers }) => !hasOthers));
    act(cards[1]!, 'insert');
    const after = await panel.untilCards((all) => all.some(({ hasOthers }) => hasOthers));
    assert.deepEqual(
      after.map(({ hasOthers }) => hasOthers),
      [false, true, false],
    );
    await withReplaced(
      vscode.window,
      'showWarningMessage',
      async (_question: string, _options: object, button: string) => button,
      async () => {
        act(cards[1]!, 'discardOthers');
        const left = await panel.untilCards((all) => all.length === 1);
        assert.equal(left[0]?.id, cards[1]?.id);
        assert.equal(left[0]?.hasOthers, false);
      },
    );
    assert.deepEqual(await filesBelow(folder), [cards[1]!.fileName!, 'page.md'].sort());
  });

  test('delete it, and keep it where the question is not answered with yes', async () => {
    const [card] = await made(1);
    await vscode.workspace.fs.writeFile(
      inWorkspace(`${folder}/page.md`),
      Buffer.from(`![](${card?.fileName})`),
    );
    const asked = Promise.withResolvers<void>();
    const backOut = async (): Promise<void> => asked.resolve();
    await withReplaced(vscode.window, 'showWarningMessage', backOut, async () => {
      act(card!, 'delete');
      await asked.promise;
    });
    assert.ok((await filesBelow(folder)).includes(card!.fileName!));
    const agree = async (_q: string, _o: object, button: string): Promise<string> => button;
    await withReplaced(vscode.window, 'showWarningMessage', agree, async () => {
      act(card!, 'delete');
      await untilAnnounced(/^Image deleted\.$/);
    });
    assert.deepEqual(await filesBelow(folder), ['page.md']);
    await settled(0);
  });

  test('cancel it alone, and all', async () => {
    await standIn.setLatency({ postMs: 60_000 });
    panel.generate({ count: 3 });
    await standIn.untilCounted({ paidRequests: 3 });
    const cards = await panel.untilCards(
      (all) => all.length === 3 && all.every(({ status }) => status === 'running'),
    );
    act(cards[1]!, 'cancel');
    await panel.untilCards((all) => all[1]?.status === 'cancelled');
    panel.receive({ type: 'cancelAll' });
    const after = await settled(3);
    assert.deepEqual(
      after.map(({ status, words }) => [status, words]),
      Array.from({ length: 3 }, () => ['cancelled', 'Cancelled. The image may have been charged.']),
    );
    assert.deepEqual(await filesBelow(folder), []);
  });

  test('retry one that failed: the same seed, in the same place, and the rest untouched', async () => {
    await standIn.addFault({ fault: 'http500', seed: 101, times: 1 });
    const cards = await made(3);
    assert.deepEqual(
      cards.map(({ status }) => status),
      ['done', 'failed', 'done'],
    );
    assert.equal(cards[1]?.remedies?.[0]?.action, 'retry');
    // Both presses of an impatient person, before the panel hears of the first.
    act(cards[1], 'retry');
    act(cards[1], 'retry');
    const after = await panel.untilCards((all) => all.every(({ status }) => status === 'done'));
    assert.deepEqual(
      after.map(({ id, seed }) => [id, seed]),
      cards.map(({ id, seed }) => [id, seed]),
    );
    assert.equal((await paid()).length, 4);
    assert.equal((await filesBelow(folder)).length, 3);
  });

  test('check again after a possible charge, for free and before paying', async () => {
    // The link and the fresh one that is asked for by itself.
    await standIn.addFault({ fault: 'expiredLink', times: 2 });
    const [card] = await made(1);
    assert.deepEqual(
      card?.remedies?.slice(0, 2).map(({ label }) => label),
      ['Check again (free)', 'Retry (may be charged again)'],
    );
    act(card!, 'checkAgain');
    const [after] = await panel.untilCards((all) => all[0]?.status === 'done');
    assert.deepEqual([after?.id, after?.seed], [card?.id, card?.seed]);
    assert.equal((await paid()).length, 1);
  });

  test('save an image elsewhere that could not be saved, without paying again', async () => {
    await withFullDisk(afterTrial(/\.tmp$/), async () => {
      const [card] = await made(1);
      assert.equal(card?.status, 'failed');
      assert.equal(card.remedies?.[0]?.action, 'saveElsewhere');
    });
    const [card] = await settled(1);
    const chosen = inWorkspace(`${folder}/elsewhere/mine.webp`);
    await withReplaced(
      vscode.window,
      'showSaveDialog',
      async () => chosen,
      async () => {
        act(card!, 'saveElsewhere');
        await panel.untilCards((all) => all[0]?.status === 'done');
      },
    );
    assert.deepEqual(await filesBelow(folder), ['elsewhere/mine.webp']);
    assert.equal((await paid()).length, 1);
  });

  test('set the key late: an image that was tried meanwhile is not paid for by a press that is out of date', async () => {
    panel.dispose();
    const done = Promise.withResolvers<boolean>();
    const opened = Promise.withResolvers<void>();
    const keyDialog: ApiKeyDialog = {
      ensure: async () => true,
      set: () => (opened.resolve(), done.promise),
      remove: async () => undefined,
      check: async () => undefined,
    };
    panel = createPanelInTest({ keyDialog });
    panel.receive({ type: 'ready' });
    await standIn.addFault({ fault: 'invalidToken', times: 1 });
    const [card] = await made(1);
    assert.ok(card?.remedies?.some(({ label }) => label === 'Set API Key and Retry'));
    act(card!, 'setApiKey');
    await opened.promise;
    await standIn.addFault({ fault: 'http504', times: 1 });
    act(card!, 'retry');
    const late = ([first]: readonly ImageCard[]): boolean =>
      first?.remedies?.[0]?.label === 'Retry (may be charged again)';
    await panel.untilCards(late);
    await standIn.addFault({ fault: 'rateLimited', retryAfterSeconds: 3600 });
    done.resolve(true);
    await new Promise((resolve) => setTimeout(resolve, 300));
    const [after] = await settled(1);
    assert.ok(late([after!]), JSON.stringify(after));
    assert.equal((await paid()).length, 2);
  });

  test('dismiss one that failed', async () => {
    await standIn.addFault({ fault: 'http500' });
    const [card] = await made(1);
    act(card!, 'dismiss');
    await settled(0);
  });

  test('see it again after a reload, to the byte, and that its file is gone where it is', async () => {
    const storage = createMemoryFiles();
    const storageUri = storage.uri('/storage');
    const before = createPanelInTest({ storageUri });
    before.receive({ type: 'ready' });
    before.generate({});
    const [card] = await before.untilCards((all) => all.length === 1 && all.every(isSettled));
    before.dispose();
    while (!storage.paths().includes('/storage/images.json')) await new Promise(setImmediate);

    const after = createPanelInTest({ storageUri });
    after.receive({ type: 'ready' });
    assert.deepEqual(await after.untilCards((all) => all.length === 1), [card]);
    const lengths = (): number[] =>
      postsOf(after.posts, 'picture').map(({ bytes }) => bytes.byteLength);
    after.receive({ type: 'showPictures', ids: [card!.id] });
    await after.until(() => lengths().length === 1);
    await removeFolder(folder);
    after.receive({ type: 'showPictures', ids: [card!.id] });
    await after.until(() => lengths().length === 2);
    assert.deepEqual(lengths(), [card?.byteCount, 0]);
    after.dispose();
    storage.dispose();
  });

  test('write any prompt: it is data on the card, and what the service says is short and plain', async () => {
    const hostile = [
      '<img src=x onerror=alert(1)><script>alert(1)</script> &amp;',
      '\u202egnp.exe\u202c \u2066\u2067 שלום',
      `${'long words '.repeat(900)}end`,
      '${1} $CLIPBOARD [x](command:y) `code`',
    ];
    for (const [index, prompt] of hostile.entries()) {
      await standIn.reset();
      panel.generate({ prompt });
      const [card] = await settled(2 * index + 1);
      assert.equal(card?.prompt, prompt.trim());
      assert.match(card?.fileName ?? '', /^[\p{L}\p{M}\p{N}-]{1,80}\.webp$/u);
      await standIn.addFault({
        fault: 'providerRefusal',
        cause: `${prompt}\u0007\u202e\n${prompt}`,
      });
      panel.generate({ prompt });
      const [failed] = await settled(2 * index + 2);
      assert.equal(failed?.status, 'failed');
      const words = failed?.words ?? '';
      assert.ok(words.length > 10 && [...words].length <= 500, `${words.length} characters`);
      assert.doesNotMatch(words, /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
      assert.doesNotMatch(words, /\]\(/);
    }
  });
});
