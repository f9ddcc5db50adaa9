import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parameters } from '../../src/core/parameters.ts';
import type { ToPanel } from '../../src/protocol/messages.ts';
import { panelStrings } from '../../src/protocol/panelStrings.ts';
import { usePanel } from './panelBrowser.ts';
import { limits, prompt, savedForm, setUp, state } from './samples.ts';
import { showPanel } from './scenes.ts';

const open = usePanel();
const openFolds = { options: true, advanced: true, code: true };

test('it asks for everything once, and shows nothing before the answer', async () => {
  const panelPage = await open();
  assert.deepEqual(await panelPage.posted('ready'), [{ type: 'ready' }]);
  assert.equal((await panelPage.panel.innerText()).trim(), '');
  await showPanel(panelPage);
  assert.equal(await panelPage.panel.getByRole('textbox', { name: 'Prompt' }).count(), 1);
  assert.deepEqual(await panelPage.complaints(), []);
  await panelPage.close();
});

test('a host that has begun in the page finds the form there, and what is typed stays', async () => {
  const { defaults } = state;
  const opening: readonly ToPanel[] = [setUp, { type: 'defaults', defaults }];
  const panelPage = await open({ opening });
  const field = panelPage.panel.getByRole('textbox', { name: 'Prompt' });
  await field.fill('typed at once');
  assert.equal(
    await panelPage.panel.getByRole('radio').count(),
    parameters.aspectRatio.choices.length + 2,
  );
  assert.equal(await panelPage.panel.getByText(panelStrings.imagesEmpty).count(), 0);
  const [told] = await panelPage.posted('formChanged');
  assert.equal(told?.form.aspectRatio, defaults.aspectRatio);
  await panelPage.send({ type: 'state', state });
  await panelPage.panel.getByText(state.preview.file).waitFor();
  assert.equal(await field.inputValue(), 'typed at once');
  assert.deepEqual(await panelPage.complaints(), []);
  await panelPage.close();
});

test('defaults that have changed since the page was written are told with the form', async () => {
  const { defaults } = state;
  const panelPage = await open({ opening: [setUp, { type: 'defaults', defaults }] });
  const changed = { ...defaults, outputFormat: 'png' as const };
  await panelPage.send({ type: 'state', state: { ...state, defaults: changed } });
  const told = await panelPage.posted('formChanged');
  assert.deepEqual(
    told.map(({ form }) => form.outputFormat),
    ['webp', 'png'],
  );
  await panelPage.send({ type: 'state', state: { ...state, defaults: changed } });
  assert.equal((await panelPage.posted('formChanged')).length, 2);
  await panelPage.close();
});

test('Ctrl+Enter generates once, also when the workbench passes the key on', async () => {
  const panelPage = await open();
  await showPanel(panelPage);
  await panelPage.page.evaluate(`addEventListener('keydown', ({ key }) => (host.lastKey = key))`);
  await panelPage.panel.getByRole('textbox', { name: 'Prompt' }).fill('a red fox');
  await panelPage.page.keyboard.press('Control+Enter');
  await panelPage.send({ type: 'submit' });
  const sent = await panelPage.posted('generate');
  assert.equal(sent.length, 1);
  assert.equal(sent[0]?.form.prompt, 'a red fox');
  assert.notEqual(await panelPage.page.evaluate('host.lastKey'), 'Enter');
  await panelPage.close();
});

test('the host can submit the form, and plain Enter never does', async () => {
  const panelPage = await open({ saved: savedForm });
  await showPanel(panelPage);
  await panelPage.panel.getByRole('spinbutton', { name: 'Seed' }).press('Enter');
  assert.equal((await panelPage.posted('generate')).length, 0);
  await panelPage.send({ type: 'submit' });
  assert.equal((await panelPage.posted('generate')).length, 1);
  await panelPage.close();
});

