import type * as vscode from 'vscode';
import { ImageError } from '../../core/errors.ts';
import type { ImageFormat } from '../../core/parameters.ts';
import type { ByteSource } from '../../core/provenance/byteSource.ts';
import { imageKindOf, signatureLength } from '../../core/provenance/imageFile.ts';
import type { Provenance } from '../../core/provenance/provenance.ts';
import { readForeign, type ForeignText } from '../../core/provenance/readForeign.ts';
import { readProvenance } from '../../core/provenance/readProvenance.ts';
import type { ImageFiles } from '../files/imageFiles.ts';

/** What an image file says about itself. All of it is text from outside. */
export interface ImageDetails {
  readonly uri: vscode.Uri;
  readonly format: ImageFormat;
  readonly byteCount: number;
  readonly provenance: Provenance | undefined;
  /** What it holds without provenance of ours, by whatever program. */
  readonly texts: readonly ForeignText[];
  /** The whole file; absent where it is longer than asked for. */
  readonly bytes?: Uint8Array;
}

/** Reads back what made an image. Every method rejects `badRequest` for what is no image or cannot be read. */
export interface ImageReading {
  /** From as little of the file as it takes. */
  provenanceOf(uri: vscode.Uri): Promise<Provenance | undefined>;
  /** @param maxBytes of a picture that is wanted with them */
  detailsOf(uri: vscode.Uri, maxBytes: number): Promise<ImageDetails>;
}

export function createImageReading(files: Pick<ImageFiles, 'read'>): ImageReading {
  const inFile = async <T>(
    uri: vscode.Uri,
    use: (source: ByteSource, format: ImageFormat) => Promise<T>,
  ): Promise<T> => {
    try {
      return await files.read(uri, async (source) => {
        const format = imageKindOf(await source.read(0, signatureLength));
        if (!format) throw noImage();
        return use(source, format);
      });
    } catch (cause) {
      if (cause instanceof ImageError) throw cause;
      const message = 'uri must name an image file that can be read.';
      throw new ImageError('badRequest', message, { field: 'uri', cause });
    }
  };

  return {
    provenanceOf: (uri) => inFile(uri, readProvenance),

    detailsOf: (uri, maxBytes) =>
      inFile(uri, async (source, format) => {
        const { byteCount } = source;
        const provenance = await readProvenance(source);
        const texts = provenance ? [] : await readForeign(source);
        const isShort = byteCount <= maxBytes;
        return {
          uri,
          format,
          byteCount,
          provenance,
          texts,
          ...(isShort && { bytes: await source.read(0, byteCount) }),
        };
      }),
  };
}

function noImage(): ImageError {
  return new ImageError('badRequest', 'uri must name a PNG, JPEG or WebP image.', { field: 'uri' });
}
