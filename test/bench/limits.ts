/** What has to hold, all at the median. A kilobyte is 1,000 bytes here, the stricter reading. */
export const limits = {
  activationBeyondEmptyMs: 5,
  activationScriptKb: 60,
  commandBeyondBareMs: 10,
  variationsToBareRatio: 1.15,
  vsixKb: 600,
  cancelMs: 250,
  searchToReadRatio: 2,
  searchToParseRatio: 1.5,
  blockedMs: 50,
  keyBeyondPlainMs: 2,
} as const;
