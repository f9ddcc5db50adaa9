import assert from 'node:assert/strict';
import { test } from 'node:test';
import type * as vscode from 'vscode';
import type { Missing } from '../../../../src/app/documents/missingFiles.ts';
import { createMissingOfAll } from '../../../../src/app/documents/missingOfAll.ts';

const missing = (document: string, order: number, altText?: string, title?: string): Missing => ({
  document: { path: document } as vscode.Uri,
  order,
  file: { path: '/a.png', format: 'png', alternativePaths: [] },
  reference: {
    start: 0,
    end: 1,
    pathStart: 0,
    pathEnd: 1,
    path: 'a.png',
    ...(altText !== undefined && { altText }),
    ...(title !== undefined && { title }),
  },
});

test('however many places of however many documents show a picture, few are kept', () => {
  const all = createMissingOfAll();
  for (let index = 99; index >= 0; index--) {
    const document = `/${String(index).padStart(2, '0')}.md`;
    const places = Array.from({ length: 30 }, (_, order) =>
      missing(document, order, order % 2 ? 'a fox' : undefined, order % 5 ? undefined : 'seed=0'),
    );
    assert.equal(all.add(places), true);
  }
  assert.deepEqual(
    all.inOrder().map(({ document, order }) => [document.path, order]),
    [
      ['/00.md', 0],
      ['/00.md', 1],
      ['/00.md', 2],
    ],
  );
});
