import { ImageError } from '../errors.ts';
import { imageFormats } from '../imageFormats.ts';
import type {
  DocumentLanguage,
  FindPictures,
  PictureReference,
  PictureToWrite,
  PictureWriter,
} from './documentLanguage.ts';
import { createPatternReader, type Escapes, type Name, type Piece } from './patternReader.ts';
import { placeAnywhere } from './placeAnywhere.ts';
import { pathOfTarget } from './targetPath.ts';

const field = 'fluxKlein.imagePatterns';

/** Every place that may be a picture is compared with all of it. */
const maxPatternLength = 500;

/**
 * The user's pattern for a language: text with `${path}` once and `${alt}` at most once, such as
 * `image::${path}[${alt}]`.
 * @param patterns the setting, unchecked.
 * @returns `undefined` where the setting has none for the language.
 * @throws {ImageError} `badRequest` that names the setting and what is wrong.
 */
export function userPatternOf(patterns: unknown, languageId: string): string | undefined {
  if (patterns === undefined || patterns === null) return undefined;
  if (typeof patterns !== 'object' || Array.isArray(patterns)) {
    throw bad('must be an object of language ids and patterns.');
  }
  if (!Object.hasOwn(patterns, languageId)) return undefined;
  const pattern: unknown = (patterns as Record<string, unknown>)[languageId];
  parsePattern(pattern, languageId);
  return pattern as string;
}

/** A language with the user's pattern, as a row that wins over the table's. */
export function userLanguage(
  pattern: string,
  languageId: string,
  known: DocumentLanguage | undefined,
): DocumentLanguage {
  const pieces = parsePattern(pattern, languageId);
  return {
    name: known?.name ?? languageId,
    languageIds: [languageId],
    extensions: [],
    formats: known?.formats ?? imageFormats,
    markers: [firstTextOf(pieces)],
    loadFinder: () => Promise.resolve(createFinder(pieces, escapesFor(pieces))),
    async loadWriter() {
      const place = known ? (await known.loadWriter()).place : placeAnywhere;
      return createWriter(pieces, escapesFor(pieces), place);
    },
  };
}

/** A pattern begins with a text of its own. */
const firstTextOf = ([first]: readonly Piece[]): string => (typeof first === 'string' ? first : '');

const escapesFor = (pieces: readonly Piece[]): Escapes =>
  /^\s*<[a-z]/i.test(firstTextOf(pieces)) ? inTag : inText;

function bad(what: string): ImageError {
  return new ImageError('badRequest', `${field} ${what}`, { field });
}

function parsePattern(pattern: unknown, languageId: string): readonly Piece[] {
  const problem = (what: string): ImageError => bad(`has a pattern for ${languageId} that ${what}`);
  if (typeof pattern !== 'string') throw problem('is not a text.');
  if (pattern.length > maxPatternLength) {
    throw problem(`is longer than ${maxPatternLength} characters.`);
  }
  const texts = pattern.split(/\$\{(path|alt)\}/);
  const names = texts.filter((_, index) => index % 2 === 1);
  if (names.filter((name) => name === 'path').length !== 1) {
    throw problem('must contain ${path} exactly once.');
  }
  if (names.length > 2 || (names.length === 2 && names[0] === names[1])) {
    throw problem('may contain ${alt} only once.');
  }
  if (!/\S/.test(texts[0] ?? '')) throw problem('must begin with a text of its own.');
  if (names.length === 2 && texts[2] === '') {
    throw problem('must have a text between ${path} and ${alt}.');
  }
  return texts
    .map((text, index): Piece =>
      index % 2 === 0 ? text : { name: text as Name, stop: (texts[index + 1] ?? '').charAt(0) },
    )
    .filter((piece) => piece !== '');
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Patterns that look like a tag are read by what reads tags. */
const inTag: Escapes = {
  write: (name, value) =>
    (name === 'path' ? encodeSome(value, /[%\s"'<>?#]/g) : value).replace(
      /[&<>"']/g,
      (character) => entities[character]!,
    ),
  read(name, written) {
    const value = written.replace(/&(?:amp|lt|gt|quot|#39);/g, (entity) =>
      Object.keys(entities).find((key) => entities[key] === entity)!,
    );
    return name === 'path' ? pathOfTarget(value) : value;
  },
  hasBackslash: false,
};

/** Elsewhere, nobody knows the language: as little is escaped as keeps the parts apart. */
const inText: Escapes = {
  write(name, value, stop) {
    if (name === 'path') {
      const endsAtBlank = stop.trim() === '';
      return encodeSome(value, endsAtBlank ? /[%?#\s]/g : /[%?#\n\r]/g, stop);
    }
    return value.replace(/[^]/g, (character) =>
      character === '\\' || character === stop ? `\\${character}` : character,
    );
  },
  read: (name, written) =>
    name === 'path' ? pathOfTarget(written) : written.replace(/\\([^])/g, '$1'),
  hasBackslash: true,
};

function encodeSome(path: string, pattern: RegExp, also = ''): string {
  const encode = (character: string): string =>
    [...new TextEncoder().encode(character)]
      .map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`)
      .join('');
  const encoded = path.toWellFormed().replace(pattern, encode);
  return also === '' || also === '%' ? encoded : encoded.replaceAll(also, encode(also));
}

function createWriter(
  pieces: readonly Piece[],
  escapes: Escapes,
  place: PictureWriter['place'],
): PictureWriter {
  const valueOf = ({ name, stop }: Exclude<Piece, string>, picture: PictureToWrite): string => {
    const value = name === 'path' ? picture.path : picture.altText;
    return escapes.write(name, value.replace(/[\r\n\u2028\u2029]+/g, ' ').toWellFormed(), stop);
  };
  return {
    place,
    write: (picture) =>
      pieces.map((piece) => {
        if (typeof piece === 'string') return piece;
        const value = valueOf(piece, picture);
        return piece.name === 'alt' && value !== '' ? { altText: value } : value;
      }),
  };
}

function createFinder(pieces: readonly Piece[], escapes: Escapes): FindPictures {
  const first = firstTextOf(pieces);
  return (text) => {
    const read = createPatternReader(text, pieces, escapes);
    const pictures: PictureReference[] = [];
    let from = text.indexOf(first);
    while (from >= 0) {
      const picture = read(from);
      if (picture) pictures.push(picture);
      from = text.indexOf(first, picture?.end ?? from + first.length);
    }
    return pictures;
  };
}
