import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readAnswer } from '../../../src/oneMinAi/wire.ts';
import { answer, imageUrl, recordId } from './clientSetup.ts';

const read = (value: unknown) => readAnswer(JSON.stringify(value));

describe('an answer', () => {
  test('that is done gives id and address', () => {
    assert.deepEqual(read(answer()), {
      kind: 'done',
      recordId,
      imageUrl,
      remainingCredits: undefined,
      otherKeys: [],
    });
  });

  test('may hold its address at the top level', () => {
    const { aiRecord } = answer({ temporaryUrl: undefined });
    const reading = read({ aiRecord, temporaryUrl: imageUrl });
    assert.equal(reading.kind === 'done' && reading.imageUrl, imageUrl);
  });

  for (const status of ['SUCCESS', 'COMPLETED', 'success', undefined]) {
    test(`is done with status ${status}`, () => {
      assert.equal(read(answer({ status })).kind, 'done');
    });
  }

  for (const status of ['FAILURE', 'FAILED', 'failed']) {
    test(`is a failure with status ${status}`, () => {
      const resultObject = { code: 'X' };
      const reading = read(answer({ status, aiRecordDetail: { resultObject } }));
      assert.deepEqual(reading, { kind: 'failed', recordId, cause: resultObject });
    });
  }

  test('is not done with status PROCESSING, whatever else it holds', () => {
    assert.deepEqual(read(answer({ status: 'PROCESSING' })), { kind: 'processing', recordId });
  });

  test('that is not done and names no record cannot be asked for again', () => {
    assert.equal(read(answer({ status: 'PROCESSING', uuid: undefined })).kind, 'malformed');
  });

  test('survives details of the wrong type', () => {
    const odd = { teamUser: 'x', aiRecordDetail: 7, createdAt: {}, more: [1] };
    assert.equal(read(answer(odd)).kind, 'done');
    assert.equal(read(answer({ teamUser: { creditLimit: '1', usedCredit: null } })).kind, 'done');
    assert.equal(read(answer({ aiRecordDetail: { resultObject: [1, null, 'b'] } })).kind, 'done');
  });

  test('with an id that is none keeps the image', () => {
    const reading = read(answer({ uuid: '../../x' }));
    assert.equal(reading.kind, 'done');
    assert.equal(reading.kind === 'done' && reading.recordId, undefined);
  });

  for (const text of ['', 'null', '7', '"x"', '{', '{"aiRecord":7}', '{"aiRecord":[]}']) {
    test(`is malformed: ${JSON.stringify(text)}`, () => {
      assert.equal(readAnswer(text).kind, 'malformed');
    });
  }
});
