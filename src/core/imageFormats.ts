import { extNameOf } from './uriPath.ts';

/**
 * The formats that images come in, each once: its name is what the service calls it and the ending that its files
 * get. How its bytes look stands in `images/`.
 */
const formats = {
  webp: { otherEndings: [], mediaType: 'image/webp' },
  jpg: { otherEndings: ['jpeg'], mediaType: 'image/jpeg' },
  png: { otherEndings: [], mediaType: 'image/png' },
} as const satisfies Readonly<
  Record<string, { readonly otherEndings: readonly string[]; readonly mediaType: string }>
>;

export type ImageFormat = keyof typeof formats;

export const imageFormats = Object.keys(formats) as readonly ImageFormat[];

const endingsOf = (format: ImageFormat): readonly string[] => [
  format,
  ...formats[format].otherEndings,
];

/** All endings that files of these formats have, in lower case and without a dot. */
export const imageEndings: readonly string[] = imageFormats.flatMap(endingsOf);

/** Empty for what is none of them, as files of the storage may say. */
export function mediaTypeOf(format: string): string {
  const known = imageFormats.find((each) => each === format);
  return known ? formats[known].mediaType : '';
}

/** Source of a regular expression for such an ending with its dot; to be used with the flag `i`. */
export const imageEndingPattern = String.raw`\.(?:${imageEndings.join('|')})`;

const endingAtEnd = new RegExp(`${imageEndingPattern}$`, 'i');
const endingInUrl = new RegExp(`${imageEndingPattern}(?:[?#]|$)`, 'i');

/** By its ending, in any case; `undefined` for other files. */
export function formatOfFile(path: string): ImageFormat | undefined {
  const ending = extNameOf(path).slice(1).toLowerCase();
  return imageFormats.find((format) => endingsOf(format).includes(ending));
}

/** A file's name without the ending of an image, if it has one. */
export const withoutImageEnding = (name: string): string => name.replace(endingAtEnd, '');

/** Whether a URL ends like an image, its query and fragment apart. */
export const isImageUrl = (url: string): boolean => endingInUrl.test(url);

/** All image files below a folder, for searches and watchers of VS Code, whose globs know no flag for case. */
export const imageFilesGlob = `**/*.{${imageEndings.map(inAnyCase).join(',')}}`;

function inAnyCase(ending: string): string {
  return ending.replace(/[a-z]/g, (letter) => `[${letter}${letter.toUpperCase()}]`);
}