test('with a Mac, Cmd+Enter generates', async () => {
  const panelPage = await open({ saved: savedForm });
  await panelPage.send({ type: 'setUp', strings: panelStrings, limits, isMac: true });
  await panelPage.send({ type: 'state', state });
  await panelPage.panel.getByRole('textbox', { name: 'Prompt' }).press('Meta+Enter');
  assert.equal((await panelPage.posted('generate')).length, 1);
  await panelPage.close();
});

test('without a prompt the button says what is missing and goes there', async () => {
  const panelPage = await open();
  await showPanel(panelPage);
  const { panel, page } = panelPage;
  await panel.getByRole('button', { name: 'Generate image' }).click();
  assert.equal((await panel.getByRole('alert').innerText()).trim(), panelStrings.promptMissing);
  assert.equal(await page.evaluate('document.activeElement.id'), 'prompt');
  assert.equal((await panelPage.posted('generate')).length, 0);
  await page.keyboard.type('a');
  assert.equal(await panel.getByRole('alert').count(), 0);
  await panelPage.close();
});

test('a new seed is drawn after Generate, but not while it is locked', async () => {
  const panelPage = await open({ saved: savedForm });
  await showPanel(panelPage);
  const { panel } = panelPage;
  const seed = panel.getByRole('spinbutton', { name: 'Seed' });
  await panelPage.send({ type: 'submit' });
  const [sent] = await panelPage.posted('generate');
  assert.equal(sent?.form.seed, 2417733);
  assert.notEqual(await seed.inputValue(), '2417733');
  const drawn = await seed.inputValue();
  await panel.getByRole('button', { name: 'Randomize seed' }).click();
  assert.notEqual(await seed.inputValue(), drawn);
  await seed.fill('7');
  const lock = panel.getByRole('button', { name: 'Lock seed' });
  await lock.click();
  assert.equal(await lock.getAttribute('aria-pressed'), 'true');
  // Half a minute later: a second Generate right after the first would count as the same one.
  await panelPage.page.evaluate(
    '{ const now = performance.now(); performance.now = () => now + 30_000; }',
  );
  await panelPage.send({ type: 'submit' });
  assert.equal((await panelPage.posted('generate')).at(-1)?.form.seed, 7);
  assert.equal(await seed.inputValue(), '7');
  await panelPage.close();
});

test('variations stay within their range by button and by typing', async () => {
  const panelPage = await open({ saved: savedForm });
  await showPanel(panelPage);
  const { panel } = panelPage;
  const count = panel.getByRole('spinbutton', { name: 'Variations' });
  for (let clicks = 0; clicks < 6; clicks++) {
    await panel.getByRole('button', { name: panelStrings.moreVariations }).click({ force: true });
  }
  assert.equal(await count.inputValue(), '8');
  assert.equal(await panel.getByRole('button', { name: 'Generate 8 images' }).count(), 1);
  await count.fill('99');
  await count.press('Tab');
  assert.equal(await count.inputValue(), '8');
  await count.fill('');
  await count.press('Tab');
  assert.equal(await count.inputValue(), '8');
  await count.fill('-3');
  assert.equal(await panel.getByRole('button', { name: 'Generate image' }).count(), 1);
  await panelPage.close();
});

test('png switches quality off and says why', async () => {
  const panelPage = await open({ saved: { ...savedForm, open: openFolds } });
  await showPanel(panelPage);
  const quality = panelPage.panel.getByRole('slider', { name: 'Quality' });
  assert.equal(await quality.isDisabled(), false);
  await panelPage.panel.getByRole('combobox', { name: 'Format' }).selectOption('png');
  assert.equal(await quality.isDisabled(), true);
  const id = await quality.getAttribute('aria-describedby');
  const words = panelPage.panel.locator(`#${id}`);
  assert.equal(await words.innerText(), panelStrings.qualityNotWithPng);
  assert.equal(await words.isVisible(), true);
  await panelPage.close();
});

