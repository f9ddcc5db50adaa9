import assert from 'node:assert/strict';
import { test } from 'node:test';
import { URI } from 'vscode-uri';
import { pictureWriter } from '../../../../src/core/documents/markdown/pandocWriter.ts';
import { createTextTarget, type TextTarget } from '../support/textTarget.ts';
import { createInsertionPlans } from '../../../../src/app/documents/insertionPlans.ts';

const workspaceFolder = { uri: URI.file('/site'), name: 'site', index: 0 };

/** A document whose lines are an item each, which end with a hard break. */
const documentOf = (length: number): TextTarget =>
  createTextTarget(URI.file('/site/page.Rmd'), '- \\\n'.repeat(length / 4), workspaceFolder);

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
      target: documentOf(length),
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
