import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { FormValues, PanelState } from '../../src/protocol/messages.ts';
import { sampleForm } from '../support/hostileIntents.ts';
import { createPanelInTest, postsOf, type PanelInTest } from './support/panel.ts';
import { addresses, standIn } from './support/standIn.ts';
import {
  closeEditors,
  freshFolder,
  removeFolder,
  showDocument,
  withSetting,
} from './support/workspace.ts';

suite('What the panel shows before anything is sent', () => {
  let panel: PanelInTest;
  let folder: string;
  let lastSeed = 77_000_000;
  setup(async () => {
    await standIn.reset();
    await closeEditors();
    folder = freshFolder();
    panel = createPanelInTest();
    panel.receive({ type: 'ready' });
  });
  teardown(async () => {
    panel.dispose();
    await closeEditors();
    await removeFolder(folder);
  });

  const newest = (): PanelState | undefined => postsOf(panel.posts, 'state').at(-1)?.state;
  /** The newest state, once it is as wanted. */
  async function untilState(isWanted: (state: PanelState) => boolean): Promise<PanelState> {
    await panel.until(() => {
      const state = newest();
      return state !== undefined && isWanted(state);
    });
    return newest()!;
  }
  /** The state for this form and no earlier one: a seed of its own in the code tells. */
  async function stateFor(form: Partial<FormValues>): Promise<PanelState> {
    const seed = form.seed ?? ++lastSeed;
    panel.receive({ type: 'formChanged', form: { ...sampleForm, ...form, seed } });
    return untilState(({ code }) => code.curl.includes(`${seed}`));
  }

  test('the file follows prompt and format', async () => {
    const kites = await stateFor({ prompt: 'Nine red kites' });
    assert.equal(kites.preview.file, 'assets/nine-red-kites.webp');
    const { preview } = await stateFor({ prompt: 'Two boats', outputFormat: 'png' });
    assert.deepEqual([preview.file, preview.isFileKnown], ['assets/two-boats.png', true]);
  });

  test('the target follows the editor', async () => {
    assert.equal((await stateFor({})).preview.target, 'the clipboard');
    await showDocument(`${folder}/first.md`, 'a\nb\n', [1, 0, 1, 0]);
    const first = await untilState(({ preview }) => preview.documentName === 'first.md');
    assert.equal(first.preview.target, `${folder}/first.md, line 2`);
    await showDocument(`${folder}/second.md`, '');
    await untilState(({ preview }) => preview.documentName === 'second.md');
    await showDocument(`${folder}/code.ts`, '');
    const last = await untilState(({ preview }) => preview.target === 'the clipboard');
    assert.equal(last.preview.documentName, undefined);
  });

  test('the line follows the cursor', async () => {
    const editor = await showDocument(`${folder}/page.md`, 'a\nb\nc\n');
    await untilState(({ preview }) => preview.target.endsWith('page.md, line 1'));
    editor.selection = new vscode.Selection(2, 0, 2, 0);
    await untilState(({ preview }) => preview.target.endsWith('page.md, line 3'));
  });

  test('folder and defaults follow the settings', async () => {
    await stateFor({});
    await withSetting('fluxKlein.assetsFolder', 'pictures', () =>
      withSetting('fluxKlein.aspectRatio', '4:5', async () => {
        const state = await untilState(
          ({ preview, defaults }) =>
            preview.file.startsWith('pictures/') && defaults.aspectRatio === '4:5',
        );
        assert.equal(state.preview.isFileKnown, true);
      }),
    );
    await untilState(
      ({ preview, defaults }) =>
        preview.file.startsWith('assets/') && defaults.aspectRatio === '1:1',
    );
  });

  test('a setting that is wrong is named, and leaves the form a default that works', async () => {
    await withSetting('fluxKlein.assetsFolder', '../outside', async () => {
      const { preview } = await stateFor({});
      assert.match(preview.problem ?? '', /fluxKlein\.assetsFolder/);
      assert.deepEqual([preview.file, preview.isFileKnown], ['', false]);
    });
    await withSetting('fluxKlein.inferenceSteps', 99, async () => {
      assert.equal((await stateFor({})).defaults.inferenceSteps, 4);
    });
  });

  const problems: readonly [Partial<FormValues>, RegExp][] = [
    [{ seed: 0 }, /^Seed takes a whole number from 1 to 4,294,967,295\.$/],
    [{ count: 9 }, /^Variations takes a whole number from 1 to 8\.$/],
    [{ outputQuality: 101 }, /^Quality takes a whole number from 0 to 100\.$/],
    [{ inferenceSteps: 2.5 }, /^Steps takes a whole number from 1 to 4\.$/],
    [{ prompt: 'x'.repeat(10_001) }, /^The prompt is longer than 10,000 characters\.$/],
  ];
  for (const [form, words] of problems) {
    test(`${Object.keys(form).join()} that is wrong is told in words, and generates nothing`, async () => {
      panel.receive({ type: 'formChanged', form: { ...sampleForm, ...form } });
      await untilState(({ preview }) => words.test(preview.problem ?? ''));
      panel.generate(form);
      await panel.until((posts) => postsOf(posts, 'announce').length > 0);
      assert.match(postsOf(panel.posts, 'announce')[0]?.text ?? '', words);
      assert.equal((await standIn.received()).counts.paidRequests, 0);
    });
  }

  test('an empty prompt is no problem yet', async () => {
    const { preview } = await stateFor({ prompt: '  ' });
    assert.equal(preview.problem, undefined);
    assert.equal(preview.isFileKnown, true);
  });

  test('the code follows the form, with a place for the key and never a key', async () => {
    const { code } = await stateFor({ prompt: 'Three gulls', seed: 4711 });
    for (const [language, text] of Object.entries(code)) {
      assert.match(text, /<api-key>/, language);
      assert.match(text, /Three gulls/, language);
      assert.match(text, /4711/, language);
      assert.ok(!text.includes(addresses.apiKey), language);
    }
  });

  test('copying the code copies what is shown', async () => {
    const { code } = await stateFor({ prompt: 'Four gulls' });
    for (const language of ['curl', 'javascript', 'python'] as const) {
      const before = postsOf(panel.posts, 'announce').length;
      panel.receive({ type: 'copyCode', language });
      await panel.until((posts) => postsOf(posts, 'announce').length > before);
      assert.equal(await vscode.env.clipboard.readText(), code[language]);
    }
  });

  test('the price is that of all variations, and what was spent adds up', async () => {
    const state = await untilState(({ preview }) => preview.price !== undefined);
    assert.equal(state.preview.price, 'Costs 1,000 credits');
    assert.equal((await stateFor({ count: 4 })).preview.price, 'Costs 4,000 credits');
    panel.generate({ count: 2 });
    const after = await untilState(({ preview }) => preview.spent?.startsWith('2,000') === true);
    assert.match(after.preview.price ?? '', /^Costs 2,000 of [\d,]+ credits$/);
  });

  test('prompts sent before come with it, each once, the newest first', async () => {
    for (const [count, prompt] of ['One', 'Two', 'One'].entries()) {
      panel.generate({ prompt });
      await panel.untilCards(
        (cards) => cards.length === count + 1 && cards.every(({ status }) => status === 'done'),
      );
    }
    await untilState(
      ({ earlierPrompts, queue }) => queue.running === 0 && earlierPrompts.join() === 'One,Two',
    );
  });
});
