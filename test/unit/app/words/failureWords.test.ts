import { describe, test } from 'node:test';
import { URI } from 'vscode-uri';
import assert from 'node:assert/strict';
import {
  errorCodes,
  ImageError,
  type ErrorCode,
  type FailureReason,
  type ImageErrorDetails,
} from '../../../../src/core/errors.ts';
import { UnsavedImageError } from '../../../../src/core/generator.ts';
import type { FailureAction } from '../../../../src/app/words/failureMessage.ts';
import { fromStored, toStored } from '../../../../src/core/jobs.ts';
import { withEarlier } from '../../../../src/core/paidImage.ts';
import { pressesFor } from '../../../../src/core/presses.ts';
import { actionLabel } from '../../../../src/app/words/actionLabel.ts';
import { failureMessage } from '../../../../src/app/words/failureMessages.ts';
import { english } from '../../../../src/app/words/l10n.ts';
import { readStored, writeStored } from '../../../../src/app/jobs/storedImages.ts';
import { sampleForm } from '../../../support/hostileIntents.ts';
import { assertReadable } from '../../../host/support/words.ts';

/** Every reason, by a type that misses none. */
const reasons = Object.keys({
  dns: true,
  refused: true,
  connectTimeout: true,
  certificate: true,
  proxyAuth: true,
  proxyRefused: true,
  dropped: true,
  cutShort: true,
  linkExpired: true,
  busy: true,
  idle: true,
  noSpace: true,
  readOnly: true,
  outsideWorkspace: true,
  unexpected: true,
  interrupted: true,
  recordGone: true,
  noLedger: true,
  otherFormat: true,
  restricted: true,
  taken: true,
} satisfies Record<FailureReason, true>) as FailureReason[];

/** As it is after the window was reloaded. */
function readBack(error: ImageError): ImageError {
  const id = 'a';
  const { isSeedLocked: _l, count: _c, altText, ...request } = { ...sampleForm, seed: 1 };
  const job = {
    id,
    batchId: id,
    index: 0,
    request,
    altText: altText ?? '',
    status: 'failed',
  } as const;
  const stored = readStored(writeStored([toStored({ ...job, error })]), URI);
  assert.ok(stored !== 'newer');
  return fromStored(stored[0]!).error!;
}

const plain = 'The file could not be written (EIO).';
const recordId = 'a1b2c3d4-e5f6-7890-abcd-ef1234567890';

