import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { handlerOf } from '../../src/vscode/host/commandTable.ts';
import { showFailure, showIfFails } from '../../src/vscode/dialogs/failureActions.ts';
import { ImageError } from '../../src/core/errors.ts';
import { lazily } from '../../src/app/lazily.ts';
import { createLateListener } from '../../src/vscode/views/pageListener.ts';
import { withReplaced } from './support/panel.ts';
import { createTestLog } from './support/testLog.ts';

/** Fails so many times, and then loads. */
function failingFirst<T>(times: number, value: T): { load: () => Promise<T>; count: () => number } {
  let count = 0;
  return {
    load: async () => {
      count += 1;
      if (count <= times) throw new Error("Cannot find module './gone.js'");
      return value;
    },
    count: () => count,
  };
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 30));

suite('What cannot be loaded', () => {
  const unhandled: unknown[] = [];
  const note = (reason: unknown): void => void unhandled.push(reason);
  suiteSetup(() => process.on('unhandledRejection', note));
  suiteTeardown(() => process.off('unhandledRejection', note));
  setup(() => unhandled.splice(0));

  async function shownDuring(run: () => Promise<unknown>): Promise<string[]> {
    const shown: string[] = [];
    const show = async (text: string) => {
      shown.push(text);
      return undefined;
    };
    await withReplaced(vscode.window, 'showErrorMessage', show, async () => {
      await run();
      await settled();
    });
    assert.deepEqual(unhandled, [], 'a rejection that nobody handles');
    return shown;
  }

  test('for a page is shown once, and its next word tries again and loses none', async () => {
    const { log } = createTestLog();
    const heard: unknown[] = [];
    const { load, count } = failingFirst(1, {
      receive: (message: unknown) => void heard.push(message),
      remove: () => undefined,
    });
    const shown = await shownDuring(async () => {
      const late = createLateListener({ load, session: {}, isVisible: () => true, log });
      late.receive('ready');
      late.receive('first');
      await settled();
      assert.deepEqual(heard, []);
      late.leave();
      late.receive('second');
    });
    assert.deepEqual(heard, ['ready', 'first', 'second']);
    assert.equal(shown.length, 1);
    assert.equal(count(), 2);
  });

  test('for a command is shown once to a person, and rejects for a program; both can try again', async () => {
    const { log } = createTestLog();
    const { load } = failingFirst(2, {
      interactive: async () => 'done',
      withArguments: async () => 'made',
    });
    const command = handlerOf(lazily(load), log);
    const shown = await shownDuring(async () => {
      assert.equal(await command(), undefined);
      await assert.rejects(command({}), { code: 'badReply' });
      assert.equal(await command(), 'done');
      assert.equal(await command({}), 'made');
    });
    assert.equal(shown.length, 1);
  });

  test('while the arguments are wrong besides leaves nothing unhandled', async () => {
    const { log } = createTestLog();
    const { load } = failingFirst(9, { interactive: async () => undefined });
    const command = handlerOf(load, log);
    const shown = await shownDuring(() => assert.rejects(command('text'), { code: 'badRequest' }));
    assert.deepEqual(shown, []);
  });

  test('is shown where nobody waits for it, and a message that cannot be shown is no rejection', async () => {
    const { log } = createTestLog();
    const shown = await shownDuring(async () => {
      showIfFails(Promise.reject(new ImageError('cannotWrite', 'The disk is gone.')), log);
    });
    assert.equal(shown.length, 1);
    const refuse = () => Promise.reject(new Error('Canceled'));
    await withReplaced(vscode.window, 'showErrorMessage', refuse, () =>
      showFailure(new ImageError('serverDown', 'No.'), log),
    );
    assert.deepEqual(unhandled, []);
  });
});
