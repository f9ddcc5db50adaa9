import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { ImageError, type ErrorCode, type ImageErrorDetails } from '../../../src/core/errors.ts';
import { UnsavedImageError } from '../../../src/core/generator.ts';
import { isHere, isUnplaced, stillPaid, withEarlier } from '../../../src/core/paidImage.ts';
import { pressesFor, sentBy, type Press } from '../../../src/core/presses.ts';

const failed = (name: string, code: ErrorCode, details: ImageErrorDetails = {}) => ({
  name,
  error: new ImageError(code, name, details),
});
const image = { bytes: new Uint8Array(4), format: 'png', width: 1, height: 1 } as const;
const charged = { mayHaveBeenCharged: true };
const known = { ...charged, recordId: 'r-1' };

const limited = failed('limited', 'rateLimited');
const rejected = failed('rejected', 'keyRejected');
const late = failed('late', 'timeout', charged);
const dropped = failed('dropped', 'network', { ...charged, reason: 'dropped' });
const fetchable = failed('fetchable', 'timeout', known);
const gone = failed('gone', 'badReply', { ...known, reason: 'recordGone' });
const refused = failed('refused', 'promptRefused', known);
const unsaved = {
  name: 'unsaved',
  error: new UnsavedImageError(new ImageError('cannotWrite', 'full'), image, 'r-2'),
};
/** As it is after the window was reloaded: the bytes are gone, and the record is known. */
const reloaded = failed('reloaded', 'cannotWrite', known);

const names = ({ unpaid, free, again }: Press<{ name: string }>) =>
  [unpaid, free, again].map((each) => each.map(({ name }) => name).join(' '));