test('what differs from the settings is marked, follows none of their changes, and resets', async () => {
  const panelPage = await open({ saved: { ...savedForm, open: openFolds } });
  await showPanel(panelPage);
  const { panel } = panelPage;
  assert.equal(await panel.getByRole('radio', { name: '16:9' }).isChecked(), true);
  const defaults = { ...state.defaults, aspectRatio: '3:2', inferenceSteps: 2 } as const;
  await panelPage.send({ type: 'state', state: { ...state, defaults } });
  assert.equal(await panel.getByRole('radio', { name: '16:9' }).isChecked(), true);
  assert.equal(await panel.getByRole('slider', { name: 'Steps' }).inputValue(), '2');
  await panel.getByRole('button', { name: 'Reset “Aspect ratio” to 3:2' }).click();
  assert.equal(await panel.getByRole('radio', { name: '3:2' }).isChecked(), true);
  assert.equal(await panel.getByRole('button', { name: /^Reset/ }).count(), 0);
  await panelPage.close();
});

test('the form is told after a pause, as a whole', async () => {
  const panelPage = await open();
  await showPanel(panelPage);
  await panelPage.waitForPosted('formChanged', 1);
  // In one go: on a busy computer there are pauses between keys that are pressed one after the other.
  await panelPage.panel.getByRole('textbox', { name: 'Prompt' }).evaluate((element) => {
    const field = element as unknown as { value: string; dispatchEvent(event: Event): void };
    for (const letter of 'a red fox') {
      field.value += letter;
      field.dispatchEvent(new Event('input', { bubbles: true }));
    }
  });
  const told = await panelPage.waitForPosted('formChanged', 2);
  assert.equal(told.at(-1)?.form.prompt, 'a red fox');
  assert.equal(told.at(-1)?.form.count, 1);
  assert.deepEqual(Object.keys(told.at(-1)?.form ?? {}).length, 13);
  await panelPage.close();
});

test('a reload brings everything back that was put in', async () => {
  const first = await open();
  await showPanel(first);
  await first.panel.getByRole('textbox', { name: 'Prompt' }).fill(prompt);
  await first.panel.getByRole('radio', { name: '5:4' }).check();
  await first.panel.getByRole('radio', { name: /^Draft/ }).check();
  await first.panel.getByRole('spinbutton', { name: 'Seed' }).fill('99');
  await first.panel.getByText('Options', { exact: true }).click();
  await first.panel.getByRole('textbox', { name: 'Alt text' }).fill('A lake');
  const saved = await first.saved();
  await first.close();
  const second = await open({ saved });
  await showPanel(second);
  await second.send({ type: 'submit' });
  const [sent] = await second.posted('generate');
  const { aspectRatio, megapixels, seed, altText } = sent?.form ?? {};
  assert.deepEqual(
    { prompt: sent?.form.prompt, aspectRatio, megapixels, seed, altText },
    {
      prompt,
      aspectRatio: '5:4',
      megapixels: '0.25',
      seed: 99,
      altText: 'A lake',
    },
  );
  assert.equal(await second.panel.getByRole('slider', { name: 'Steps' }).isVisible(), true);
  await second.close();
});

test('what was saved by a stranger counts as nothing', async () => {
  const strange = [
    'text',
    { version: 2, draft: { prompt: 'from the future' } },
    {
      version: 1,
      draft: { prompt: 5, seed: -1, count: 900, changed: { model: 'x', aspectRatio: [] } },
      open: 7,
    },
  ];
  for (const saved of strange) {
    const panelPage = await open({ saved });
    await showPanel(panelPage);
    const { panel } = panelPage;
    assert.equal(await panel.getByRole('textbox', { name: 'Prompt' }).inputValue(), '');
    assert.equal(await panel.getByRole('spinbutton', { name: 'Variations' }).inputValue(), '1');
    assert.equal(await panel.getByRole('radio', { name: '1:1' }).isChecked(), true);
    assert.deepEqual(await panelPage.complaints(), []);
    await panelPage.close();
  }
});

