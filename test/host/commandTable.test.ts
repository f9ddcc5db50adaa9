import assert from 'node:assert/strict';
import { ImageError } from '../../src/core/errors.ts';
import { handlerOf, type Command } from '../../src/vscode/host/commandTable.ts';
import { createTestLog } from './support/testLog.ts';

suite('A command with arguments that fails', () => {
  async function failureOf(thrown: unknown): Promise<{ code: string; logged: string[] }> {
    const { log, logged } = createTestLog();
    const broken = async (): Promise<Command> => ({
      interactive: () => assert.fail('nobody is asked'),
      withArguments: () => Promise.reject(thrown as Error),
    });
    try {
      await handlerOf(broken, log)({});
    } catch (error) {
      assert.ok(error instanceof Error);
      return { code: (error as Error & { code: string }).code, logged };
    }
    throw new Error('the command did not reject');
  }

  test('rejects with what it failed with', async () => {
    const { code } = await failureOf(new ImageError('outOfCredit', 'No credits are left.'));
    assert.equal(code, 'outOfCredit');
  });

  test('rejects with a code whatever went wrong, and the log says what', async () => {
    const { code, logged } = await failureOf(new TypeError('x is not a function'));
    assert.equal(code, 'badReply');
    assert.match(logged.join('\n'), /x is not a function/);
  });
});
