/** A given moment as ISO 8601 in UTC, with milliseconds. */
export function isoTimeOf(epochMs: number): string {
  // The rule keeps the core from asking what time it is; this writes down a time that it was given.
  // oxlint-disable-next-line no-restricted-globals
  return new Date(epochMs).toISOString();
}
