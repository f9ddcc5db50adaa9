import { imageFormats, type ImageFormat } from '../imageFormats.ts';

/** The format that the settings ask for where the document shows it, else the one it shows best. */
export function shownInstead(value: unknown, shown: readonly ImageFormat[]): unknown {
  // A value that is none is for others to refuse.
  const isFormat = imageFormats.some((format) => format === value);
  return isFormat && !shown.some((format) => format === value) ? shown[0] : value;
}
