import assert from 'node:assert/strict';
import { failureMessage } from '../../../../src/app/words/failureMessages.ts';
import { english, type L10n } from '../../../../src/app/words/l10n.ts';
import type { ImageError } from '../../../../src/core/errors.ts';
import { assertTellsNoSecret } from '../../../host/support/traffic.ts';
import { assertReadable } from '../../../host/support/words.ts';
import type { FailingFault } from './failingFaults.ts';

/** Fails unless a program is told of a fault as it has to be, in words that people can read too. */
export function assertEnding(
  error: unknown,
  expected: FailingFault,
  apiKey: string,
  l10n: L10n = english,
): void {
  assert.ok(error instanceof Error);
  // The extension in a window is a bundle with a class of its own.
  const told = error as ImageError;
  const { code, reason, mayHaveBeenCharged, recordId } = told;
  assert.deepEqual(
    { code, reason, mayHaveBeenCharged, hasRecord: recordId !== undefined },
    {
      code: expected.code,
      reason: expected.reason,
      mayHaveBeenCharged: expected.mayHaveBeenCharged,
      hasRecord: expected.hasRecord ?? false,
    },
  );
  assertTellsNoSecret(error, apiKey);
  const words = failureMessage(told, l10n);
  assertReadable(words.text);
  assert.match(words.text, expected.says);
  assert.equal(words.actions[0], expected.offers);
}
