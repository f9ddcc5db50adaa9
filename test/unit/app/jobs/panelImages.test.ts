import '../../../support/inBareNode.ts';
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { URI } from 'vscode-uri';
import type { Job } from '../../../../src/core/jobs.ts';
import type { LedgerEntry } from '../../../../src/core/ledgerEntry.ts';
import { createPanelImages, type PanelImages } from '../../../../src/app/jobs/panelImages.ts';
import { ImageError } from '../../../../src/core/errors.ts';
import { sampleForm } from '../../../support/hostileIntents.ts';

const { cardOf } = await import('../../../../src/vscode/views/panel/panelWords.ts');

const { isSeedLocked: _l, count: _c, altText: _a, ...request } = sampleForm;

const jobOf = (id: string, changes: Partial<Job> = {}): Job => ({
  id,
  batchId: 'batch-1',
  index: 0,
  request,
  altText: 'A fox',
  status: 'done',
  asset: {
    uri: 'file:///site/fox.webp',
    recordId: 'r-1',
    width: 2,
    height: 1,
    format: 'webp',
    byteCount: 3,
  },
  ...changes,
});

/** The text that outlives a window, and how often it was written. */
let kept: string | undefined;

function createLog() {
  const logged: string[] = [];
  const note = (line: string): void => void logged.push(line);
  return { log: { debug: note, info: note, warn: note, error: note }, logged };
}

