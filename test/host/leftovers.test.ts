import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as vscode from 'vscode';
import type { GeneratedImage } from './support/generate.ts';
import { changeLeft, clearLeft, leftEntries } from './support/ownLedger.ts';
import { withReplaced } from './support/panel.ts';
import { answerPlans } from './support/planDialog.ts';
import { pressing } from './support/pressing.ts';
import { standIn } from './support/standIn.ts';
import { paidBodies } from '../support/paidBodies.ts';
import { postCount } from './support/traffic.ts';
import {
  closeEditors,
  filesBelow,
  freshFolder,
  inWorkspace,
  removeFolder,
} from './support/workspace.ts';

async function write(path: string, text: string): Promise<vscode.Uri> {
  const uri = inWorkspace(path);
  await mkdir(dirname(uri.fsPath), { recursive: true });
  await writeFile(uri.fsPath, text);
  return uri;
}

const makeMissing = (uri: vscode.Uri): Thenable<GeneratedImage[]> =>
  vscode.commands.executeCommand('fluxKlein.generateMissingImages', { uri });
const runSheet = (uri: vscode.Uri): Thenable<GeneratedImage[]> =>
  vscode.commands.executeCommand('fluxKlein.runPromptSheet', { uri });
const failed = async (running: Thenable<unknown>): Promise<void> => {
  await assert.rejects(async () => running);
};
const promptsOf = (images: readonly GeneratedImage[]): string[] =>
  images.map(({ prompt }) => prompt);

