import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createPictureFinder } from '../../src/pictureFinding.ts';

const workerPath = fileURLToPath(new URL('../../src/pictureWorker.ts', import.meta.url));
const readAs = { languageName: 'Markdown' };
const never = new AbortController().signal;
const folder = mkdtempSync(join(tmpdir(), 'flux-klein-finding-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const isCancelled = { code: 'cancelled' };

test('every file is told of once, with its own pictures', async () => {
  await using finder = disposable();
  const files = Array.from({ length: 2100 }, (_, index) => {
    const fsPath = join(folder, `page${index}.md`);
    // Some are large, so that they are read in another order than they were asked for.
    const padding = index % 7 === 0 ? 'Words.\n\n'.repeat(50) : '';
    if (index % 3 !== 0) writeFileSync(fsPath, `${padding}![one](p${index}.png)\n`);
    else if (index % 2 === 0) writeFileSync(fsPath, `${padding}No picture.\n`);
    return fsPath;
  });
  let count = 0;
  const paths = new Map<number, readonly string[]>();
  await finder.inFiles(
    files,
    readAs,
    (read) => {
      count += read.count;
      for (const { index, references } of read.found) {
        assert.ok(!paths.has(index), `${index} is told of once`);
        paths.set(
          index,
          references.map(({ path }) => path),
        );
      }
    },
    never,
  );
  assert.equal(count, files.length);
  for (const index of files.keys()) {
    assert.deepEqual(paths.get(index), index % 3 === 0 ? undefined : [`p${index}.png`]);
  }
});

test('a text is read as its language', async () => {
  await using finder = disposable();
  const [picture] = await finder.inText('<img src="a.png" alt="An owl">', readAs, never);
  assert.equal(picture?.altText, 'An owl');
});

test('a question that cannot be answered rejects, and the next is answered', async () => {
  await using finder = disposable();
  await assert.rejects(
    finder.inText('', { languageName: 'Klingon' }, never),
    /no document language/,
  );
  assert.equal((await finder.inText('![a](b.png)', readAs, never)).length, 1);
});

test('after a cancel it ends at once, and no other file is read', async () => {
  await using finder = disposable();
  // A pipe is read when somebody writes into it, so these hold the reading up for as long as is wanted.
  const pipes = Array.from({ length: 8 }, (_, index) => join(folder, `pipe${index}`));
  const nextPipe = join(folder, 'nextPipe');
  for (const path of [...pipes, nextPipe]) execFileSync('mkfifo', [path]);
  const stop = new AbortController();
  const files = [...pipes, nextPipe];
  const search = finder.inFiles(
    files,
    readAs,
    () => assert.fail('nothing is read yet'),
    stop.signal,
  );
  stop.abort();
  await assert.rejects(search, isCancelled);
  for (const path of pipes) closeSync(openSync(path, 'w'));
  // By the time that all of these are read, the next would have been begun.
  const page = join(folder, 'later.md');
  writeFileSync(page, '');
  const later = Array.from({ length: 100 }, () => page);
  await finder.inFiles(later, readAs, () => undefined, never);
  const tryToWrite = constants.O_WRONLY | constants.O_NONBLOCK;
  assert.throws(() => openSync(nextPipe, tryToWrite), { code: 'ENXIO' }, 'nobody reads the next');
});

test('what is cancelled before it is asked is not asked', async () => {
  await using finder = disposable();
  await assert.rejects(finder.inText('', readAs, AbortSignal.abort()), isCancelled);
});

test('questions that wait when it is disposed of are cancelled', async () => {
  const finder = createPictureFinder({ workerPath });
  const asked = finder.inText('![a](b.png)', readAs, never);
  finder.dispose();
  await assert.rejects(asked, isCancelled);
});

function disposable() {
  const finder = createPictureFinder({ workerPath });
  return { ...finder, [Symbol.asyncDispose]: async () => finder.dispose() };
}