describe('The list of images', () => {
  const open: PanelImages[] = [];
  /** What the ledger has. */
  let left: LedgerEntry[] = [];
  beforeEach(() => {
    kept = undefined;
    left = [];
  });
  afterEach(() => {
    for (const images of open.splice(0)) images.dispose();
  });

  function openWindow(): { images: PanelImages; logged: string[] } {
    const { log, logged } = createLog();
    const images = createPanelImages({
      kept: { read: async () => kept, write: async (text) => void (kept = text) },
      uris: URI,
      listLeft: async () => left,
      onChange: () => undefined,
      log,
    });
    open.push(images);
    return { images, logged };
  }

  /** Closing a window writes at once what was still to be written. */
  async function closeWith(jobs: readonly Job[]): Promise<void> {
    const { images } = openWindow();
    images.jobs.add(jobs);
    images.dispose();
    await written();
  }

  async function written(): Promise<string> {
    for (;;) {
      if (kept !== undefined) return kept;
      await new Promise(setImmediate);
    }
  }

  test('comes back after a reload', async () => {
    const failed = jobOf('b', {
      status: 'failed',
      error: new ImageError('timeout', 'late', { recordId: 'r-2', mayHaveBeenCharged: true }),
    });
    delete (failed as { asset?: unknown }).asset;
    await closeWith([jobOf('a', { insertedInto: 'page.md' }), failed]);
    const { images, logged } = openWindow();
    await images.restore();
    assert.deepEqual(images.jobs.get('a'), jobOf('a', { insertedInto: 'page.md' }));
    const back = images.jobs.get('b');
    assert.deepEqual(
      [back?.status, back?.error?.code, back?.error?.recordId],
      ['failed', 'timeout', 'r-2'],
    );
    assert.deepEqual(logged, []);
  });

  test('is read once, however often it is asked for', async () => {
    await closeWith([jobOf('a')]);
    const { images } = openWindow();
    await Promise.all([images.restore(), images.restore()]);
    await images.restore();
    assert.equal(images.jobs.all().length, 1);
  });

  test('of a window that was closed meanwhile tells that an image may have been charged', async () => {
    const { asset: _asset, ...running } = jobOf('a', { status: 'running' });
    await closeWith([{ ...running, step: { kind: 'asking' } }]);
    const { images } = openWindow();
    await images.restore();
    const { words, remedies } = cardOf(images.jobs.get('a')!, false);
    assert.match(words ?? '', /closed.*may have been charged/);
    assert.deepEqual(
      remedies?.map(({ label }) => label),
      ['Retry (may be charged again)'],
    );
  });

  test('of a window that crashed offers for free what the ledger has the record of', async () => {
    const { asset: _asset, ...running } = jobOf('a', { status: 'running' });
    const step = { kind: 'asking' } as const;
    const other = { ...request, seed: request.seed + 1 };
    await closeWith([
      { ...running, step },
      { ...running, step, id: 'b', request: other },
    ]);
    const place = { folder: 'file:///site', namePath: 'fox', attempt: 0, field: 'folder' };
    const common = { createdAtMs: 1, origin: 'https://a.example', altText: '', place };
    const uri = 'file:///site/fox.webp';
    left = [
      { ...common, id: '1', uri, request: other },
      { ...common, id: '2', uri, request, record: { recordId: 'r-2', namedAtMs: 2 } },
    ];
    const { images } = openWindow();
    await images.restore();
    const remediesOf = (id: string) =>
      cardOf(images.jobs.get(id)!, false).remedies?.map(({ label }) => label);
    assert.equal(remediesOf('a')?.[0], 'Check again (free)');
    assert.equal(images.jobs.get('a')?.error?.recordId, 'r-2');
    assert.deepEqual(remediesOf('b'), ['Retry (may be charged again)']);
  });

  test('is nothing at first, without a word in the log', async () => {
    const { images, logged } = openWindow();
    await images.restore();
    assert.deepEqual([images.jobs.all(), logged], [[], []]);
  });

  test('holds no picture, no signed link and no key', async () => {
    await closeWith([jobOf('a')]);
    assert.doesNotMatch(await written(), /X-Amz|https?:|bytes"/);
  });

  const good = JSON.stringify(jobOf('good'));
  const damaged: Record<string, string> = {
    'is empty': '',
    'is cut short': `{"version":1,"jobs":[${good}`,
    'is something else': '[1,2,3]',
    'is null': 'null',
    'has no list': '{"version":1,"jobs":{}}',
    'has entries that are nothing': '{"version":1,"jobs":[null,7,"a",[],{}]}',
    'has an entry without a request': '{"version":1,"jobs":[{"id":"a","status":"done"}]}',
    'has a file address that is none': `{"version":1,"jobs":[${JSON.stringify(
      jobOf('a', { asset: { ...jobOf('a').asset!, uri: 'no address' } }),
    )}]}`,
    'has an id that the panel may not name': `{"version":1,"jobs":[${JSON.stringify(
      jobOf('../a'),
    )}]}`,
  };
  for (const [what, text] of Object.entries(damaged)) {
    test(`is as good as none where the file ${what}`, async () => {
      kept = text;
      const { images } = openWindow();
      await images.restore();
      assert.deepEqual(images.jobs.all(), []);
    });
  }

  test('keeps what is whole where only one entry is damaged', async () => {
    kept = `{"version":1,"jobs":[{"id":"bad"},${good}]}`;
    const { images } = openWindow();
    await images.restore();
    assert.deepEqual(images.jobs.all(), [jobOf('good')]);
  });

  test('of a newer version stays as it is, and the log says so', async () => {
    const newer = `{"version":2,"jobs":[${good}]}`;
    kept = newer;
    const { images, logged } = openWindow();
    await images.restore();
    assert.deepEqual(images.jobs.all(), []);
    images.jobs.add([jobOf('b')]);
    images.dispose();
    await new Promise(setImmediate);
    assert.equal(kept, newer);
    assert.match(logged.join('\n'), /newer version/);
  });

  test('keeps what may be paid for where its model, its values or its failure are of another time', async () => {
    const { asset: _asset, ...failed } = jobOf('a', { status: 'failed' });
    const stored = {
      ...failed,
      status: 'givenUp',
      request: { ...request, model: 'of another time', aspectRatio: '21:9', mood: 'calm' },
      error: { code: 'solarStorm', message: 'x', recordId: 'r-9', mayHaveBeenCharged: true },
    };
    kept = JSON.stringify({ version: 1, jobs: [stored] });
    const { images } = openWindow();
    await images.restore();
    const [back] = images.jobs.all();
    assert.deepEqual([back?.status, back?.error?.recordId], ['failed', 'r-9']);
    assert.equal(cardOf(back!, false).remedies?.[0]?.label, 'Check again (free)');
  });

  test('that cannot be written is a line in the log and no more', async () => {
    const noted = createLog();
    const { logged } = noted;
    const readOnly = createPanelImages({
      kept: {
        read: async () => undefined,
        write: () => Promise.reject(new Error('The disk is full.')),
      },
      uris: URI,
      listLeft: async () => [],
      onChange: () => undefined,
      log: noted.log,
    });
    readOnly.jobs.add([jobOf('a')]);
    readOnly.dispose();
    while (logged.length === 0) await new Promise(setImmediate);
    assert.match(logged[0] ?? '', /could not be kept/);
  });
});
