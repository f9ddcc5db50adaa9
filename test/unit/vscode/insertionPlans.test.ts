import assert from 'node:assert/strict';
import { test } from 'node:test';
import type * as vscode from 'vscode';
import { pictureWriter } from '../../../src/core/documents/markdown/pandocWriter.ts';
import { createInsertionPlans } from '../../../src/vscode/insertionPlans.ts';

/** A document whose lines are an item each, which end with a hard break. */
function documentOf(length: number): vscode.TextDocument {
  const lines = '- \\\n'.repeat(length / 4).split('\n');
  return {
    lineCount: lines.length,
    lineAt: (line: number) => ({
      text: lines[line] ?? '',
      range: { end: { line, character: (lines[line] ?? '').length } },
    }),
    offsetAt: () => lines.join('\n').length,
    getText: () => lines.join('\n'),
  } as unknown as vscode.TextDocument;
}

test('what takes its parser long at the first time is planned away from the thread of all extensions', async () => {
  let asked = 0;
  const planInsertions = createInsertionPlans({
    loadFinder: async () => ({
      plan: async () => {
        asked += 1;
        throw new Error('nobody is there');
      },
    }),
  });
  for (const [length, count] of [
    [200, 0],
    [300, 1],
    [1000, 2],
  ] as const) {
    const start = { line: 3, character: 3 };
    await planInsertions({
      document: documentOf(length),
      readAs: { languageName: 'R Markdown' },
      writer: pictureWriter,
      selection: { start, end: start },
      wasSelected: false,
      isAtEnd: false,
      pictures: [{ altText: 'a fox', path: 'fox.png' }],
    });
    assert.equal(asked, count, `${length} characters`);
  }
});
