import { systemHashes } from '../../src/node/systemHashes.ts';
import { systemClock } from '../../src/node/systemClock.ts';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import * as vscode from 'vscode';
import { readProvenance } from '../../src/core/provenance/readProvenance.ts';
import { sourceOf } from '../../src/core/provenance/byteSource.ts';
import { readImage } from '../../src/core/imageFormat.ts';
import { modelIds } from '../../src/core/models.ts';
import type { ImageMaking } from '../../src/core/ports.ts';
import { createImageThread, type ImageThread } from '../../src/node/imageThread.ts';
import { createImageMarker } from '../../src/app/images/imageMarker.ts';
import { createVsCodeSettings } from '../../src/vscode/host/vscodeSettings.ts';
import { hostileImages } from '../support/hostileImages.ts';
import { countOf, isLong } from '../support/testLength.ts';
import { generate } from './support/generate.ts';
import { noWishes, openHistory, putMadeImage } from './support/history.ts';
import { rejectionOf, run } from './support/images.ts';
import { standIn } from './support/standIn.ts';
import { createTestLog } from './support/testLog.ts';
import {
  closeEditors,
  freshFolder,
  inWorkspace,
  removeFolder,
  showDocument,
} from './support/workspace.ts';

/** The thread of the finished extension. */
function openThread(): ImageThread {
  const extension = vscode.extensions.getExtension('fluxklein.image-generator')!;
  return createImageThread({
    workerPath: join(extension.extensionPath, 'dist', 'imageWorker.js'),
  });
}

suite('Images that are meant to hurt', () => {
  let folder: string;
  let thread: ImageThread;
  setup(async () => {
    await standIn.reset();
    folder = freshFolder();
    await mkdir(inWorkspace(folder).fsPath, { recursive: true });
    thread = openThread();
  });
  teardown(async () => {
    thread.dispose();
    await closeEditors();
    await removeFolder(folder);
  });

  test('a thousand of them leave the history of a folder open', async () => {
    const word = folder.replace('-', '');
    const kinds = Object.entries(hostileImages).map(([name, build]) => ({
      name,
      // What is packed is short however much is in it.
      bytes: build(name.includes('packed') ? 4_000_000 : 200_000),
    }));
    for (let index = 0; index < 1000; index += 1) {
      const { name, bytes } = kinds[index % kinds.length]!;
      const copy = bytes.length > 300_000 ? bytes.subarray(0, 300_000) : bytes;
      await writeFile(inWorkspace(`${folder}/${index} ${name}`).fsPath, copy);
    }
    const longPrompt = `${'owl '.repeat(20_000)}${word}`;
    for (let index = 0; index < 40; index += 1) {
      const made = { prompt: longPrompt, createdAt: '2020-01-01T00:00:00Z' };
      await putMadeImage(`${folder}/long ${index}.webp`, made);
    }
    for (let day = 1; day <= 3; day += 1) {
      const made = { prompt: `fox ${word}`, createdAt: `2026-03-0${day}T10:00:00Z` };
      await putMadeImage(`${folder}/fox ${day}.webp`, made);
    }
    const delay = monitorEventLoopDelay({ resolution: 5 });
    delay.enable();
    const history = openHistory({ tasks: thread });
    try {
      history.send({ type: 'ready', wishes: { ...noWishes, search: `fox ${word}` } });
      const items = await history.untilListed(({ length }) => length === 3);
      assert.deepEqual(
        items.map(({ fileName }) => fileName),
        [3, 2, 1].map((day) => `${folder}/fox ${day}.webp`),
      );
    } finally {
      delay.disable();
      history.dispose();
    }
    if (isLong) assert.ok(delay.max / 1e6 <= 50, `held for ${delay.max / 1e6} ms`);
  });

  test('are kept as they came where they take no mark, and others of any size are marked', async () => {
    const { log, logged } = createTestLog();
    const marker = createImageMarker({
      settings: createVsCodeSettings(),
      uris: vscode.Uri,
      toolVersion: '1.0.0',
      nowMs: Date.now,
      clock: systemClock,
      hashes: systemHashes,
      tasks: thread,
      log,
    });
    const making: ImageMaking = {
      request: {
        prompt: 'A fox',
        model: modelIds[0],
        aspectRatio: '3:2',
        outputFormat: 'png',
        outputQuality: 80,
        inferenceSteps: 4,
        goFast: true,
        megapixels: '1',
        disableSafetyChecker: false,
        seed: 7,
      },
      recordId: 'r-1',
      uri: inWorkspace(`${folder}/fox.png`).toString(),
    };
    const byteCount = countOf({ sample: 2_200_000, full: 48_000_000 });
    for (const name of Object.keys(hostileImages)) {
      const bytes = hostileImages[name]!(byteCount);
      const copy = Buffer.from(bytes);
      const image = { ...readImage(bytes), bytes };
      const marked = await marker.mark(image, making);
      assert.ok(bytes.equals(copy), `${name} was changed`);
      if (marked === image) {
        assert.match(logged.pop() ?? '', /saved without its provenance/, name);
      } else {
        assert.equal((await readProvenance(sourceOf(marked.bytes)))?.recordId, 'r-1', name);
      }
    }
    assert.deepEqual(logged, []);
  });

  test('named like images, neither pipes nor folders nor devices keep anything waiting', async function () {
    if (process.platform === 'win32') this.skip();
    const fsPath = (name: string): string => inWorkspace(`${folder}/${name}`).fsPath;
    const names: string[] = [];
    // More pipes than Node has threads for files.
    for (let index = 0; index < 6; index += 1) {
      names.push(`pipe${index}.png`);
      execFileSync('mkfifo', [fsPath(`pipe${index}.png`)]);
    }
    await mkdir(fsPath('folder.png'));
    await symlink('/dev/zero', fsPath('device.png'));
    await symlink(fsPath('pipe0.png'), fsPath('link.png'));
    names.push('folder.png', 'device.png', 'link.png');

    const commands = ['showImageDetails', 'regenerateImage', 'createVariations', 'stripMetadata'];
    for (const name of names) {
      const uri = inWorkspace(`${folder}/${name}`);
      for (const command of commands) {
        const { code } = await rejectionOf(run(command, { uri }));
        assert.equal(code, 'badRequest', `${command} ${name}`);
      }
      const { link } = await run<{ link: string }>('insertImage', { uri });
      assert.ok(link.includes(name), link);
    }

    const text = names.map((name) => `![a picture](${name})`).join('\n\n');
    const { document } = await showDocument(`${folder}/page.md`, text);
    for (let index = 0; index < names.length; index += 1) {
      const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
        'vscode.executeHoverProvider',
        document.uri,
        new vscode.Position(2 * index, 5),
      );
      const shown = hovers.flatMap(({ contents }) => contents) as vscode.MarkdownString[];
      assert.ok(!shown.some(({ value }) => value.includes('fluxKlein.')));
    }

    const word = folder.replace('-', '');
    await putMadeImage(`${folder}/fox.webp`, {
      prompt: word,
      createdAt: '2026-03-01T10:00:00Z',
    });
    const history = openHistory({ tasks: thread });
    history.send({ type: 'ready', wishes: { ...noWishes, search: word } });
    await history.untilListed(({ length }) => length === 1);
    history.dispose();

    const [image] = await generate({ prompt: 'An owl', folder, fileName: 'owl', insert: false });
    assert.ok(image);
    assert.equal((await standIn.received()).counts.paidRequests, 1);
  });
});
