import { ImageError } from './errors.ts';
import { isoTimeOf } from './isoTime.ts';
import { withoutImageEnding, type ImageFormat } from './imageFormats.ts';
import { cutAtCharacter, cutAtWord, utf8BytesIn } from './textCut.ts';

/** Code points of a slug. */
const slugLimit = 60;
/** What common file systems allow for one name. */
const maxNameBytes = 255;
const fallbackName = 'image';

/**
 * A name that a person can read, made of a text in any script: NFC, lower case, letters, marks and
 * digits with single `-` between them, cut at a word at 60 code points. `image` where nothing is left.
 */
export function slugOf(text: string): string {
  const words = text
    .normalize('NFC')
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{Nd}]+/gu, '-')
    .replace(/^-|-$/g, '');
  return cutAtWord(words, slugLimit, '-') || fallbackName;
}

/** Values of a name template's variables; the empty string where there is nothing to say. */
export interface NameVariables {
  readonly slug: string;
  /** `2026-03-27`, local. */
  readonly date: string;
  /** `10-00-01`, local. */
  readonly time: string;
  readonly seed: string;
  /** `16x9`. */
  readonly ratio: string;
  /** The last part of the model's id. */
  readonly model: string;
  readonly docName: string;
  /** Slug of the nearest heading above. */
  readonly heading: string;
  /** Number of the image, from 1. */
  readonly n: string;
}

const variableNames: readonly (keyof NameVariables)[] = [
  'slug',
  'date',
  'time',
  'seed',
  'ratio',
  'model',
  'docName',
  'heading',
  'n',
];

/** @param timeZoneOffsetMinutes UTC minus local time, as `Date.prototype.getTimezoneOffset` gives it. */
export function dateVariables(
  epochMs: number,
  timeZoneOffsetMinutes: number,
): Pick<NameVariables, 'date' | 'time'> {
  const local = isoTimeOf(epochMs - timeZoneOffsetMinutes * 60_000);
  return { date: local.slice(0, -14), time: local.slice(-13, -5).replaceAll(':', '-') };
}

/**
 * Fills in a template. What comes out is relative, has no extension, `/` only between its folders,
 * at least one name, and is safe on Windows; it does not climb, whatever the template says.
 * @param field the argument or setting that the template comes from.
 * @throws {ImageError} `badRequest` naming the field, where a variable is unknown or malformed.
 */
export function renderName(template: string, variables: NameVariables, field: string): string {
  const bare = withoutImageEnding(template.trimEnd());
  const segments = fillIn(bare, variables, field).split('/').map(safeName).filter(Boolean);
  return segments.join('/') || fallbackName;
}

function fillIn(template: string, variables: NameVariables, field: string): string {
  let filled = '';
  // A separator counts only where the template has it: a value keeps all its characters.
  let literalLength = 0;
  let isSeparatorDue = false;
  for (const [token, variable] of template.matchAll(/\$\{([^}]*)\}?|[^$]+|\$/g)) {
    if (variable === undefined) {
      const literal = isSeparatorDue ? token.replace(/^[-_ .]/, '') : token;
      isSeparatorDue = false;
      filled += literal;
      literalLength = literal.length;
      continue;
    }
    const value = valueOf(token, variable, variables, field);
    if (value !== '') {
      filled += value.replaceAll('/', '-');
      literalLength = 0;
      isSeparatorDue = false;
    } else if (literalLength > 0 && /[-_ .]$/.test(filled)) {
      filled = filled.slice(0, -1);
      literalLength--;
    } else {
      isSeparatorDue = true;
    }
  }
  return filled;
}

function valueOf(token: string, variable: string, variables: NameVariables, field: string): string {
  const name = variableNames.find((known) => known === variable);
  if (name && token.endsWith('}')) return variables[name];
  const known = variableNames.map((each) => `\${${each}}`).join(', ');
  throw new ImageError('badRequest', `${field} has no variable ${token}. Allowed are ${known}.`, {
    field,
  });
}

// Windows drops them.
const endsBadly = /(?<![\s.])[\s.]+$/;
// Control, bidi control and line-separating characters, what Windows forbids, and what no file
// system can store: half a surrogate pair, already replaced by U+FFFD.
const unsafeCharacters = /[\p{Cc}\p{Bidi_Control}\u2028\u2029\ufffd<>:"\\|?*]/gu;
// https://learn.microsoft.com/windows/win32/fileio/naming-a-file: with any extension, too.
const reservedName = /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])(?=\s*(?:\.|$))/i;

/** What keeps Windows from taking a name as it is, in words that follow it; `undefined`: nothing. */
export function windowsProblem(name: string): string | undefined {
  const [forbidden] = /[\p{Cc}<>:"\\|?*]/u.exec(name) ?? [];
  if (forbidden !== undefined) {
    return /\p{Cc}/u.test(forbidden) ? 'has a control character' : `has a ${forbidden}`;
  }
  if (endsBadly.test(name)) return 'ends in a dot or a blank';
  return reservedName.test(name) ? 'is the name of a device' : undefined;
}

/** A name without what some file system or Windows does not take; empty where nothing is left. */
export function safeName(segment: string): string {
  return segment
    .toWellFormed()
    .replace(unsafeCharacters, '-')
    .replace(/^[\s.]+/, '')
    .replace(endsBadly, '')
    .replace(reservedName, '$&_');
}

/**
 * The path of an image's file: `namePath` as `renderName` gives it, and the extension of what the
 * bytes are. Where names are taken, `attempt` counts up from 0 and shows as `-1`, `-2`, …; folders
 * and file name are at most 255 bytes in UTF-8.
 */
export function fileNameOf(namePath: string, format: ImageFormat, attempt: number): string {
  const ending = `${attempt > 0 ? `-${attempt}` : ''}.${format}`;
  const folders = namePath.split('/');
  const stem = folders.pop() || fallbackName;
  return [
    ...folders.map((folder) => cutToBytes(folder, maxNameBytes)),
    cutToBytes(stem, maxNameBytes - ending.length) + ending,
  ].join('/');
}

function cutToBytes(name: string, maxBytes: number): string {
  if (utf8BytesIn(name) <= maxBytes) return name;
  const cut = cutAtCharacter(name, maxBytes, utf8BytesIn).replace(endsBadly, '');
  if (cut !== '') return cut.replace(reservedName, '$&_');
  // One letter under more marks than fit: some of them have to go.
  const hardCut = Array.from(name).slice(0, Math.floor(maxBytes / 4));
  return hardCut.join('').replace(endsBadly, '') || fallbackName;
}