suite('What a press pays for', () => {
  test('after a 429 and a 504, Retry is for the one and says so, and all is another button', () => {
    const presses = pressesFor([limited, late]);
    assert.deepEqual(names(presses.retry), ['limited', '', '']);
    assert.deepEqual(names(presses.retryAll), ['limited', '', 'late']);
    assert.deepEqual(names(presses.setApiKey), ['limited', '', '']);
    assert.equal(presses.count, 2);
  });

  test('of every kind at once: each button sends what it is meant for', () => {
    const all = [limited, late, fetchable, unsaved, dropped, rejected, gone, refused, reloaded];
    const presses = pressesFor(all);
    assert.deepEqual(names(presses.retry), ['limited rejected', '', '']);
    const free = 'fetchable unsaved reloaded';
    const again = 'late dropped gone refused';
    assert.deepEqual(names(presses.retryAll), ['limited rejected', free, again]);
    assert.deepEqual(names(presses.checkAgain), ['', 'fetchable gone', '']);
    assert.deepEqual(names(presses.saveElsewhere), ['', 'unsaved reloaded', '']);
    assert.deepEqual(names(presses.setApiKey), ['limited rejected', free, '']);
    assert.equal(sentBy(presses.retryAll).length, all.length);
  });

  test('where none may have been charged, there is one Retry', () => {
    const presses = pressesFor([limited, rejected]);
    assert.deepEqual(names(presses.retry), ['limited rejected', '', '']);
    assert.deepEqual(sentBy(presses.retryAll), []);
  });

  test('where all may have been charged, only the button that says so sends them', () => {
    const presses = pressesFor([late, dropped]);
    assert.deepEqual(sentBy(presses.retry), []);
    assert.deepEqual(names(presses.retryAll), ['', '', 'late dropped']);
    assert.deepEqual(sentBy(presses.setApiKey), []);
  });

  test('several that are paid for are never paid for again', () => {
    const presses = pressesFor([fetchable, unsaved]);
    assert.deepEqual(sentBy(presses.retry), []);
    assert.deepEqual(sentBy(presses.retryAll), []);
    assert.deepEqual(names(presses.setApiKey), ['', 'fetchable unsaved', '']);
  });

  const alone = [
    [limited, ['limited', '', '']],
    [late, ['', '', 'late']],
    [fetchable, ['', '', 'fetchable']],
    [gone, ['', '', 'gone']],
    [unsaved, ['', 'unsaved', '']],
    [reloaded, ['', 'reloaded', '']],
  ] as const;
  for (const [failure, sent] of alone) {
    test(`the Retry of one image alone: ${failure.name}`, () => {
      const presses = pressesFor([failure]);
      assert.deepEqual(names(presses.retry), sent);
      assert.deepEqual(sentBy(presses.retryAll), []);
    });
  }

  test('what the service no longer has can be asked for again, for free, and by no other button', () => {
    const { checkAgain, setApiKey } = pressesFor([gone]);
    assert.deepEqual(names(checkAgain), ['', 'gone', '']);
    assert.deepEqual(sentBy(setApiKey), []);
  });

  test('what the service has refused to make is fetched by no button', () => {
    const { checkAgain, setApiKey } = pressesFor([refused]);
    assert.deepEqual([sentBy(checkAgain), sentBy(setApiKey)], [[], []]);
  });

  test('an image that is paid for stays so, whatever stops its next try', () => {
    const stopped = new ImageError('keyRejected', 'no');
    const byRecord = { error: stillPaid(stopped, { recordId: 'r-9' }), name: 'byRecord' };
    const byBytes = { error: stillPaid(stopped, { recordId: '', image }), name: 'byBytes' };
    const presses = pressesFor([byRecord, byBytes]);
    assert.deepEqual(names(presses.checkAgain), ['', 'byRecord byBytes', '']);
    assert.equal(byRecord.error.code, 'keyRejected');
    assert.equal(byBytes.error.mayHaveBeenCharged, true);
  });

  test('a second try that was surely not charged does not undo what the first may have cost', () => {
    const second = { name: 'late', error: withEarlier(limited.error, late.error) };
    assert.equal(second.error.code, 'rateLimited');
    const presses = pressesFor([limited, second]);
    assert.deepEqual(names(presses.retry), ['limited', '', '']);
    assert.deepEqual(names(presses.retryAll), ['limited', '', 'late']);
    assert.deepEqual(names(presses.setApiKey), ['limited', '', '']);
    assert.deepEqual(names(pressesFor([second]).retry), ['', '', 'late']);
  });

  test('the record of an earlier try still fetches, unless the newer one has its own', () => {
    const error = withEarlier(rejected.error, fetchable.error);
    assert.deepEqual([error.recordId, error.mayHaveBeenCharged], ['r-1', true]);
    const presses = pressesFor([{ name: 'fetchable', error }]);
    assert.deepEqual(names(presses.checkAgain), ['', 'fetchable', '']);
    assert.deepEqual(names(presses.retry), ['', '', 'fetchable']);
    assert.deepEqual(names(presses.setApiKey), ['', 'fetchable', '']);
    const newer = failed('newer', 'timeout', { ...charged, recordId: 'r-3' });
    assert.equal(withEarlier(newer.error, fetchable.error), newer.error);
  });

  for (const [what, newer] of [
    ['refused for its prompt', failed('newer', 'promptRefused')],
    ['without a folder', failed('newer', 'cannotWrite', { reason: 'readOnly' })],
    ['outside of the workspace', failed('newer', 'badRequest', { reason: 'outsideWorkspace' })],
    ['gone', failed('newer', 'badReply', { ...charged, recordId: 'r-3', reason: 'recordGone' })],
  ] as const) {
    test(`the record of an earlier try still fetches after another try that is ${what}`, () => {
      const error = withEarlier(newer.error, fetchable.error);
      assert.deepEqual([error.code, error.recordId], [newer.error.code, 'r-1']);
      assert.equal(isUnplaced(error), false, 'nobody knows whether there is an image');
      const presses = pressesFor([{ name: 'fetchable', error }]);
      assert.deepEqual(names(presses.checkAgain), ['', 'fetchable', '']);
      assert.deepEqual(names(presses.retry), ['', '', 'fetchable']);
      assert.deepEqual(sentBy(presses.saveElsewhere), []);
      const third = withEarlier(limited.error, error.without('secret').with({ field: 'x' }));
      assert.equal(third.recordId, 'r-1', 'and after one more');
      // Fetched at last, it was refused, too.
      assert.equal(withEarlier(refused.error, error), refused.error);
    });
  }

  test('a record that the service has not is not carried on, and bytes in hand stay so', () => {
    for (const { error: earlier } of [gone, refused]) {
      const error = withEarlier(limited.error, earlier);
      assert.deepEqual([error.recordId, error.mayHaveBeenCharged], [undefined, true]);
    }
    assert.equal(withEarlier(unsaved.error, fetchable.error), unsaved.error);
    assert.equal(withEarlier(limited.error, rejected.error), limited.error);
    assert.equal(withEarlier(limited.error, undefined), limited.error);
  });

  test('only what is in memory is here; what is held back by a full disk is as unplaced and not here', () => {
    const full = new ImageError('cannotWrite', 'full', { reason: 'noSpace' });
    const held = { name: 'held', error: stillPaid(full, { recordId: 'r-4' }) };
    for (const { error } of [held, reloaded]) {
      assert.deepEqual([isHere(error), isUnplaced(error)], [false, true]);
    }
    assert.deepEqual([isHere(unsaved.error), isUnplaced(unsaved.error)], [true, true]);
    assert.deepEqual(names(pressesFor([held]).saveElsewhere), ['', 'held', '']);
    assert.deepEqual(names(pressesFor([held]).retry), ['', 'held', '']);
  });

  test('what was not sent again for its place alone is neither here nor to be saved elsewhere', () => {
    for (const reason of ['noSpace', 'taken'] as const) {
      const unsent = new ImageError('cannotWrite', 'no', { reason });
      const again = { name: 'again', error: withEarlier(unsent, late.error) };
      assert.equal(isUnplaced(again.error), false);
      assert.deepEqual(sentBy(pressesFor([again]).saveElsewhere), []);
      assert.deepEqual(names(pressesFor([again]).retry), ['', '', 'again']);
    }
  });
});