test('Up in an empty prompt goes back through earlier prompts, and Down comes forward again', async () => {
  const panelPage = await open();
  await showPanel(panelPage);
  const field = panelPage.panel.getByRole('textbox', { name: 'Prompt' });
  await field.focus();
  const values = [];
  for (const key of ['ArrowUp', 'ArrowUp', 'ArrowUp', 'ArrowDown', 'ArrowDown']) {
    await field.press(key);
    values.push(await field.inputValue());
  }
  const [newest, older] = state.earlierPrompts;
  assert.deepEqual(values, [newest, older, older, newest, '']);
  await field.fill('my own words');
  await field.press('ArrowUp');
  assert.equal(await field.inputValue(), 'my own words');
  await panelPage.close();
});

test('“Reuse settings” fills the form, and a decorative image has an empty alt text', async () => {
  const panelPage = await open({ saved: { ...savedForm, open: openFolds } });
  await showPanel(panelPage);
  const { panel } = panelPage;
  const values = { prompt: 'reused', seed: 5, outputFormat: 'jpg', inferenceSteps: 9 } as const;
  await panelPage.send({ type: 'fill', values });
  assert.equal(await panel.getByRole('textbox', { name: 'Prompt' }).inputValue(), 'reused');
  assert.equal(await panel.getByRole('combobox', { name: 'Format' }).inputValue(), 'jpg');
  assert.equal(await panel.getByRole('slider', { name: 'Steps' }).inputValue(), '4');
  await panel.getByRole('checkbox', { name: panelStrings.decorative }).check();
  await panelPage.send({ type: 'submit' });
  const [sent] = await panelPage.posted('generate');
  assert.equal(sent?.form.altText, '');
  assert.equal(sent?.form.seed, 5);
  await panelPage.close();
});

test('what is wrong with the form is an alert and keeps it from being sent', async () => {
  const panelPage = await open({ saved: savedForm });
  const problem = 'The folder lies outside the workspace.';
  await showPanel(panelPage, { preview: { ...state.preview, problem } });
  const { panel } = panelPage;
  assert.equal((await panel.getByRole('alert').innerText()).trim(), problem);
  await panel.getByRole('button', { name: /^Generate/ }).click();
  assert.equal((await panelPage.posted('generate')).length, 0);
  await panelPage.send({ type: 'state', state });
  await panel.getByRole('textbox', { name: 'Prompt' }).fill('x'.repeat(10_001));
  assert.match(await panel.getByRole('alert').innerText(), /10,001.*10,000/);
  await panelPage.close();
});

test('an obstacle has words and one way out', async () => {
  const panelPage = await open();
  const obstacles = ['noKey', 'noFolder', 'restricted', 'offline', 'noCredit'] as const;
  for (const obstacle of obstacles) {
    await showPanel(panelPage, { obstacle });
    assert.equal(await panelPage.panel.getByText(panelStrings[obstacle]).isVisible(), true);
    const name = panelStrings[`${obstacle}Action`];
    await panelPage.panel.getByRole('button', { name, exact: true }).click();
  }
  const resolved = await panelPage.posted('resolveObstacle');
  assert.deepEqual(
    resolved.map(({ obstacle }) => obstacle),
    obstacles,
  );
  await panelPage.close();
});

test('the focus goes to the prompt when the obstacle that had it is gone', async () => {
  const panelPage = await open();
  await showPanel(panelPage, { obstacle: 'noKey' });
  const name = panelStrings.noKeyAction;
  await panelPage.panel.getByRole('button', { name, exact: true }).press('Enter');
  await showPanel(panelPage);
  assert.equal(await panelPage.page.evaluate('document.activeElement.id'), 'prompt');
  await panelPage.close();
});

test('the request as code is shown in the chosen language and copied by the host', async () => {
  const panelPage = await open({ saved: { ...savedForm, open: openFolds } });
  await showPanel(panelPage);
  const region = panelPage.panel.getByRole('region', { name: 'Request as code' });
  assert.equal(await region.locator('code').innerText(), state.code.curl);
  await region.getByRole('radio', { name: 'Python' }).check();
  assert.equal(await region.locator('code').innerText(), state.code.python);
  await region.getByRole('button', { name: 'Copy' }).click();
  assert.deepEqual(await panelPage.posted('copyCode'), [{ type: 'copyCode', language: 'python' }]);
  await panelPage.close();
});
