import { hasAscii } from '../byteOrder.ts';
import type { ImageFormat } from '../imageFormats.ts';

/** Long enough for `imageKindOf`. */
export const signatureLength = 12;

const pngSignature = '\u0089PNG\r\n\u001a\n';

/** The format by the first bytes alone; `undefined`: none of those known. */
export function imageKindOf(head: Uint8Array): ImageFormat | undefined {
  if (hasAscii(head, 0, pngSignature)) return 'png';
  if (hasAscii(head, 0, '\u00ff\u00d8\u00ff')) return 'jpg';
  if (hasAscii(head, 0, 'RIFF') && hasAscii(head, 8, 'WEBP')) return 'webp';
  return undefined;
}
