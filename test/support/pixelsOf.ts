import { fileURLToPath } from 'node:url';
import sharp from 'sharp';

/** Every pixel of an image file, decoded. */
export const pixelsOf = (uri: { toString(): string }): Promise<Buffer> =>
  sharp(fileURLToPath(uri.toString())).raw().toBuffer();
