import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findPictures } from '../../../../src/core/documents/notebookPictures.ts';

const notebook = (cells: unknown): string => JSON.stringify({ cells, nbformat: 4 });

test('pictures of Markdown cells are found, whether their source is a text or lines', () => {
  const text = notebook([
    { cell_type: 'markdown', source: ['# A\n', '![one](one.png)\n'] },
    { cell_type: 'code', source: '![no](no.png)' },
    { cell_type: 'markdown', source: '![two](two.png)' },
  ]);
  assert.deepEqual(
    findPictures(`\ufeff${text}`).map(({ path }) => path),
    ['one.png', 'two.png'],
  );
});

test('what is no notebook has none', () => {
  for (const text of [
    '',
    '{',
    'null',
    '[]',
    '{"cells":3}',
    notebook([null, 7, { cell_type: 'markdown' }]),
  ]) {
    assert.deepEqual(findPictures(text), [], text);
  }
});
