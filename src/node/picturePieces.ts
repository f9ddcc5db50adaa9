import type { PictureReference } from '../core/documents/documentLanguage.ts';
import type { SomePictures } from './pictureWorkerMessages.ts';

/** Puts together the pictures of documents that come in pieces. */
export interface PicturePieces {
  keep(some: SomePictures): void;
  /** All pictures of a document, of which these are the last. */
  whole(index: number, last: readonly PictureReference[]): readonly PictureReference[];
  /** Another worker begins with all of each document. */
  forget(): void;
}

export function createPicturePieces(): PicturePieces {
  const kept = new Map<number, PictureReference[]>();
  return {
    keep({ index, references }) {
      const known = kept.get(index) ?? [];
      for (const each of references) known.push(each);
      kept.set(index, known);
    },
    whole(index, last) {
      const first = kept.get(index);
      kept.delete(index);
      return first ? [...first, ...last] : last;
    },
    forget: () => kept.clear(),
  };
}
