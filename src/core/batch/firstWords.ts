import type { PictureReference } from '../documents/documentLanguage.ts';
import { sayingOf, type Saying } from './missingPictures.ts';

/** Of the places that show one picture, those that decide what becomes of it. */
export interface FirstWords {
  /** True for the first place of each kind, and for none after the first that says what to make. */
  decides(picture: string, reference: PictureReference): boolean;
}

/** What is to be told of places in their order. However many show a picture, three of them decide. */
export function createFirstWords(): FirstWords {
  const known = new Map<string, Set<Saying>>();
  return {
    decides(picture, reference) {
      const sayings = known.get(picture) ?? new Set();
      if (sayings.has('words')) return false;
      const saying = sayingOf(reference);
      if (sayings.has(saying)) return false;
      known.set(picture, sayings.add(saying));
      return true;
    },
  };
}

/** The pictures of a document without those that say nothing new about a file: where they stand is lost. */
export function withoutRepeated(pictures: readonly PictureReference[]): PictureReference[] {
  const words = createFirstWords();
  return pictures.filter((each) => words.decides(fileKey(each), each));
}

/** The same for all references of a document that are looked for in the same files. */
export const fileKey = ({ path, otherPaths = [], isWikiEmbed }: PictureReference): string =>
  [isWikiEmbed ? 'anywhere' : '', path, ...otherPaths].join('\n');
