/** What a button under a failure does. */
export type FailureAction =
  | 'setApiKey'
  | 'topUp'
  | 'retry'
  | 'retryAll'
  | 'checkAgain'
  | 'editPrompt'
  | 'saveElsewhere'
  | 'openSetting'
  | 'openProxySettings'
  | 'openFolder'
  | 'manageTrust'
  | 'showLog';

export interface FailureMessage {
  readonly text: string;
  /** The most helpful first. */
  readonly actions: readonly FailureAction[];
}
