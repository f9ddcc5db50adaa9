import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createWindowEnd } from '../../../../src/vscode/host/windowEnd.ts';

describe('the end of a window', () => {
  test('is told at once, and waits for what has to be finished', async () => {
    const end = createWindowEnd();
    const story: string[] = [];
    const { promise: isFlushed, resolve: flush } = Promise.withResolvers<void>();
    end.before(async () => {
      story.push('told');
      await isFlushed;
      story.push('finished');
    });
    end.before(() => Promise.reject(new Error('no disk')));
    const coming = end.come().then(() => story.push('over'));
    assert.deepEqual(story, ['told']);
    flush();
    await coming;
    assert.deepEqual(story, ['told', 'finished', 'over']);
  });

  test('waits no longer than two seconds', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const end = createWindowEnd();
    end.before(() => new Promise(() => undefined));
    let isOver = false;
    const coming = end.come().then(() => (isOver = true));
    t.mock.timers.tick(1999);
    await new Promise(setImmediate);
    assert.equal(isOver, false);
    t.mock.timers.tick(1);
    await coming;
  });

  test('is nothing where nothing was begun, and tells nobody twice', async () => {
    const end = createWindowEnd();
    await end.come();
    let told = 0;
    end.before(async () => void (told += 1));
    await end.come();
    await end.come();
    assert.equal(told, 1);
  });
});
