import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { FaultRule } from '../standIn/control.ts';
import { generate, rejection, type Rejection } from './support/generate.ts';
import { addresses, standIn } from './support/standIn.ts';
import { assertKeyStayedHome, assertTellsNoSecret, postCount } from './support/traffic.ts';
import { closeEditors, filesBelow, removeFolder, showDocument } from './support/workspace.ts';

const folder = 'several';
const prompt = 'Terns on a mole';
const args = { prompt, seed: 100, megapixels: '0.25', folder } as const;

suite('Several images, of which some fail', () => {
  setup(async () => {
    await standIn.reset();
    await removeFolder(folder);
    await showDocument(`${folder}/page.md`, '');
  });
  teardown(closeEditors);

  const failWith = async (...rules: FaultRule[]): Promise<void> => {
    for (const rule of rules) await standIn.addFault(rule);
  };
  const images = async (): Promise<string[]> =>
    (await filesBelow(folder)).filter((name) => !name.endsWith('.md'));
  const documentText = (): string | undefined => vscode.window.activeTextEditor?.document.getText();

  function assertFirst(error: Rejection, code: string): void {
    assert.ok(error instanceof Error);
    assert.equal(error.code, code);
    assert.equal(error.message, error.failures?.[0]?.message);
    assertTellsNoSecret(error, addresses.apiKey);
  }

  test('the rest is saved and inserted in the order of seeds, and each failure is told', async () => {
    await failWith({ fault: 'http500', seed: 101 });
    const error = await rejection({ ...args, count: 3 });
    assertFirst(error, 'serverDown');
    assert.deepEqual(
      error.images?.map(({ seed, inserted }) => ({ seed, inserted })),
      [100, 102].map((seed) => ({ seed, inserted: true })),
    );
    assert.deepEqual(
      error.failures?.map(({ index, prompt: told, code }) => ({ index, told, code })),
      [{ index: 1, told: prompt, code: 'serverDown' }],
    );
    assert.equal((await images()).length, 2);
    assert.equal(documentText(), error.images?.map(({ link }) => link).join('\n\n'));
    const received = await standIn.received();
    assertKeyStayedHome(received);
    assert.equal(postCount(received), 3);
  });

  test('the rejection comes after all have settled, with the code of the first image that failed', async () => {
    await failWith(
      // The last to be known, and the first in order.
      { fault: 'http503', seed: 100 },
      { fault: 'slowHead', delayMs: 700, seed: 101 },
      { fault: 'dropAfterRead', seed: 102 },
    );
    const error = await rejection({ ...args, count: 3 });
    assertFirst(error, 'serverDown');
    assert.deepEqual(
      error.failures?.map(({ index, code }) => ({ index, code })),
      [
        { index: 0, code: 'serverDown' },
        { index: 2, code: 'network' },
      ],
    );
    assert.deepEqual(
      error.images?.map(({ seed }) => seed),
      [101],
    );
    assert.equal((await images()).length, 1);
  });

  test('one that may have been charged makes the whole say so', async () => {
    await failWith({ fault: 'safetyRefusal', seed: 100 }, { fault: 'html', seed: 101 });
    const error = await rejection({ ...args, count: 2 });
    assertFirst(error, 'promptRefused');
    assert.equal(error.mayHaveBeenCharged, true);
    assert.deepEqual(
      error.failures?.map(({ mayHaveBeenCharged }) => mayHaveBeenCharged),
      [false, true],
    );
  });

  test('where all fail, nothing is saved and the document stays as it was', async () => {
    await failWith({ fault: 'http503' });
    const error = await rejection({ ...args, count: 4 });
    assertFirst(error, 'serverDown');
    assert.deepEqual(error.images, []);
    assert.deepEqual(
      error.failures?.map(({ index }) => index),
      [0, 1, 2, 3],
    );
    assert.deepEqual(await images(), []);
    assert.equal(documentText(), '');
    assert.equal(postCount(await standIn.received()), 4);
  });

  test('where only one image was asked for, the failure comes by itself', async () => {
    await failWith({ fault: 'http500' });
    const error = await rejection(args);
    assert.equal(error.code, 'serverDown');
    assert.equal(error.images, undefined);
    assert.equal(error.failures, undefined);
  });

  test('a name that a failed image had reserved is free again', async () => {
    await failWith({ fault: 'http500', times: 1 });
    await rejection(args);
    await generate(args);
    assert.deepEqual(await images(), ['terns-on-a-mole.webp']);
  });
});
