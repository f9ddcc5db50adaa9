import assert from 'node:assert/strict';
import { test } from 'node:test';
import type * as vscode from 'vscode';
import type { MissingPlace } from '../../../../src/vscode/editor/missingSearch.ts';
import { createPlaceHints } from '../../../../src/vscode/editor/placeHints.ts';

const { signal } = new AbortController();
let compared = 0;
const range = (line: number): vscode.Range =>
  ({
    start: { line },
    end: { line },
    intersection: (other: vscode.Range) => (
      (compared += 1),
      other.start.line === line ? other : undefined
    ),
  }) as unknown as vscode.Range;

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
  assert.equal(compared, 1);
});
