import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ImageError } from '../../../src/core/errors.ts';
import { createJobList, fromStored, toStored, type Job } from '../../../src/core/jobs.ts';
import { request } from '../oneMinAi/clientSetup.ts';

const asset = {
  uri: 'file:///a.webp',
  recordId: 'r-1',
  width: 2,
  height: 1,
  format: 'webp',
  byteCount: 3,
};

function job(id: string, changes: Partial<Job> = {}): Job {
  return { id, batchId: 'b', index: 0, request, altText: '', status: 'queued', ...changes };
}

function setUp(maxJobs = 10) {
  let changes = 0;
  const list = createJobList({ maxJobs, onChange: () => changes++ });
  return { list, changeCount: () => changes };
}

describe('A job', () => {
  test('goes from queued through its steps to done', () => {
    const { list } = setUp();
    list.add([job('1')]);
    const seen = (['queued', 'asking', 'downloading', 'saving'] as const).map((kind) => {
      list.tell('1', { kind: 'stepped', step: { kind } });
      return list.get('1')?.status;
    });
    assert.deepEqual(seen, ['queued', 'running', 'running', 'saving']);
    list.tell('1', { kind: 'finished', asset });
    assert.deepEqual(list.get('1'), job('1', { status: 'done', asset }));
  });

  test('that has ended hears of no late step', () => {
    const { list, changeCount } = setUp();
    list.add([job('1', { status: 'done', asset })]);
    const before = changeCount();
    list.tell('1', { kind: 'stepped', step: { kind: 'saving' } });
    list.tell('1', { kind: 'failed', error: new ImageError('network', 'late') });
    assert.equal(list.get('1')?.status, 'done');
    assert.equal(changeCount(), before);
  });

  test('that was cancelled has not failed, and can be tried again', () => {
    const { list } = setUp();
    list.add([job('1')]);
    list.tell('1', { kind: 'failed', error: new ImageError('cancelled', 'stopped') });
    assert.equal(list.get('1')?.status, 'cancelled');
    list.tell('1', { kind: 'retried' });
    assert.deepEqual(list.get('1'), job('1'));
  });
});

describe('The list', () => {
  test('has the newest batch first and forgets the oldest finished ones', () => {
    const { list } = setUp(3);
    list.add([job('1', { status: 'done' }), job('2')]);
    list.add([job('3'), job('4')]);
    assert.deepEqual(
      list.all().map(({ id }) => id),
      ['3', '4', '1', '2'],
    );
    list.add([job('5')]);
    assert.deepEqual(
      list.all().map(({ id }) => id),
      ['5', '3', '4', '2'],
    );
  });
});

describe('A kept job', () => {
  test('comes back as it was', () => {
    const done = job('1', { status: 'done', asset, insertedInto: 'a.md' });
    assert.deepEqual(fromStored(JSON.parse(JSON.stringify(toStored(done)))), done);
  });

  test('keeps why it failed', () => {
    const known = {
      recordId: 'r-2',
      mayHaveBeenCharged: true,
      isChargeEarlier: true,
      isQuestionRefused: true,
    };
    const error = new ImageError('timeout', 'late', known);
    const back = fromStored(
      JSON.parse(JSON.stringify(toStored(job('1', { status: 'failed', error })))),
    );
    const { code, recordId, mayHaveBeenCharged, isChargeEarlier, isQuestionRefused } = back.error!;
    assert.deepEqual(
      { code, recordId, mayHaveBeenCharged, isChargeEarlier, isQuestionRefused },
      { code: 'timeout', ...known },
    );
  });

  test('that was under way comes back as possibly charged', () => {
    const back = fromStored(toStored(job('1', { status: 'running', step: { kind: 'asking' } })));
    assert.equal(back.status, 'failed');
    assert.equal(back.error?.reason, 'interrupted');
    assert.equal(back.error?.mayHaveBeenCharged, true);
  });
});
