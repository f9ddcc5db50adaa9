import sharp from 'sharp';
import { paintCanvas } from './canvas.ts';
import { composeScene, type Subject } from './scene.ts';

export type PictureFormat = 'webp' | 'jpg' | 'png';

export interface PictureRequest extends Subject {
  readonly aspectRatio: string;
  readonly megapixels: string;
  readonly format: PictureFormat;
  /** 0–100; without effect on png. */
  readonly quality: number;
}

export interface Painter {
  /** The encoded picture: the same request gives the same bytes, also at the same time. */
  paint(request: PictureRequest): Promise<Buffer>;
}

/** Sizes at one megapixel, as other hosts of the model make them; each side is half at 0.25. */
export const pictureSizes: Readonly<Record<string, readonly [width: number, height: number]>> = {
  '1:1': [1024, 1024],
  '16:9': [1344, 768],
  '9:16': [768, 1344],
  '3:2': [1216, 832],
  '2:3': [832, 1216],
  '4:5': [896, 1088],
  '5:4': [1088, 896],
};

async function encode(request: PictureRequest): Promise<Buffer> {
  const [fullWidth, fullHeight] = pictureSizes[request.aspectRatio] ?? [1024, 1024];
  const scale = request.megapixels === '0.25' ? 0.5 : 1;
  const canvas = paintCanvas(composeScene(request), fullWidth * scale, fullHeight * scale);
  const { pixels, width, height } = canvas;
  const image = sharp(pixels, { raw: { width, height, channels: 3 } });
  // sharp knows no quality 0; speed matters more here than the last few kilobytes.
  const quality = Math.max(1, request.quality);
  if (request.format === 'webp') return image.webp({ quality, effort: 0 }).toBuffer();
  if (request.format === 'jpg') return image.jpeg({ quality }).toBuffer();
  return image.png({ compressionLevel: 2 }).toBuffer();
}

function keyOf({ format, quality, ...rest }: PictureRequest): string {
  const { prompt, model, seed, aspectRatio, megapixels } = rest;
  const encoding = format === 'png' ? format : `${format}${quality}`;
  return JSON.stringify([encoding, model, seed, aspectRatio, megapixels, prompt]);
}

/** @param options.maxPictures how many encoded pictures it keeps, the least recently asked for going first. */
export function createPainter({ maxPictures = 64 }: { maxPictures?: number } = {}): Painter {
  const pictures = new Map<string, Promise<Buffer>>();
  return {
    paint(request) {
      const key = keyOf(request);
      const picture = pictures.get(key) ?? encode(request);
      pictures.delete(key);
      pictures.set(key, picture);
      for (const oldest of pictures.keys()) {
        if (pictures.size <= maxPictures) break;
        pictures.delete(oldest);
      }
      return picture;
    },
  };
}
