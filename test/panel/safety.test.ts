import assert from 'node:assert/strict';
import { test } from 'node:test';
import { usePanel } from './panelBrowser.ts';
import { failedValues, imageBatch, imageCard, savedForm, state } from './samples.ts';
import { showPanel } from './scenes.ts';

const open = usePanel();
const hostile = [
  '<img src=x onerror="host.violations.push(\'ran\')"><script>host.violations.push("ran")</script>',
  '\u202egnp.exe\u202c \u2066\u2067 שלום مرحبا',
  'word'.repeat(2500),
  '${1} $CLIPBOARD {{x}} {0} {1} &lt; &amp;',
];

for (const widthPx of [220, 300, 560, 760, 1200]) {
  test(`hostile words stay words and nothing is wider than ${widthPx} pixels`, async () => {
    const panelPage = await open({
      widthPx,
      saved: {
        ...savedForm,
        draft: { ...savedForm.draft, prompt: hostile[0] },
        open: { options: true, advanced: true, code: true },
      },
    });
    const { page, panel } = panelPage;
    for (const words of hostile) {
      const images = [
        ...imageBatch(2, { prompt: words, insertedInto: words, fileName: words }),
        imageCard({ ...failedValues, prompt: words, words }),
        imageCard({ status: 'running', words, prompt: words }),
      ];
      const code = { curl: words, javascript: words, python: words };
      const preview = { file: words, isFileKnown: true, target: words, documentName: words };
      await showPanel(
        panelPage,
        {
          code,
          preview: { ...preview, price: words, spent: words, problem: words },
          earlierPrompts: [words],
          queue: { running: 1, total: 2, words },
        },
        images,
      );
      await panelPage.send({ type: 'announce', text: words });
      assert.equal(await panel.locator('.promise .told').first().textContent(), words);
      assert.equal(await panel.locator('.problem span').textContent(), words);
      assert.equal(await panel.locator('script, a, [onerror], [style*="url"]').count(), 0);
      const wide = await page.evaluate(
        `Math.max(...['html', '.form-column'].map((name) => {
          const { scrollWidth, clientWidth } = document.querySelector(name);
          return innerWidth + scrollWidth - clientWidth;
        }))`,
      );
      assert.ok(Number(wide) <= widthPx, `${String(wide)} pixels with ${words.slice(0, 20)}`);
    }
    assert.deepEqual(await panelPage.complaints(), []);
    await panelPage.close();
  });
}

test('a 10,000-character prompt takes two lines above its images', async () => {
  const panelPage = await open();
  await showPanel(panelPage, {}, imageBatch(2, { prompt: 'long words '.repeat(900) }));
  const box = await panelPage.panel.locator('.caption').boundingBox();
  assert.ok(box !== null && box.height < 40, `${box?.height} pixels`);
  await panelPage.close();
});

test('messages that make no sense change nothing', async () => {
  const panelPage = await open({ saved: savedForm });
  await showPanel(panelPage);
  const before = await panelPage.panel.innerHTML();
  const senseless = [null, 7, 'text', {}, { type: 'nonsense' }, { type: 'fill', values: null }];
  for (const message of [
    ...senseless,
    { type: 'picture', id: 'nobody', bytes: {}, mimeType: '' },
  ]) {
    await panelPage.page.evaluate(`host.send(${JSON.stringify(message)})`);
  }
  await panelPage.page.evaluate('host.settled()');
  assert.equal(await panelPage.panel.innerHTML(), before);
  assert.deepEqual(await panelPage.complaints(), []);
  assert.deepEqual(await panelPage.posted('scriptFailed'), []);
  await panelPage.close();
});

test('the panel posts nothing that the host did not have to hear', async () => {
  const panelPage = await open({ saved: savedForm });
  await showPanel(panelPage);
  await panelPage.send({ type: 'submit' });
  const types = ['ready', 'formChanged', 'generate', 'showPictures', 'act'] as const;
  const all = (await Promise.all(types.map((type) => panelPage.posted(type)))).flat();
  assert.deepEqual(
    new Set(all.map(({ type }) => type)),
    new Set(['ready', 'formChanged', 'generate']),
  );
  assert.equal(
    all.some((message) => JSON.stringify(message).includes(state.preview.file)),
    false,
  );
  await panelPage.close();
});
