import { promptLimit } from '../models.ts';
import type { PictureReference } from './documentLanguage.ts';

/** No file system has longer paths. */
const maxPathCharacters = 4096;
/** More pictures than one document of a person shows, or of a program that writes books. */
const maxPictures = 100_000;
/** A document says each word once, but its language may have many pictures share some. */
const maxCharacters = 8_000_000;

/** What is handed over at a time: the thread that takes it is everybody's. */
export const maxPieceWeight = 1000;
/** As many take as long to copy as a picture without any. */
const charactersPerWeight = 200;

/**
 * A document's pictures, with words of such a length at most as prompts may have, and without those that can be in
 * no file. Texts that pictures share are copied for each of them on their way to another thread.
 * @throws where they are more than a document has that somebody writes
 */
export function boundedPictures(pictures: readonly PictureReference[]): PictureReference[] {
  const bounded: PictureReference[] = [];
  let characters = 0;
  for (const picture of pictures) {
    if (picture.path.length > maxPathCharacters) continue;
    const each = withoutExcess(picture);
    characters += charactersOf(each);
    if (bounded.push(each) > maxPictures || characters > maxCharacters) {
      throw new Error('It shows too many pictures, or says too much about them.');
    }
  }
  return bounded;
}

function withoutExcess(picture: PictureReference): PictureReference {
  const { altText, caption, title, otherPaths } = picture;
  const isShort = (text: string | undefined): boolean => (text?.length ?? 0) <= promptLimit;
  if (!otherPaths && isShort(altText) && isShort(caption) && isShort(title)) return picture;
  return {
    ...picture,
    ...(altText !== undefined && { altText: altText.slice(0, promptLimit) }),
    ...(caption !== undefined && { caption: caption.slice(0, promptLimit) }),
    ...(title !== undefined && { title: title.slice(0, promptLimit) }),
    ...(otherPaths && {
      otherPaths: otherPaths.filter((path) => path.length <= maxPathCharacters),
    }),
  };
}

function charactersOf({
  path,
  altText,
  caption,
  title,
  otherPaths = [],
}: PictureReference): number {
  const said = (altText?.length ?? 0) + (caption?.length ?? 0) + (title?.length ?? 0);
  return otherPaths.reduce((sum, each) => sum + each.length, path.length + said);
}

/** What handing pictures over takes, counted in short ones. */
export const weightOf = (pictures: readonly PictureReference[]): number =>
  pictures.reduce((sum, each) => sum + 1 + charactersOf(each) / charactersPerWeight, 0);

/** Pieces of pictures, none of which takes long to hand over; one that is empty where there are none. */
export function* inPieces(pictures: readonly PictureReference[]): Generator<PictureReference[]> {
  let piece: PictureReference[] = [];
  let weight = 0;
  for (const picture of pictures) {
    const more = weightOf([picture]);
    if (piece.length > 0 && weight + more > maxPieceWeight) {
      yield piece;
      piece = [];
      weight = 0;
    }
    piece.push(picture);
    weight += more;
  }
  yield piece;
}
