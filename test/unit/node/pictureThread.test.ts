import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import { after, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { ImageError } from '../../../src/core/errors.ts';
import { turnsDuring } from '../../support/turnsDuring.ts';
import { createPictureThread } from '../../../src/node/pictureThread.ts';
import { DocumentTooLong, type FilesRead } from '../../../src/app/documents/pictureFinder.ts';

const workerPath = fileURLToPath(new URL('../../../src/node/pictureWorker.ts', import.meta.url));
const readAs = { languageName: 'Markdown' };
const never = new AbortController().signal;
const folder = mkdtempSync(join(tmpdir(), 'flux-klein-finding-'));
// No window is held open by a worker, and no test either.
const alive = setInterval(() => undefined, 1000);
after(() => {
  clearInterval(alive);
  rmSync(folder, { recursive: true, force: true });
});

const isCancelled = { code: 'cancelled' };

test('a program that its reader fails at is given up, and the others are read', async () => {
  await using finder = disposable();
  const picture = '\nconst b = <img src="a.png"/>;\n';
  const programs = {
    members: `const a = x${'.y'.repeat(40_000)};`,
    indexes: `const a = x${'[0]'.repeat(60_000)};`,
    labels: `${'a:'.repeat(20_000)}c;`,
  };
  const files = ['good', ...Object.keys(programs), 'other'].map((name) => {
    const fsPath = join(folder, `${name}.tsx`);
    writeFileSync(fsPath, `${name in programs ? programs[name as 'labels'] : ''}${picture}`);
    return fsPath;
  });
  let count = 0;
  const found = new Set<number>();
  await finder.inFiles(
    files,
    { languageName: 'JSX' },
    (read) => {
      count += read.count;
      for (const { index } of read.found) found.add(index);
    },
    never,
  );
  assert.equal(count, files.length);
  assert.ok(found.has(0) && found.has(4));
});

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

test('after a cancel it ends at once, and nothing more is told or read', async () => {
  await using finder = disposable();
  const page = join(folder, 'cancelled.md');
  // Each takes a moment, so that all of them together would take far longer than what is asked next.
  writeFileSync(page, '![a](b.png) *words*\n\n'.repeat(5000));
  const stop = new AbortController();
  const files = Array.from({ length: 2000 }, () => page);
  let count = 0;
  const search = finder.inFiles(files, readAs, (read) => (count += read.count), stop.signal);
  stop.abort();
  await assert.rejects(search, isCancelled);
  const [picture] = await finder.inText('![c](d.png)', readAs, never);
  assert.equal(picture?.path, 'd.png');
  assert.equal(count, 0);
});

test('what is cancelled before it is asked is not asked', async () => {
  await using finder = disposable();
  await assert.rejects(finder.inText('', readAs, AbortSignal.abort()), isCancelled);
});

test('questions that wait when it is disposed of are cancelled', async () => {
  const finder = createPictureThread({ workerPath });
  const asked = finder.inText('![a](b.png)', readAs, never);
  finder.dispose();
  await assert.rejects(asked, isCancelled);
});

/** Pictures in the words of pictures: each level is read again for the next. */
const endless = '![a '.repeat(40_000) + '](a.png)'.repeat(40_000);

test('a document that takes too long is given up by name, and all others are read', async () => {
  await using finder = disposable(700);
  const files = Array.from({ length: 30 }, (_, index) => {
    const fsPath = join(folder, `beside${index}.md`);
    writeFileSync(fsPath, index === 7 ? endless : `![one](p${index}.png)\n`);
    return fsPath;
  });
  const read: number[] = [];
  const tooLong: number[] = [];
  let count = 0;
  const search = finder.inFiles(
    files,
    readAs,
    (news) => {
      count += news.count;
      read.push(...news.found.map(({ index }) => index));
      tooLong.push(...(news.tooLong ?? []));
    },
    never,
  );
  // What others ask meanwhile is answered, too.
  const [picture] = await finder.inText('![a](b.png)', readAs, never);
  assert.equal(picture?.path, 'b.png');
  await search;
  assert.equal(count, files.length);
  assert.deepEqual(tooLong, [7]);
  assert.deepEqual(
    read.sort((a, b) => a - b),
    [...files.keys()].filter((index) => index !== 7),
  );
});

test('a text that takes too long says so', async () => {
  await using finder = disposable(700);
  await assert.rejects(finder.inText(endless, readAs, never), { name: 'DocumentTooLong' });
  assert.equal((await finder.inText('![a](b.png)', readAs, never)).length, 1);
});

test('what is cancelled while it is read is ended, however long it would take', async () => {
  await using finder = disposable(60_000);
  await finder.inText('![a](b.png)', readAs, never);
  const stop = new AbortController();
  const asked = finder.inText(endless, readAs, stop.signal);
  const next = finder.inText('![a](c.png)', readAs, never);
  setTimeout(() => stop.abort(), 100);
  await assert.rejects(asked, isCancelled);
  assert.equal((await next)[0]?.path, 'c.png', 'and does not hold up what was asked behind it');
});

test('pictures that come in pieces are all there, in their order', async () => {
  await using finder = disposable();
  const count = 2500;
  const text = Array.from({ length: count }, (_, index) => `![a](p${index}.png)\n`).join('');
  const fsPath = join(folder, 'pieces.md');
  writeFileSync(fsPath, text);
  const expected = Array.from({ length: count }, (_, index) => `p${index}.png`);
  const inText = await finder.inText(text, readAs, never);
  assert.deepEqual(
    inText.map(({ path }) => path),
    expected,
  );
  const inFile: string[] = [];
  const onRead = (read: FilesRead): void => {
    for (const { references } of read.found) inFile.push(...references.map(({ path }) => path));
  };
  await finder.inFiles([fsPath], readAs, onRead, never);
  assert.deepEqual(inFile, expected);
});

test('names and folders that multiply in a document are no harm to the others', async () => {
  await using finder = disposable();
  const grown = `{${'\\a'.repeat(200)}/}`.repeat(100);
  const text = `\\newcommand{\\a}{${'x'.repeat(1000)}}\\graphicspath{${grown}}\n${'\\includegraphics{a}'.repeat(100)}`;
  const files = Array.from({ length: 6 }, (_, index) => {
    const fsPath = join(folder, `grown${index}.tex`);
    writeFileSync(fsPath, index === 3 ? text : '\\includegraphics{a.png}');
    return fsPath;
  });
  const found: number[] = [];
  let count = 0;
  const onRead = (read: FilesRead): void => {
    count += read.count;
    found.push(...read.found.map(({ index }) => index));
  };
  await finder.inFiles(files, { languageName: 'LaTeX' }, onRead, never);
  assert.equal(count, files.length);
  assert.deepEqual(
    found.toSorted((a, b) => a - b),
    [0, 1, 2, 4, 5],
  );
});

describe('a worker that dies while it is at nothing known', () => {
  /** Dies over every question that has the word in it, a moment later. */
  const fragile = join(folder, 'fragile.mjs');
  writeFileSync(
    fragile,
    `import { parentPort, workerData } from 'node:worker_threads';
    parentPort.on('message', (question) => {
      const { kind, id } = question;
      if (JSON.stringify(question).includes('deadly')) {
        setTimeout(() => {
          throw Object.assign(new Error('gone'), { code: 'ERR_WORKER_OUT_OF_MEMORY' });
        }, 30);
      } else if (JSON.stringify(question).includes('stuck')) {
        setTimeout(() => {
          Atomics.store(new Int32Array(workerData), 0, id);
          for (;;);
        }, 60);
      } else if (kind === 'files') {
        setTimeout(() => {
          for (const [index] of question.files)
            parentPort.postMessage({ kind: 'read', id, read: { done: [index], found: [] } });
        }, 60);
        setTimeout(() => parentPort.postMessage({ kind: 'done', id, references: [] }), 90);
      } else if (kind !== 'cancel') {
        setTimeout(() => parentPort.postMessage({ kind: 'done', id, references: [] }), 60);
      }
    });`,
  );

  test('is no harm to any other question', async () => {
    const finder = createPictureThread({ workerPath: fragile });
    const read: number[] = [];
    const tooLong: number[] = [];
    const files = Array.from({ length: 40 }, (_, index) => (index === 11 ? 'deadly' : `${index}`));
    const onRead = (news: FilesRead): void => {
      tooLong.push(...(news.tooLong ?? []));
      read.push(news.count);
    };
    const search = finder.inFiles(files, readAs, onRead, never);
    const deadly = finder.inText('deadly', readAs, never);
    const texts = ['a', 'b'].map((text) => finder.inText(text, readAs, never));
    await assert.rejects(deadly, { name: 'DocumentTooLong' });
    assert.deepEqual(await Promise.all(texts), [[], []]);
    await search;
    assert.deepEqual(tooLong, [11]);
    assert.equal(
      read.reduce((sum, each) => sum + each, 0),
      files.length,
    );
    assert.deepEqual(await finder.inText('c', readAs, never), []);
    finder.dispose();
  });

  test('has each question asked once, also where another takes too long after that', async () => {
    const finder = createPictureThread({ workerPath: fragile, patienceMs: 300 });
    const deadly = finder.inText('deadly', readAs, never);
    await new Promise((resolve) => setTimeout(resolve, 1));
    let count = 0;
    const asked = [finder.inText('stuck', readAs, never), deadly];
    const onRead = (news: FilesRead): void => void (count += news.count);
    const search = finder.inFiles(['a', 'b', 'c'], readAs, onRead, never);
    const outcomes = await Promise.allSettled(asked);
    assert.deepEqual(
      outcomes.map((each) => each.status === 'rejected' && each.reason.name),
      ['DocumentTooLong', 'DocumentTooLong'],
    );
    await search;
    assert.equal(count, 3);
    finder.dispose();
  });

  test('has no other tried for ever', async () => {
    const finder = createPictureThread({ workerPath: join(folder, 'missing.mjs') });
    const asked = [1, 2, 3].map(() => finder.inText('', readAs, never));
    const files = finder.inFiles(['a', 'b'], readAs, () => undefined, never);
    for (const each of [...asked, files]) await assert.rejects(each, { code: /MODULE_NOT_FOUND/ });
    finder.dispose();
  });
});

test('folders are listed once, though another worker has to begin again', async () => {
  await using finder = disposable(700);
  const root = mkdtempSync(join(tmpdir(), 'flux-klein-listing-'));
  for (const name of ['a', 'b', 'c']) {
    mkdirSync(join(root, name));
    writeFileSync(join(root, name, 'page.md'), '');
  }
  const prefixes: string[] = [];
  const list = {
    fsPath: root,
    excludes: [],
    followsLinks: true,
    otherFsPaths: [],
    ignoreCase: false,
  };
  const endlessText = finder.inText(endless, readAs, never);
  const listing = finder.listDocuments(
    list,
    (folders) => prefixes.push(...folders.map(({ prefix }) => prefix)),
    never,
  );
  await assert.rejects(endlessText, { name: 'DocumentTooLong' });
  await listing;
  assert.deepEqual(
    prefixes.sort(),
    ['a', 'b', 'c'].map((name) => join(root, name, sep)),
  );
  rmSync(root, { recursive: true });
});

describe('A prompt sheet', () => {
  const rows = (count: number): string =>
    `prompt,altText\n${Array.from({ length: count }, (_, at) => `A fox number ${at} in the snow,${'words '.repeat(30)}\n`).join('')}`;

  test('is read in the worker, and comes back in pieces with other work in between', async () => {
    await using finder = disposable();
    await finder.readSheet('/site/warm.csv', rows(1), never);
    const reading = finder.readSheet('/site/foxes.csv', rows(9999), never);
    const turns = await turnsDuring(reading);
    const { jobs, failures } = await reading;
    assert.deepEqual([jobs.length, failures.length], [9999, 0]);
    assert.equal(jobs.at(-1)?.args.prompt, 'A fox number 9998 in the snow');
    assert.equal(jobs.at(-1)?.line, 10_000);
    assert.ok(turns > 50, `${turns} turns`);
  });

  test('says what is wrong with its rows and with all of it as where it is read', async () => {
    await using finder = disposable();
    const { jobs, failures } = await finder.readSheet(
      '/site/a.csv',
      'prompt,inferenceSteps\nA fox,2\nAn owl,99\n',
      never,
    );
    assert.equal(jobs.length, 1);
    const [failure] = failures;
    assert.deepEqual([failure?.line, failure?.error.code], [3, 'badRequest']);
    assert.match(failure!.error.message, /inferenceSteps must be/);
    await assert.rejects(
      finder.readSheet('/site/b.csv', rows(10_001), never),
      (error: ImageError) =>
        error instanceof ImageError && error.code === 'badRequest' && /10,?002/.test(error.message),
    );
  });

  test('that takes its reader too long is given up, and the next is read', async () => {
    await using finder = disposable(1);
    await assert.rejects(finder.readSheet('/site/a.yaml', yaml(9999), never), DocumentTooLong);
    await using patient = disposable();
    assert.equal((await patient.readSheet('/site/b.yaml', yaml(2), never)).jobs.length, 2);
  });

  test('is wanted no more once it is cancelled', async () => {
    await using finder = disposable();
    const stop = new AbortController();
    const reading = finder.readSheet('/site/foxes.csv', rows(9999), stop.signal);
    stop.abort();
    await assert.rejects(reading, isCancelled);
  });

  const yaml = (count: number): string =>
    Array.from({ length: count }, (_, at) => `- prompt: A fox number ${at}\n`).join('');
});

test('a folder of many documents is told of in pieces, each document once', async () => {
  await using finder = disposable();
  const many = join(folder, 'many');
  mkdirSync(many);
  for (let at = 0; at < 3500; at++) writeFileSync(join(many, `page${at}.md`), '');
  const told: string[] = [];
  let most = 0;
  await finder.listDocuments(
    {
      fsPath: many,
      excludes: [],
      otherFsPaths: [],
      followsLinks: true,
      ignoreCase: false,
    },
    (listed) => {
      let count = 0;
      for (const { prefix, names } of listed) {
        count += names.length;
        for (const name of names) told.push(prefix + name);
      }
      most = Math.max(most, count);
    },
    never,
  );
  assert.equal(new Set(told).size, 3500);
  assert.equal(told.length, 3500);
  assert.ok(most <= 1000, `${most} at once`);
});

function disposable(patienceMs?: number) {
  const finder = createPictureThread({
    workerPath,
    ...(patienceMs !== undefined && { patienceMs }),
  });
  return { ...finder, [Symbol.asyncDispose]: async () => finder.dispose() };
}
