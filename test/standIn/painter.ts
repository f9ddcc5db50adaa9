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

/** A coarse picture has one pixel painted for so many in a row. */
const coarsePixels = 4;

async function encode(request: PictureRequest, isCoarse: boolean): Promise<Buffer> {
  const [fullWidth, fullHeight] = pictureSizes[request.aspectRatio] ?? [1024, 1024];
  const scale = request.megapixels === '0.25' ? 0.5 : 1;
  const [sideX, sideY] = [fullWidth * scale, fullHeight * scale];
  const paintedScale = isCoarse ? 1 / coarsePixels : 1;
  const canvas = paintCanvas(composeScene(request), sideX * paintedScale, sideY * paintedScale);
  const { pixels, width, height } = canvas;
  const painted = sharp(pixels, { raw: { width, height, channels: 3 } });
  const image = isCoarse
    ? painted.resize(sideX, sideY, { kernel: 'nearest', fit: 'fill' })
    : painted;
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

export interface PainterOptions {
  /** How many encoded pictures it keeps, the least recently asked for going first. Default 64. */
  readonly maxPictures?: number;
  /** Whether it paints in squares, in a fifth of the time, for who does not look. Default no. */
  readonly isCoarse?: boolean;
}

export function createPainter({
  maxPictures = 64,
  isCoarse = false,
}: PainterOptions = {}): Painter {
  const pictures = new Map<string, Promise<Buffer>>();
  return {
    paint(request) {
      const key = keyOf(request);
      const picture = pictures.get(key) ?? encode(request, isCoarse);
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
