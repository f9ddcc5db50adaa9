import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { errorCodes, ImageError } from '../../../../src/core/errors.ts';
import { failureMessage } from '../../../../src/app/words/failureMessages.ts';
import { english } from '../../../../src/app/words/l10n.ts';
import { withEarlier } from '../../../../src/core/paidImage.ts';

const late = new ImageError('timeout', 'late', { mayHaveBeenCharged: true });

describe('The words of a failure', () => {
  for (const code of errorCodes) {
    test(`${code}, after a try that may have been charged: say that it was an earlier one`, () => {
      const { text } = failureMessage(withEarlier(new ImageError(code, 'Refused.'), late), english);
      assert.match(text, / An earlier try may have been charged\.$/);
      assert.doesNotMatch(text, /It may have been charged/);
    });
  }

  test('speak of no earlier try where a question about the first one was refused', () => {
    const error = new ImageError('promptRefused', 'Refused.', {
      recordId: 'r-1',
      mayHaveBeenCharged: true,
      isQuestionRefused: true,
    });
    const { text, actions } = failureMessage(error, english);
    assert.match(text, / It may have been charged\.$/);
    assert.equal(actions[0], 'checkAgain');
  });

  test('of an image that another one’s format held back say that nothing was sent', () => {
    const message = '1min.ai sends another format than b.webp needs.';
    const error = new ImageError('badReply', message, { reason: 'otherFormat' });
    assert.equal(
      failureMessage(error, english).text,
      'Nothing was sent: 1min.ai sends another format than b.webp needs.',
    );
  });
});
