import '../../support/inBareNode.ts';
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ImageError, type ImageErrorDetails } from '../../../src/core/errors.ts';

const { createAgentTool } = await import('../../../src/vscode/agentTool.ts');
const { window } = await import('../../support/bareVsCode.ts');

const token = {
  isCancellationRequested: false,
  onCancellationRequested: () => ({ dispose: () => undefined }),
};

/** What the person and the agent are told of an image that failed. */
async function toldOf(details: ImageErrorDetails) {
  const warned: string[] = [];
  window['showWarningMessage'] = async (text: string) => void warned.push(text);
  const error = new ImageError('promptRefused', 'Refused.', {
    mayHaveBeenCharged: true,
    recordId: 'r-1',
    ...details,
  });
  const tool = createAgentTool({ run: () => Promise.reject(error) } as never);
  const given = { input: { prompt: 'A fox' }, toolInvocationToken: undefined };
  const said = await Promise.resolve(tool.invoke(given, token as never)).then(
    () => '',
    (failure: Error) => failure.message,
  );
  return { warned, said };
}

describe('Of an image that an agent asked for and that may have been charged', () => {
  test('nobody is sent to Recover where it was refused, as it is in no list', async () => {
    const { warned, said } = await toldOf({});
    assert.deepEqual(warned, [
      'An image that an agent asked for was refused and may have been charged.',
    ]);
    assert.equal(said, 'Refused. It may have been charged.');
  });

  test('Recover is named where only a question about it was refused', async () => {
    const { warned, said } = await toldOf({ isQuestionRefused: true });
    assert.match(warned[0] ?? '', /may have been charged\. Recover Unsaved Images/);
    assert.match(said, /Recover Unsaved Images/);
  });
});
