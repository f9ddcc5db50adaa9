import type { ErrorCode, FailureReason } from '../../../../src/core/errors.ts';
import type { FailureAction } from '../../../../src/app/words/failureMessage.ts';
import type { FaultRule } from '../../../standIn/control.ts';

/** A fault of the service that no image survives, and all that has to come of it. */
export interface FailingFault {
  readonly title: string;
  readonly rules: readonly FaultRule[];
  /** What is asked for beside the prompt. */
  readonly args?: object;
  readonly code: ErrorCode;
  readonly reason?: FailureReason;
  readonly mayHaveBeenCharged: boolean;
  /** Whether the image can be asked for again for free. */
  readonly hasRecord?: boolean;
  /** Requests to the storage and to where it redirects; default none. */
  readonly downloads?: number;
  /** Questions about the record; default none. */
  readonly resultReads?: number;
  /** The words for people. */
  readonly says: RegExp;
  /** The button that comes first. */
  readonly offers: FailureAction;
}

/** How such a fault ends, apart from what the service was asked. */
export type Ending = Pick<
  FailingFault,
  'code' | 'reason' | 'mayHaveBeenCharged' | 'says' | 'offers'
>;

export const serverDown: Ending = {
  code: 'serverDown',
  mayHaveBeenCharged: true,
  says: /has a problem at the moment.*may have been charged/,
  offers: 'retry',
};
export const puzzling: Ending = {
  code: 'badReply',
  mayHaveBeenCharged: true,
  says: /answer that this extension does not understand.*may have been charged/,
  offers: 'retry',
};
export const recordGone: Ending = {
  ...puzzling,
  reason: 'recordGone',
  says: /no longer has this image.*may have been charged/,
};
export const keyRejected: Ending = {
  code: 'keyRejected',
  mayHaveBeenCharged: false,
  says: /did not accept the API key/,
  offers: 'setApiKey',
};
export const tooLarge: Ending = {
  code: 'tooLarge',
  mayHaveBeenCharged: true,
  says: /too large/,
  offers: 'retry',
};
export const brokenOff: Ending = {
  code: 'network',
  mayHaveBeenCharged: true,
  says: /broke off.*may have been charged/,
  offers: 'retry',
};
export const badRequest = (says: RegExp): Ending => ({
  code: 'badRequest',
  mayHaveBeenCharged: false,
  says,
  offers: 'editPrompt',
});
export const promptRefused = (says: RegExp): Ending => ({
  ...badRequest(says),
  code: 'promptRefused',
});

/** One line of the tables. */
export function fault(
  title: string,
  rule: FaultRule,
  ending: Ending,
  more: Partial<FailingFault> = {},
): FailingFault {
  return { title, rules: [rule], ...ending, ...more };
}
