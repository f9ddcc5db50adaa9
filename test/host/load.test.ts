import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { readImage } from '../../src/core/imageFormat.ts';
import { generate } from './support/generate.ts';
import { ownSuite } from './support/ownSuite.ts';
import { withReplaced } from './support/panel.ts';
import { standIn } from './support/standIn.ts';
import { assertKeyStayedHome } from './support/traffic.ts';
import {
  closeEditors,
  filesBelow,
  freshFolder,
  removeFolder,
  withSetting,
} from './support/workspace.ts';

const commandCount = 25;
const imagesEach = 8;
const imageCount = commandCount * imagesEach;
const maxParallel = 4;

/** What the progress of every command says while something runs. */
async function withProgressNoted<T>(run: () => Promise<T>): Promise<{ result: T; said: string[] }> {
  const said: string[] = [];
  const { token } = new vscode.CancellationTokenSource();
  const progress = { report: ({ message }: { message: string }) => void said.push(message) };
  type Task = (progress: unknown, token: unknown) => Promise<unknown>;
  const result = await withReplaced(
    vscode.window,
    'withProgress',
    (_: unknown, task: Task) => task(progress, token),
    run,
  );
  return { result, said };
}

ownSuite('Load', () => {
  const folder = freshFolder();
  setup(async () => {
    await standIn.reset();
    await closeEditors();
  });
  teardown(() => removeFolder(folder));

  // The real figures are in the unit tests, where a minute takes no time.
  test('200 images of 25 commands at once, of a service that refuses what is too much: all arrive, in order, none paid twice', async () => {
    const limits = { limitPerMinute: 50, minuteMs: 4000, creditLimit: 1e9 };
    await standIn.configure(limits);
    const args = { megapixels: '0.25', outputFormat: 'jpg', insert: false, count: imagesEach };
    const { result, said } = await withSetting('fluxKlein.maxParallelRequests', maxParallel, () =>
      withProgressNoted(async () => {
        const asked = Array.from({ length: commandCount }, (_, index) =>
          generate({ ...args, folder, prompt: `Load ${index}`, seed: 1 + index * imagesEach }),
        );
        await standIn.untilCounted({ imagesMade: 80 });
        await standIn.configure({ rateLimitStyle: { retryAfter: 'date', body: 'empty' } });
        await standIn.untilCounted({ imagesMade: 140 });
        await standIn.configure({ rateLimitStyle: { retryAfter: 'none' } });
        return Promise.all(asked);
      }),
    );
    const images = result.flat();
    assert.deepEqual(
      images.map(({ seed }) => seed),
      Array.from({ length: imageCount }, (_, index) => index + 1),
    );
    assert.equal(new Set(images.map(({ uri }) => uri)).size, imageCount);
    assert.equal((await filesBelow(folder)).length, imageCount);
    for (const { uri } of images) readImage(await readFile(vscode.Uri.parse(uri, true).fsPath));
    assert.ok(
      said.some((message) => /asks to wait; next try in \d+ second/.test(message)),
      'the wait is shown',
    );

    const received = await standIn.received();
    assertKeyStayedHome(received);
    const posts = received.requests.filter(({ method }) => method === 'POST');
    const seedOf = ({ body }: (typeof posts)[number]): number =>
      (body as { promptObject: { seed: number } }).promptObject.seed;
    assert.ok(
      posts.some(({ status }) => status === 429),
      'the service refused some',
    );
    const paid = posts.filter(({ status }) => status === 200).map(seedOf);
    assert.equal(paid.length, imageCount);
    assert.equal(new Set(paid).size, imageCount, 'none is paid twice');
    const firsts = [...new Set(posts.map(seedOf))];
    // Those that leave together come over connections of their own, and may overtake each other.
    const late = firsts.filter((seed, index) => Math.abs(index + 1 - seed) >= maxParallel);
    assert.deepEqual(late, [], 'they leave in the order of asking');
  });
});