suite('What may have been charged before', () => {
  let folder = '';
  setup(async () => {
    await standIn.reset();
    await clearLeft();
    await removeFolder('assets');
    folder = freshFolder();
  });
  teardown(async () => {
    await closeEditors();
    await clearLeft();
    await removeFolder('assets');
    await removeFolder(folder);
  });

  const posts = async (): Promise<number> => postCount(await standIn.received());
  const paidPrompts = async () =>
    paidBodies(await standIn.received()).map(({ prompt }) => String(prompt));

  test('is not paid for again by a program', async () => {
    const uri = await write(`${folder}/page.md`, '![a](a.png "draft")\n\n![b](b.png "draft")\n');
    await standIn.addFault({ fault: 'http500', promptIncludes: 'a' });
    await failed(makeMissing(uri));
    assert.equal(await posts(), 2);
    assert.deepEqual(await makeMissing(uri), []);
    assert.equal(await posts(), 2);
    assert.deepEqual(await filesBelow(folder), ['b.png', 'page.md']);
  });

  test('is shown to a person, who can have it made, and is forgotten then', async () => {
    const uri = await write(`${folder}/page.md`, '![a](a.png "draft")\n');
    await standIn.addFault({ fault: 'http500', times: 1 });
    await failed(makeMissing(uri));
    await vscode.window.showTextDocument(uri, { preview: false });
    const ask = () => vscode.commands.executeCommand('fluxKlein.generateMissingImages');
    const [plan] = await answerPlans(ask);
    assert.deepEqual(
      plan?.map(({ isTicked, description }) => [isTicked, description.split(' · ').at(-1)]),
      [[false, 'may have been charged before']],
    );
    assert.equal(await posts(), 1);
    await answerPlans(ask, [`${folder}/a.png`]);
    assert.equal(await posts(), 2);
    assert.deepEqual(await filesBelow(folder), ['a.png', 'page.md']);
    await vscode.workspace.fs.delete(inWorkspace(`${folder}/a.png`));
    assert.deepEqual(promptsOf(await makeMissing(uri)), ['a']);
  });

  test('stays so over a try that was surely not charged', async () => {
    const uri = await write(`${folder}/page.md`, '![a](a.png "draft")\n');
    await standIn.addFault({ fault: 'http500', times: 1 });
    await failed(makeMissing(uri));
    await standIn.addFault({ fault: 'paymentRequired', times: 1 });
    await vscode.window.showTextDocument(uri, { preview: false });
    const ask = () => vscode.commands.executeCommand('fluxKlein.generateMissingImages');
    const buttons: string[] = [];
    const show = async (_: string, ...items: readonly { readonly title: string }[]) =>
      void buttons.push(...items.map(({ title }) => title));
    await withReplaced(vscode.window, 'showErrorMessage', show as never, () =>
      answerPlans(ask, [`${folder}/a.png`]),
    );
    assert.equal(await posts(), 2);
    assert.ok(buttons.includes('Retry (may be charged again)'), buttons.join());
    assert.ok(!buttons.includes('Retry'), buttons.join());
  });

  test('stays for Recover where it can be fetched, though the image is wanted otherwise now', async () => {
    const before = await write(`${folder}/before.md`, '![a](a.png "draft")\n');
    await standIn.addFault({ fault: 'expiredLink', times: 2 });
    await failed(makeMissing(before));
    const after = await write(`${folder}/after.md`, '![a](a.png "draft steps=2")\n');
    await vscode.window.showTextDocument(after, { preview: false });
    const ask = () => vscode.commands.executeCommand('fluxKlein.generateMissingImages');
    const [plan] = await answerPlans(ask);
    assert.equal(plan?.[0]?.isTicked, false);
    assert.match(plan?.[0]?.description ?? '', /Recover Unsaved Images fetches it/);
    await answerPlans(ask, [`${folder}/a.png`]);
    assert.equal(await posts(), 2);
    const recovered: GeneratedImage[] = await vscode.commands.executeCommand(
      'fluxKlein.recoverImages',
      {},
    );
    assert.deepEqual(promptsOf(recovered), ['a']);
    assert.equal(await posts(), 2);
  });

  test('is not forgotten over a second payment, where it can still be fetched', async () => {
    const uri = await write(`${folder}/page.md`, '![a](a.png "draft")\n');
    await standIn.addFault({ fault: 'expiredLink', times: 2 });
    await failed(makeMissing(uri));
    // What was left is asked for, and does not come; then the person has it made anew.
    await standIn.addFault({ fault: 'expiredLink', times: 2 });
    await vscode.window.showTextDocument(uri, { preview: false });
    const ask = () => vscode.commands.executeCommand('fluxKlein.generateMissingImages');
    await pressing([/^Retry \(may be charged again\)$/], () =>
      answerPlans(ask, [`${folder}/a.png`]),
    );
    assert.equal(await posts(), 2);
    assert.deepEqual(await filesBelow(folder), ['a.png', 'page.md']);
    assert.equal((await leftEntries()).length, 1);
  });

  for (const [what, change] of [
    ['of another version', (text: string) => text.replace('"version":1', '"version":2')],
    ['that is damaged', () => '\0\0\0\n'],
  ] as const) {
    test(`in an entry ${what} is paid for by no program`, async () => {
      const uri = await write(`${folder}/page.md`, '![a](a.png "draft")\n');
      await standIn.addFault({ fault: 'http500', times: 1 });
      await failed(makeMissing(uri));
      await changeLeft(change);
      assert.deepEqual(await makeMissing(uri), []);
      assert.equal(await posts(), 1);
    });
  }

  test('is shown before a hint in the document pays for it', async () => {
    const uri = await write(`${folder}/page.md`, '![a](a.png "draft")\n');
    await standIn.addFault({ fault: 'http500', times: 1 });
    await failed(makeMissing(uri));
    const { path } = inWorkspace(`${folder}/a.png`);
    const plans = await answerPlans(() =>
      vscode.commands.executeCommand('fluxKlein.generateMissingImages', uri, { path }),
    );
    assert.equal(plans.length, 1);
    assert.equal(await posts(), 1);
  });

  test('in other words is another image', async () => {
    const before = await write(`${folder}/before.md`, '![before](a.png "draft")\n');
    await standIn.addFault({ fault: 'http500', times: 1 });
    await failed(makeMissing(before));
    const after = await write(`${folder}/after.md`, '![after](a.png "draft")\n');
    assert.deepEqual(promptsOf(await makeMissing(after)), ['after']);
  });

  test('of a sheet is told by its row, and what has a record is fetched for free', async () => {
    const uri = await write(
      `${folder}/animals.csv`,
      'prompt,megapixels\na fox,0.25\nan owl,0.25\na cat,0.25\n',
    );
    await standIn.addFault({ fault: 'http500', promptIncludes: 'fox' });
    await standIn.addFault({ fault: 'expiredLink', promptIncludes: 'owl', times: 2 });
    await failed(runSheet(uri));
    assert.equal(await posts(), 3);
    const seed = paidBodies(await standIn.received()).find(({ prompt }) => prompt === 'an owl');
    const images = await runSheet(uri);
    assert.deepEqual(promptsOf(images), ['an owl', 'a cat']);
    assert.equal(images[0]?.seed, seed?.['seed']);
    assert.deepEqual((await paidPrompts()).sort(), ['a cat', 'a cat', 'a fox', 'an owl']);
  });

  test('of a sheet is shown to a person, with the seed that was paid for', async () => {
    const uri = await write(`${folder}/birds.csv`, 'prompt,megapixels\na gull,0.25\nan owl,0.25\n');
    await standIn.addFault({ fault: 'http500', promptIncludes: 'gull' });
    await standIn.addFault({ fault: 'expiredLink', promptIncludes: 'owl', times: 2 });
    await failed(runSheet(uri));
    const paid = paidBodies(await standIn.received()).find(({ prompt }) => prompt === 'an owl');
    const [plan] = await answerPlans(() =>
      vscode.commands.executeCommand('fluxKlein.runPromptSheet', uri),
    );
    assert.match(plan?.[0]?.description ?? '', /may have been charged before/);
    assert.equal(plan?.[0]?.isTicked, false);
    assert.match(plan?.[1]?.description ?? '', /already paid for/);
    assert.match(plan?.[1]?.label ?? '', new RegExp(`${String(paid?.['seed'])}`));
    assert.equal(await posts(), 2);
  });
});
