import { imagesIn as readImages, type ReadImage } from '../unit/core/documents/readMarkdown.ts';

export interface FoundImage extends ReadImage {
  /** The destination with its percent signs decoded: a path. */
  readonly target: string;
}

/** Images that a parser which is not ours finds in a text. */
export function imagesIn(markdown: string): FoundImage[] {
  return readImages(markdown).map((image) => ({
    ...image,
    target: decodeURIComponent(image.destination),
  }));
}
