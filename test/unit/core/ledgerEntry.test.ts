import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  entryText,
  laterText,
  isOwn,
  readEntry,
  withoutOldUrl,
  withoutUrl,
  type LedgerEntry,
} from '../../../src/core/ledgerEntry.ts';
import { request } from '../oneMinAi/clientSetup.ts';

const hourMs = 60 * 60_000;

const intent: LedgerEntry = {
  id: '0123456789abcdef',
  createdAtMs: 1_000,
  origin: 'https://api.1min.ai',
  request,
  altText: 'A fox\n“quoted”',
  uri: 'file:///site/assets/a-fox-2.webp',
  place: {
    folder: 'file:///site/assets',
    namePath: 'a-fox',
    attempt: 2,
    roots: ['file:///site'],
    field: 'folder',
  },
};
const record = { recordId: 'r-1', imageUrl: 'https://s.example/1?signature=x', namedAtMs: 2_000 };
const naming = { uri: 'file:///site/assets/a-fox-3.webp', byteCount: 7 };
const whole: LedgerEntry = {
  ...intent,
  sourceImage: 'assets/a-fox.webp',
  place: { ...intent.place, exactName: 'a-fox.jpeg' },
  record,
  naming,
};

describe('An entry of the ledger', () => {
  test('is read back as it was written, at each stage', () => {
    for (const entry of [intent, { ...intent, record }, whole]) {
      assert.deepEqual(readEntry(entryText(entry)), entry);
    }
  });

  test('is read the same where it grew line by line', () => {
    const text = entryText(intent) + laterText({ record }) + laterText({ naming });
    assert.deepEqual(readEntry(text), { ...intent, record, naming });
  });

  test('with a place that is no address is not ours to read', () => {
    const { place } = intent;
    for (const uri of ['', 'assets/a-fox.webp', 'file:////a-fox.webp']) {
      assert.equal(isOwn(readEntry(entryText({ ...intent, uri }))), false);
      const elsewhere = { ...intent, place: { ...place, folder: uri } };
      assert.equal(isOwn(readEntry(entryText(elsewhere))), false);
      assert.deepEqual(readEntry(entryText({ ...intent, naming: { ...naming, uri } })), intent);
    }
  });

  test('of two lines of a kind the later one counts', () => {
    const other = { ...naming, uri: 'file:///site/assets/a-fox-4.webp' };
    const text = entryText(whole) + laterText({ naming: other });
    assert.deepEqual(readEntry(text), { ...whole, naming: other });
  });

  test('cut off anywhere, it is what was flushed before', () => {
    const text = entryText({ ...intent, record, naming });
    const ends = [intent, { ...intent, record }].map((entry) => entryText(entry).length);
    for (let length = 0; length < text.length; length++) {
      const read = readEntry(text.slice(0, length));
      if (length < ends[0]!) assert.equal(read, 'torn', `${length}`);
      else if (length < ends[1]! - 1) assert.deepEqual(read, intent, `${length}`);
      // A line is whole without the end of the line.
      else if (length < text.length - 1) assert.deepEqual(read, { ...intent, record }, `${length}`);
    }
  });

  test('of another version, or damaged in the middle, is nobody’s to change', () => {
    const lines = [
      '{"version":2,"id":"0123456789abcdef"}',
      '[]',
      'null',
      '\0\0\0\0',
      entryText(intent).replace('0123456789abcdef', '../../evil').trim(),
      entryText(intent).replace('"namePath":"a-fox"', '"namePath":7').trim(),
    ];
    for (const line of lines) {
      const entry = readEntry(`${line}\n`);
      assert.ok(typeof entry === 'object' && 'isForeign' in entry, line);
    }
  });

  test('of another version tells what it may be of', () => {
    const newer = (changes: object) =>
      readEntry(`${JSON.stringify({ ...intent, version: 2, ...changes })}\n`);
    const { uri, request } = intent;
    assert.deepEqual(newer({}), { isForeign: true, uri, prompt: request.prompt });
    assert.deepEqual(newer({ request: { words: 'a fox' } }), { isForeign: true, uri });
    assert.deepEqual(newer({ uri: 7, request: [] }), { isForeign: true });
  });

  test('keeps a request of another time: its model, its values, without what nobody knows any more', () => {
    const { goFast: _, ...older } = intent.request;
    const request = { ...older, model: 'black-forest-labs/flux-9', aspectRatio: '7:1', steps: 3 };
    const text = entryText({ ...intent, request } as unknown as LedgerEntry);
    const read = readEntry(text) as LedgerEntry;
    const { steps: __, ...known } = request;
    assert.deepEqual(read, { ...intent, request: known });
  });

  test('lines that say nothing known are passed over', () => {
    const text = `${entryText(intent)}{"later":1}\nnot JSON\n\n${laterText({ record })}`;
    assert.deepEqual(readEntry(text), { ...intent, record });
  });

  test('gives its signed link up after an hour, or where the clock was set back', () => {
    assert.equal(withoutOldUrl(whole, 2_000 + hourMs - 1), whole);
    for (const nowMs of [2_000 + hourMs, 1_999]) {
      assert.equal(withoutOldUrl(whole, nowMs).record?.imageUrl, undefined);
      assert.equal(withoutOldUrl(whole, nowMs).record?.recordId, 'r-1');
    }
    assert.doesNotMatch(entryText(withoutUrl(whole)), /signature/);
    assert.equal(withoutUrl(intent), intent);
  });
});
