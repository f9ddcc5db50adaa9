import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { createKnownPlaces, type KnownPlaces } from '../../../../src/app/documents/knownPlaces.ts';

interface Asked {
  readonly isUrgent: boolean;
  readonly signal: AbortSignal;
  readonly end: (found: string) => void;
  readonly fail: (error: Error) => void;
}

describe('What is known of a document', () => {
  let nowMs: number;
  let asked: Asked[];
  let known: KnownPlaces<{ version: number; languageId: string }, string>;
  beforeEach(() => {
    nowMs = 0;
    asked = [];
    known = createKnownPlaces({
      find: (_, isUrgent, signal) =>
        new Promise((resolve, reject) => {
          asked.push({ isUrgent, signal, end: resolve, fail: reject });
        }),
      now: () => nowMs,
    });
  });

  test('is searched for once, however often the cursor moves', async () => {
    const document = { version: 1, languageId: 'markdown' };
    const answers = Array.from({ length: 100 }, () => known.of(document, false));
    asked[0]!.end('a');
    assert.deepEqual(new Set(await Promise.all(answers)), new Set(['a']));
    for (let move = 0; move < 100; move++) assert.equal(await known.of(document, true), 'a');
    assert.equal(asked.length, 1);
  });

  test('is searched for anew after an edit, and the search before is stopped', () => {
    const document = { version: 1, languageId: 'markdown' };
    void known.of(document, false);
    document.version = 2;
    void known.of(document, false);
    document.languageId = 'mdx';
    void known.of(document, false);
    assert.deepEqual(
      asked.map(({ signal }) => signal.aborted),
      [true, true, false],
    );
  });

  test('is searched for anew once files have changed, and after half a minute', () => {
    const document = { version: 1, languageId: 'markdown' };
    void known.of(document, false);
    known.forget();
    void known.of(document, false);
    assert.equal(asked.length, 2);
    nowMs = 30_000;
    void known.of(document, false);
    assert.equal(asked.length, 3);
  });

  test('keeps nobody waiting for a search that has time', async () => {
    const document = { version: 1, languageId: 'markdown' };
    void known.of(document, false).catch(() => undefined);
    const urgent = known.of(document, true);
    assert.deepEqual(
      asked.map(({ isUrgent }) => isUrgent),
      [false, true],
    );
    asked[1]!.end('b');
    assert.equal(await urgent, 'b');
  });

  test('is searched for anew after a failure', async () => {
    const document = { version: 1, languageId: 'markdown' };
    const first = known.of(document, false);
    asked[0]!.fail(new Error('gone'));
    await assert.rejects(first);
    void known.of(document, false);
    assert.equal(asked.length, 2);
  });
});
