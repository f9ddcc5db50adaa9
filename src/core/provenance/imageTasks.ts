import { ImageError } from '../errors.ts';
import { readImage, type ImageInfo } from '../imageFormat.ts';
import { imageKindOf, signatureLength } from '../images/imageKind.ts';
import type { ImageFormat } from '../imageFormats.ts';
import type { Hashes } from '../ports.ts';
import { sourceOf, type ByteSource } from './byteSource.ts';
import { embedProvenance, stripMetadata } from './embedProvenance.ts';
import type { Provenance } from './provenance.ts';
import { readForeign, type ForeignText } from './readForeign.ts';
import { readProvenance } from './readProvenance.ts';

/** An image on this computer's disk, or in memory. */
export type ImageInput = { readonly fsPath: string } | { readonly bytes: Uint8Array };

/** What an image file says about itself. All of it is text from outside. */
export interface ImageFacts {
  readonly format: ImageFormat;
  readonly byteCount: number;
  /** Pixels; absent where the file is too long to be measured, or damaged. */
  readonly pixels?: Pick<ImageInfo, 'width' | 'height'>;
  readonly provenance: Provenance | undefined;
  /** What it holds without provenance of ours, by whatever program. */
  readonly texts: readonly ForeignText[];
}

/**
 * Work on the bytes of images, any of which may come from a stranger: bounded, but in some hundred milliseconds and
 * no less, so it belongs on a thread that nobody waits for. Bytes that are given stay as they are.
 */
export interface ImageTasks {
  /** From as little of the file as it takes. Rejects `badRequest` for what is no image. */
  provenanceIn(image: ImageInput): Promise<Provenance | undefined>;
  /** @param maxMeasuredBytes longer files are not measured. Rejects `badRequest` for what is no image. */
  factsOf(image: ImageInput, maxMeasuredBytes: number): Promise<ImageFacts>;
  /** `undefined`: there is nothing to take out. Rejects `notAnImage` where it is damaged. */
  stripped(image: ImageInput): Promise<Uint8Array | undefined>;
  /** As `embedProvenance`. */
  marked(bytes: Uint8Array, provenance: Provenance): Promise<Uint8Array>;
}

/** A task that took the thread too long, or all of its memory. */
export class TaskGivenUp extends Error {
  override readonly name = 'TaskGivenUp';
}

export interface ImageTasksOptions {
  readonly readFile: <Result>(
    fsPath: string,
    use: (source: ByteSource) => Promise<Result>,
  ) => Promise<Result>;
  readonly hashes: Hashes;
}

/** Does the work where it is called. */
export function createImageTasks({ readFile, hashes }: ImageTasksOptions): ImageTasks {
  const inSource = <Result>(
    image: ImageInput,
    use: (source: ByteSource) => Promise<Result>,
  ): Promise<Result> =>
    'bytes' in image ? use(sourceOf(image.bytes)) : readFile(image.fsPath, use);

  const inImage = <Result>(
    image: ImageInput,
    use: (source: ByteSource, format: ImageFormat) => Promise<Result>,
  ): Promise<Result> =>
    inSource(image, async (source) => {
      const format = imageKindOf(await source.read(0, signatureLength));
      if (!format) throw noImage();
      return use(source, format);
    });

  return {
    provenanceIn: (image) => inImage(image, readProvenance),

    factsOf: (image, maxMeasuredBytes) =>
      inImage(image, async (source, format) => {
        const { byteCount } = source;
        const provenance = await readProvenance(source);
        const texts = provenance ? [] : await readForeign(source);
        const isShort = byteCount <= maxMeasuredBytes;
        const pixels = isShort ? pixelsOf(await source.read(0, byteCount)) : undefined;
        return { format, byteCount, provenance, texts, ...(pixels && { pixels }) };
      }),

    stripped: (image) =>
      inSource(image, async (source) => {
        if (source.byteCount > maxFileBytes) {
          throw new ImageError('tooLarge', 'The file is too large.');
        }
        const before = await source.read(0, source.byteCount);
        const after = stripMetadata(before, hashes.crc32);
        const isSame =
          after.length === before.length && after.every((byte, index) => byte === before[index]);
        return isSame ? undefined : after;
      }),

    marked: (bytes, provenance) => embedProvenance(bytes, provenance, hashes),
  };
}

/** More than any service sends, and little enough for a computer to hold twice. */
const maxFileBytes = 200_000_000;

function pixelsOf(bytes: Uint8Array): ImageFacts['pixels'] {
  try {
    const { width, height } = readImage(bytes);
    return { width, height };
  } catch {
    // Damaged further on; what could be read is shown nevertheless.
    return undefined;
  }
}

function noImage(): ImageError {
  return new ImageError('badRequest', 'uri must name a PNG, JPEG or WebP image.', { field: 'uri' });
}
