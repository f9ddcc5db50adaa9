import assert from 'node:assert/strict';
import { test } from 'node:test';
import { usePanel } from './panelBrowser.ts';
import { failedValues, imageCard, savedForm } from './samples.ts';
import { showPanel } from './scenes.ts';

const open = usePanel();

test('every control has the role and the name that the contract gives it', async () => {
  const panelPage = await open({
    saved: { ...savedForm, open: { options: true, advanced: true, code: true } },
  });
  const { panel } = panelPage;
  await showPanel(panelPage, {
    preview: { file: '', isFileKnown: false, target: '', problem: 'No.' },
  });
  const names = [
    ['textbox', 'Prompt'],
    ['radiogroup', 'Aspect ratio'],
    ['radio', '16:9'],
    ['combobox', 'Model'],
    ['combobox', 'Format'],
    ['slider', 'Quality'],
    ['slider', 'Steps'],
    ['radiogroup', 'Megapixels'],
    ['checkbox', 'Go fast'],
    ['spinbutton', 'Seed'],
    ['button', 'Randomize seed'],
    ['button', 'Lock seed'],
    ['spinbutton', 'Variations'],
    ['textbox', 'Alt text'],
    ['checkbox', 'Disable safety checker'],
    ['region', 'Request as code'],
    ['status', 'Generation status'],
  ] as const;
  for (const [role, name] of names) {
    assert.equal(await panel.getByRole(role, { name, exact: true }).count(), 1, `${role} ${name}`);
  }
  const beginnings = [
    ['radio', /^Draft/],
    ['radio', /^Full/],
    ['button', /^Generate/],
    ['alert', /^/],
  ] as const;
  for (const [role, name] of beginnings) {
    assert.equal(await panel.getByRole(role, { name }).count(), 1, `${role} ${name}`);
  }
  await panelPage.close();
});

test('the images are a list, and each item offers its actions by name', async () => {
  const panelPage = await open();
  const images = [
    imageCard({ isDraft: true }),
    imageCard(failedValues),
    imageCard({ status: 'running', words: 'Generating' }),
  ];
  await showPanel(panelPage, { queue: { running: 1, total: 3, words: '1 of 3' } }, images);
  const items = panelPage.panel.getByRole('list', { name: 'Images' }).getByRole('listitem');
  assert.equal(await items.count(), 3);
  const [done, failed, running] = [items.nth(0), items.nth(1), items.nth(2)];
  assert.equal(await done.getByRole('button', { name: /^Insert/ }).count(), 1);
  assert.equal(await done.getByRole('button', { name: /^Vary/ }).count(), 1);
  assert.equal(await failed.getByRole('button', { name: /^Retry/ }).count(), 1);
  assert.equal(await running.getByRole('button', { name: /^Cancel/ }).count(), 1);
  assert.equal(await panelPage.panel.getByRole('button', { name: 'Cancel all' }).count(), 1);
  await done.getByRole('button', { name: 'More actions' }).click();
  const menu = [
    'Insert',
    'Copy link',
    'Vary',
    'Reuse settings',
    'Make full size',
    'Reveal',
    'Delete',
  ];
  for (const name of menu) {
    const item = done.getByRole('menuitem', { name: new RegExp(`^${name}`) });
    assert.equal(await item.count(), 1, name);
  }
  await panelPage.close();
});
