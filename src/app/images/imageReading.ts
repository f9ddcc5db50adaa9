import { ImageError } from '../../core/errors.ts';
import type { ImageFacts, ImageInput, ImageTasks } from '../../core/provenance/imageTasks.ts';
import type { Provenance } from '../../core/provenance/provenance.ts';
import type { Uri } from '../uri.ts';

/** What an image file says about itself. All of it is text from outside. */
export interface ImageDetails extends ImageFacts {
  readonly uri: Uri;
}

/** Reads back what made an image. Every method rejects `badRequest` for what is no image or cannot be read. */
export interface ImageReading {
  /** From as little of the file as it takes. */
  provenanceOf(uri: Uri): Promise<Provenance | undefined>;
  /** Of an image that is no file. */
  provenanceIn(bytes: Uint8Array): Promise<Provenance | undefined>;
  /** @param maxMeasuredBytes the pixels of longer files are not told */
  detailsOf(uri: Uri, maxMeasuredBytes: number): Promise<ImageDetails>;
}

/** An image for whoever works on its bytes: by its path where any thread can open it. Rejects with what the file system says. */
export type ImageInputOf = (uri: Uri) => Promise<ImageInput>;

export function createImageReading(
  tasks: Pick<ImageTasks, 'provenanceIn' | 'factsOf'>,
  inputOf: ImageInputOf,
): ImageReading {
  const reading = async <Result>(
    input: ImageInput | Promise<ImageInput>,
    read: (input: ImageInput) => Promise<Result>,
  ): Promise<Result> => {
    try {
      return await read(await input);
    } catch (cause) {
      if (cause instanceof ImageError) throw cause;
      const message = 'uri must name an image file that can be read.';
      throw new ImageError('badRequest', message, { field: 'uri', cause });
    }
  };

  return {
    provenanceOf: (uri) => reading(inputOf(uri), tasks.provenanceIn),
    provenanceIn: (bytes) => reading({ bytes }, tasks.provenanceIn),
    detailsOf: (uri, maxMeasuredBytes) =>
      reading(inputOf(uri), async (input) => ({
        ...(await tasks.factsOf(input, maxMeasuredBytes)),
        uri,
      })),
  };
}
