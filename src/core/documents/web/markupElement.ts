import type { DecodedText } from './decodedText.ts';

/**
 * What an attribute says: a text, the name of something that a script has imported, or what only a running
 * program knows.
 */
export type AttributeReading = DecodedText | { readonly binding: string } | 'dynamic';

/** An opening tag, whatever the language it is written in. */
export interface MarkupElement {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  readonly isSelfClosing: boolean;
  /** @param attribute by HTML's name, in lower case; `undefined` where it is absent. */
  read(attribute: string): AttributeReading | undefined;
}

/** What is said about a picture. */
export interface PictureDescription {
  altText?: string;
  caption?: string;
  title?: string;
  width?: number;
  height?: number;
}

/** Whether an attribute has a value that is known. */
export const isText = (reading: AttributeReading | undefined): reading is DecodedText =>
  typeof reading === 'object' && 'text' in reading;

/** Inputs and links are pictures only where another attribute says so. */
export function namesPicture(element: MarkupElement): boolean {
  const read = (attribute: string): string => {
    const reading = element.read(attribute);
    return isText(reading) ? reading.text.toLowerCase() : '';
  };
  if (element.name === 'input') return read('type').trim() === 'image';
  if (element.name !== 'link') return true;
  return /(?:^|\s)(?:icon|apple-touch-icon|apple-touch-startup-image)(?:\s|$)/.test(read('rel'))
    ? true
    : read('as').trim() === 'image';
}

/** What an element says about the picture that it shows. */
export function describe(element: MarkupElement): PictureDescription {
  const alt = element.read('alt');
  // React Native has its own name for the same.
  const label = alt ?? element.read('aria-label') ?? element.read('accessibilitylabel');
  const title = element.read('title');
  const width = pixels(element.read('width'));
  const height = pixels(element.read('height'));
  return {
    ...(isText(alt) && { altText: alt.text }),
    ...(isText(label) && label !== alt && label.text.trim() !== '' && { altText: label.text }),
    ...(isText(title) && { title: title.text }),
    ...(width !== undefined && { width }),
    ...(height !== undefined && { height }),
  };
}

/** HTML reads the number that a dimension begins with, and takes it for pixels unless `%` follows. */
function pixels(reading: AttributeReading | undefined): number | undefined {
  if (!isText(reading)) return undefined;
  const [, digits, percent] = /^\s*(\d{1,7}(?:\.\d+)?)(%?)/.exec(reading.text) ?? [];
  const value = Math.round(Number(digits));
  return percent || !(value > 0) ? undefined : value;
}
