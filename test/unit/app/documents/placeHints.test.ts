import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TextSelection } from '../../../../src/core/documents/textSelection.ts';
import type { MissingPlace } from '../../../../src/app/documents/missingSearch.ts';
import { createPlaceHints } from '../../../../src/app/documents/placeHints.ts';

const { signal } = new AbortController();
const range = (line: number): TextSelection => ({
  start: { line, character: 0 },
  end: { line, character: 9 },
});

test('of very many places a thousand have a line above them, and all are found where they are', async () => {
  const places = Array.from(
    { length: 5000 },
    (_, line) =>
      ({
        range: range(line),
        picture: { path: `/${line % 1500}.png`, ...(line % 3 === 0 && { unticked: 'noWords' }) },
      }) as unknown as MissingPlace,
  );
  const { lensed, count, at } = await createPlaceHints(places, signal);
  assert.equal(lensed.length, 1000);
  assert.ok(lensed.every(({ picture }) => !picture.unticked));
  assert.equal(count, 1000);
  assert.equal(at(range(4321)), places[4321]);
  assert.equal(at(range(6000)), undefined);
});
