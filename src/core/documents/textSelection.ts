export interface TextPosition {
  /** From 0. */
  readonly line: number;
  /** In UTF-16 code units. */
  readonly character: number;
}

export interface TextSelection {
  readonly start: TextPosition;
  /** Not before `start`; equal to it where nothing is selected. */
  readonly end: TextPosition;
}