describe('Words of a failure', () => {
  for (const code of errorCodes) {
    test(`${code}: a person can read them, whatever the reason and what the service said`, () => {
      for (const reason of [undefined, ...reasons]) {
        for (const serviceMessage of [undefined, 'Too bright.', '{"a":\n[1](command:x)']) {
          const error = new ImageError(code, plain, {
            ...(reason && { reason }),
            ...(serviceMessage && { serviceMessage }),
          });
          const { text } = failureMessage(error, english);
          if (serviceMessage?.startsWith('{')) assert.doesNotMatch(text, /\n|\]\(/);
          else if (code !== 'cancelled') assertReadable(text);
          assert.doesNotMatch(text, /charged/, 'nothing is said about money that was not spent');
        }
      }
    });

    test(`${code}: a button helps, and each says what it does`, () => {
      for (const reason of [undefined, ...reasons]) {
        const error = new ImageError(code, plain, reason && { reason });
        const { actions } = failureMessage(error, english);
        const presses = pressesFor([{ error }]);
        assert.equal(new Set(actions).size, actions.length);
        if (code === 'cancelled') assert.deepEqual(actions, []);
        else assert.notEqual(actions[0] ?? 'showLog', 'showLog', 'the log alone helps nobody');
        for (const action of actions)
          assert.match(actionLabel(action, presses, english), /^[A-Z][\w ()]+$/);
      }
    });

    test(`${code}: where the image may have been charged, that is said`, () => {
      const charged = { mayHaveBeenCharged: true };
      const error = new ImageError(code, plain, charged);
      const { text, actions } = failureMessage(error, english);
      // Cancelling has a line of its own.
      if (code !== 'cancelled') assert.match(text, /have been charged\.$/);
      const label = actionLabel('retry', pressesFor([{ error }]), english);
      if (actions.includes('retry')) assert.match(label, /charged again/);
    });

    test(`${code}: with a record, asking again for free comes before paying again`, () => {
      for (const reason of [undefined, ...reasons]) {
        const known = { recordId, mayHaveBeenCharged: true, ...(reason && { reason }) };
        const { actions } = failureMessage(new ImageError(code, plain, known), english);
        if (!actions.includes('retry')) continue;
        assert.ok(actions.indexOf('checkAgain') >= 0, `${code} offers to ask again`);
        assert.ok(actions.indexOf('checkAgain') < actions.indexOf('retry'));
      }
    });
  }

  const firstButtons: [ConstructorParameters<typeof ImageError>, FailureAction][] = [
    [['keyMissing', plain], 'setApiKey'],
    [['keyRejected', plain], 'setApiKey'],
    [['outOfCredit', plain], 'topUp'],
    [['promptRefused', plain], 'editPrompt'],
    [['badRequest', plain, { field: 'fluxKlein.outputQuality' }], 'openSetting'],
    [['network', plain, { reason: 'proxyAuth' }], 'openProxySettings'],
    [['network', plain, { reason: 'proxyRefused' }], 'openProxySettings'],
    [['noWorkspace', plain], 'openFolder'],
    [['cannotWrite', plain, { mayHaveBeenCharged: true, recordId }], 'saveElsewhere'],
    [['cannotWrite', plain, { reason: 'readOnly' }], 'openSetting'],
    [['keyRejected', plain, { recordId }], 'setApiKey'],
    [['timeout', plain, { recordId }], 'checkAgain'],
    [['badRequest', plain, { field: 'fileName' }], 'editPrompt'],
    [['badRequest', plain, { reason: 'restricted' }], 'manageTrust'],
    [['cannotWrite', plain, { reason: 'taken' }], 'retry'],
    [['cannotWrite', plain, { reason: 'taken', mayHaveBeenCharged: true }], 'retry'],
    [
      ['cannotWrite', plain, { reason: 'taken', mayHaveBeenCharged: true, recordId }],
      'saveElsewhere',
    ],
    [
      ['badReply', plain, { reason: 'otherFormat', mayHaveBeenCharged: true, recordId }],
      'saveElsewhere',
    ],
  ];
  for (const [[code, message, details], action] of firstButtons) {
    test(`${code}, ${JSON.stringify(details ?? {})}: the first button is ${action}`, () => {
      assert.equal(
        failureMessage(new ImageError(code, message, details), english).actions[0],
        action,
      );
    });
  }

  test('an image is said to be here only where it is in memory', () => {
    const bytes = { bytes: new Uint8Array(3), format: 'png', width: 1, height: 1 } as const;
    for (const reason of [undefined, 'noSpace', 'readOnly', 'taken'] as const) {
      const error = new ImageError('cannotWrite', plain, {
        recordId,
        mayHaveBeenCharged: true,
        ...(reason && { reason }),
      });
      const onRecord = failureMessage(error, english);
      assertReadable(onRecord.text);
      assert.doesNotMatch(onRecord.text, /is here|charged|nothing was sent/i);
      const inMemory = failureMessage(new UnsavedImageError(error, bytes, recordId), english);
      assert.match(inMemory.text, /^The image is here/);
      assert.deepEqual(onRecord.actions, inMemory.actions);
    }
  });

  test('of an earlier try that may have been charged, no more is said over a later one that was not', () => {
    const late = new ImageError('timeout', plain, { recordId, mayHaveBeenCharged: true });
    for (const [code, reason, says] of [
      [
        'promptRefused',
        undefined,
        /because of its prompt.* An earlier try may have been charged\.$/,
      ],
      ['cannotWrite', 'readOnly', /nothing was sent.* An earlier try may have been charged\.$/],
      ['cannotWrite', 'noSpace', /nothing was sent.* An earlier try may have been charged\.$/],
      ['badRequest', 'outsideWorkspace', /An earlier try may have been charged\.$/],
    ] as const) {
      const error = withEarlier(new ImageError(code, plain, reason && { reason }), late);
      for (const told of [error, readBack(error)]) {
        const { text, actions } = failureMessage(told, english);
        assert.match(text, says);
        assert.doesNotMatch(text, /paid for/);
        assert.equal(actions[0], 'checkAgain');
      }
    }
  });

  test('the button for a key says what else it does with the one image', () => {
    const labelOf = (details: ImageErrorDetails, code: ErrorCode = 'keyRejected') =>
      actionLabel(
        'setApiKey',
        pressesFor([{ error: new ImageError(code, plain, details) }]),
        english,
      );
    assert.equal(labelOf({}), 'Set API Key and Retry');
    assert.equal(labelOf({ recordId }), 'Set API Key and Check Again (Free)');
    assert.equal(labelOf({ mayHaveBeenCharged: true }), 'Set API Key');
  });

  test('each reason of a broken connection has words of its own where a person can do something', () => {
    const telling = reasons.slice(0, reasons.indexOf('dropped'));
    const texts = telling.map(
      (reason) => failureMessage(new ImageError('network', plain, { reason }), english).text,
    );
    // Refused and timed out are the same to a person.
    assert.equal(new Set(texts).size, telling.length - 1);
    assert.match(texts[telling.indexOf('certificate')] ?? '', /certificate/i);
    assert.match(texts[telling.indexOf('proxyAuth')] ?? '', /proxy.*user name and password/i);
    assert.match(texts[telling.indexOf('proxyRefused')] ?? '', /proxy refused/i);
  });
});
