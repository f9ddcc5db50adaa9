import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fc } from '../../../support/propertyTests.ts';
import {
  indexKey,
  isCurrent,
  readIndexHeader,
  readIndexLine,
  writeIndexHeader,
  writeIndexLine,
  type IndexedFile,
} from '../../../../src/core/history/indexedFile.ts';

const folders = ['file:///a', 'file:///b'];
const file: IndexedFile = {
  folder: 'file:///b',
  path: 'assets/fox.webp',
  mtimeMs: 1_700_000_000_000,
  byteCount: 131_000,
  made: {
    prompt: 'a "red" fox\n\u2028',
    model: 'm',
    seed: 7,
    aspectRatio: '16:9',
    recordId: 'r',
    createdAtMs: 1_700_000_000_001,
  },
};
const { made: _made, ...foreign } = file;

test('a line brings back what was written, on one line', () => {
  for (const each of [file, foreign]) {
    const line = writeIndexLine(each, folders);
    assert.ok(!line.includes('\n'));
    assert.deepEqual(readIndexLine(line, folders), each);
  }
});

test('the header brings back the folders', () => {
  assert.deepEqual(readIndexHeader(writeIndexHeader(folders)), folders);
});

for (const [what, text] of [
  ['nothing', ''],
  ['another version', '{"version":2,"folders":["file:///a"]}'],
  ['no folders', '{"version":1}'],
  ['cut short', '{"version":1,"fold'],
  ['something else', '[]'],
] as const) {
  test(`a header that is ${what} counts as no index at all`, () => {
    assert.equal(readIndexHeader(text), undefined);
  });
}

test('a damaged line is as good as absent', () => {
  const line = writeIndexLine(file, folders);
  const damaged = [
    line.slice(0, -1),
    line.replace('[1,', '[2,'),
    line.replace('131000', '"131000"'),
    line.replace('"16:9",', ''),
    'null',
    '',
  ];
  for (const text of damaged) assert.equal(readIndexLine(text, folders), undefined, text);
});

test('no text makes reading throw', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      readIndexLine(text, folders);
      readIndexHeader(text);
    }),
  );
});

test('a file is the one that was read only with the same time and the same length', () => {
  const { mtimeMs, byteCount } = file;
  assert.ok(isCurrent(file, { mtimeMs, byteCount }));
  assert.ok(!isCurrent(file, { mtimeMs: mtimeMs + 1, byteCount }));
  assert.ok(!isCurrent(file, { mtimeMs, byteCount: byteCount + 1 }));
});

test('files of the same path in two folders are two', () => {
  assert.notEqual(indexKey(file), indexKey({ ...file, folder: 'file:///a' }));
});
