export interface TextChange {
  readonly rangeOffset: number;
  readonly rangeLength: number;
  readonly text: string;
}

/**
 * Where an offset goes when the document changes: text inserted exactly there pushes it on.
 * `undefined` where the change replaces what is on both sides of it: the place is gone.
 */
export function shiftOffset(
  offset: number,
  { rangeOffset, rangeLength, text }: TextChange,
): number | undefined {
  const rangeEnd = rangeOffset + rangeLength;
  if (rangeEnd <= offset) return offset + text.length - rangeLength;
  return rangeOffset >= offset ? offset : undefined;
}
