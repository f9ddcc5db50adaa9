import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createImageThread } from '../../../src/node/imageThread.ts';
import { imageTasks } from '../../support/imageTasks.ts';
import { everyKind } from '../core/provenance/imageKinds.ts';
import { sampleProvenance } from '../core/provenance/sampleProvenance.ts';

const workerPath = fileURLToPath(new URL('../../../src/node/imageWorker.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'flux-klein-thread-'));
const thread = createImageThread({ workerPath });
after(() => {
  thread.dispose();
  rmSync(folder, { recursive: true, force: true });
});
const kinds = await everyKind();

describe('The thread for images', () => {
  test('does with every kind of image what would be done here, and leaves what it was given', async () => {
    for (const [name, bytes] of kinds) {
      const copy = Buffer.from(bytes);
      const marked = await thread.marked(bytes, sampleProvenance);
      assert.deepEqual(marked, await imageTasks.marked(bytes, sampleProvenance), name);
      assert.ok(bytes.equals(copy));
      const fsPath = join(folder, name);
      writeFileSync(fsPath, marked);
      assert.deepEqual(await thread.provenanceIn({ fsPath }), sampleProvenance);
      assert.deepEqual(await thread.provenanceIn({ bytes: marked }), sampleProvenance);
      const facts = await thread.factsOf({ fsPath }, 1_000_000);
      assert.deepEqual(facts, await imageTasks.factsOf({ fsPath }, 1_000_000));
      assert.ok(facts.pixels && facts.pixels.width > 0, name);
      const stripped = await thread.stripped({ fsPath });
      assert.deepEqual(stripped, await imageTasks.stripped({ fsPath }));
      assert.ok(stripped && stripped.length < marked.length, name);
      assert.deepEqual(await readFile(fsPath), Buffer.from(marked));
    }
  });

  test('says what has nothing to take out', async () => {
    assert.equal(await thread.stripped({ bytes: kinds.get('plain.png')! }), undefined);
  });

  test('refuses with the same words', async () => {
    const bytes = Buffer.from('no image at all');
    await assert.rejects(thread.provenanceIn({ bytes }), {
      name: 'ImageError',
      code: 'badRequest',
      field: 'uri',
    });
    await assert.rejects(thread.marked(bytes, sampleProvenance), { code: 'notAnImage' });
    await assert.rejects(thread.stripped({ bytes }), { code: 'notAnImage' });
    await assert.rejects(thread.provenanceIn({ fsPath: join(folder, 'absent.png') }), /ENOENT/);
    await assert.rejects(thread.provenanceIn({ fsPath: folder }), /regular file/);
  });

  test('an image that it dies of, or gets no further with, fails alone', async () => {
    const path = join(folder, 'dying.mjs');
    writeFileSync(
      path,
      `import { parentPort } from 'node:worker_threads';
       parentPort.on('message', ({ id, given: [{ bytes }] }) => {
         if (bytes[0] === 1) while (true);
         if (bytes[0] === 2) throw new Error('no memory left');
         setTimeout(() => parentPort.postMessage({ kind: 'done', id, result: bytes[0] }), 300);
       });`,
    );
    const dying = createImageThread({ workerPath: path, patienceMs: 1500 });
    try {
      const outcomes = await Promise.allSettled(
        [5, 1, 6, 2, 7].map(
          (first) => dying.provenanceIn({ bytes: Uint8Array.of(first) }) as Promise<unknown>,
        ),
      );
      assert.deepEqual(
        outcomes.map((each) => (each.status === 'fulfilled' ? each.value : each.reason.message)),
        [5, 'An image took too long.', 6, 'no memory left', 7],
      );
    } finally {
      dying.dispose();
    }
  });

  test('a file that never answers does not keep what waits behind it', async () => {
    const path = join(folder, 'waiting.mjs');
    // The first task ends the thread that all share; alone, the second never answers, though its thread lives.
    writeFileSync(
      path,
      `import { parentPort, workerData } from 'node:worker_threads';
       const turns = new Int32Array(workerData);
       setInterval(() => Atomics.add(turns, 0, 1), 50);
       parentPort.on('message', ({ id, given: [{ bytes }] }) => {
         if (bytes[0] === 1) throw new Error('no memory left');
         if (bytes[0] === 2) return;
         setTimeout(() => parentPort.postMessage({ kind: 'done', id, result: bytes[0] }), 300);
       });`,
    );
    const held = createImageThread({ workerPath: path, longestSingleMs: 700 });
    try {
      const outcomes = await Promise.allSettled(
        [2, 1, 5].map(
          (first) => held.provenanceIn({ bytes: Uint8Array.of(first) }) as Promise<unknown>,
        ),
      );
      assert.deepEqual(
        outcomes.map((each) => (each.status === 'fulfilled' ? each.value : each.reason.message)),
        ['An image took too long.', 'no memory left', 5],
      );
    } finally {
      held.dispose();
    }
  });

  test('that has died lets what waits for it fail, and begins anew with the next task', async () => {
    const once = createImageThread({ workerPath: join(folder, 'worker.mjs') });
    writeFileSync(join(folder, 'worker.mjs'), 'throw new Error("no memory left");');
    await assert.rejects(once.provenanceIn({ fsPath: folder }), /no memory left/);
    writeFileSync(
      join(folder, 'worker.mjs'),
      `import { parentPort } from 'node:worker_threads';
       parentPort.on('message', ({ id }) => parentPort.postMessage({ kind: 'done', id }));`,
    );
    assert.equal(await once.provenanceIn({ fsPath: folder }), undefined);
    const waiting = once.marked(new Uint8Array(5_000_000), sampleProvenance);
    once.dispose();
    await assert.rejects(waiting, { code: 'cancelled' });
    await assert.rejects(once.provenanceIn({ fsPath: folder }), { code: 'cancelled' });
  });
});
