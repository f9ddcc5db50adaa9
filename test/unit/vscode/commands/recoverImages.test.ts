import '../../../support/inBareNode.ts';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LedgerEntry } from '../../../../src/core/ledgerEntry.ts';

const { createRecoverImages } = await import('../../../../src/vscode/commands/recoverImages.ts');
const { window } = await import('../../../support/bareVsCode.ts');

test('Recover says that all is saved only where nothing is in somebody’s hands', async () => {
  for (const [count, words] of [
    [0, /^There is nothing to recover: every image that was paid for is saved\.$/],
    [1, /^One image is being fetched or made at the moment\. There is nothing else/],
    [10, /^10 images are being fetched or made at the moment\. There is nothing else/],
  ] as const) {
    const told: string[] = [];
    window['showInformationMessage'] = async (text: string) => void told.push(text);
    const look = {
      entries: [],
      isComplete: true,
      foreign: [],
      inWork: Array.from({ length: count }, () => ({}) as LedgerEntry),
    };
    const recover = createRecoverImages({ left: { list: async () => look } } as never);
    assert.deepEqual(await recover.withQuestions(), []);
    assert.equal(told.length, 1);
    assert.match(told[0]!, words);
  }
});
