import { nextFinder, type NextFinder } from './nextFinder.ts';

/** A link to a picture, with offsets in its paragraph. */
export interface OrgLink {
  readonly start: number;
  readonly end: number;
  readonly pathStart: number;
  readonly pathEnd: number;
  readonly path: string;
}

const pictureName = /\.(?:png|jpe?g|webp|gif|avif|tiff?|bmp|xbm|xpm|pbm|pgm|ppm|pnm|svg)$/i;

/** Targets in brackets, where a backslash hides a bracket, and one before it hides the backslash. */
const bracketTarget = String.raw`(?:[^\[\]\\]|\\[^])+`;
const object = new RegExp(
  String.raw`\[\[(${bracketTarget})\](?=[\][])` +
    String.raw`|<(file:[^<>\n]*)>|(?<![\w\/.:])(file(?:\+\w+)?:(?:[^\s()<>\[\]]|\([^\s()<>\[\]]*\))+)` +
    String.raw`|@@[\w-]+:|src_\w+(?:\[[^\]\n]*\])?\{|[=~]`,
  'g',
);

/** Every link of a paragraph that is shown as a picture, in order. */
export function orgLinks(text: string): OrgLink[] {
  const links: OrgLink[] = [];
  const endOfVerbatim = verbatimReader(text);
  const next = nextFinder(text);
  const pattern = new RegExp(object);
  for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
    const { index } = match;
    const [whole, target, angle, plain] = match;
    const end = pattern.lastIndex;
    if (target !== undefined) {
      const description = descriptionAt(text, end, next);
      if (description === undefined) continue;
      pattern.lastIndex = end + description.length + 1;
      const inner = description.startsWith('[') ? description.slice(1, -1) : undefined;
      const link = bracketLink(index, pattern.lastIndex, target, inner);
      if (link) links.push(link);
    } else if (angle !== undefined) {
      const link = pictureAt(angle, index + 1, { start: index, end });
      if (link) links.push(link);
    } else if (plain !== undefined) {
      const written = plain.replace(/[.,;:!?'"*/_+=~]+$/, '');
      const span = { start: index, end: index + written.length };
      const link = pictureAt(written, index, span);
      if (link) links.push(link);
    } else {
      pattern.lastIndex = endOfVerbatim(whole, index) ?? end;
    }
  }
  return links;
}

/** What stands between a link's target and its last bracket: nothing, or a description in brackets. */
function descriptionAt(text: string, offset: number, next: NextFinder): string | undefined {
  if (text[offset] === ']') return '';
  // A description may be a link itself.
  const closing = text.startsWith('[[[', offset) ? ']]]]' : ']]';
  const end = next(closing, offset + 1);
  return end === text.length ? undefined : text.slice(offset, end + closing.length - 1);
}

function bracketLink(
  start: number,
  end: number,
  target: string,
  description: string | undefined,
): OrgLink | undefined {
  if (description === undefined) {
    return pictureAt(target, start + 2, { start, end }, unescapeTarget(target));
  }
  // A link whose text is a picture shows that one.
  const inner = /^\[\[([^]*)\]\]$/.exec(description)?.[1] ?? description;
  const offset = start + 2 + target.length + 2 + description.indexOf(inner);
  if (!/^(?:file(?:\+\w+)?:|\.{1,2}\/|\/|~\/)/.test(inner)) return undefined;
  return pictureAt(inner, offset, { start, end });
}

/** Org's own escapes: backslashes before a bracket or at the end count double. */
function unescapeTarget(target: string): string {
  return target
    .replace(/(\\+)(?=[[\]]|$)/g, (run) => '\\'.repeat(run.length >> 1))
    .replace(/[ \t]*\n[ \t]*/g, ' ');
}

function pictureAt(
  written: string,
  offset: number,
  span: { start: number; end: number },
  value = written,
): OrgLink | undefined {
  const prefix = /^\s*(?:file(?:\+\w+)?:)?/.exec(written)![0];
  const isFile = /file/.test(prefix) || /^\s*(?:\.{1,2}\/|\/|~\/|[a-z]:[\\/])/i.test(written);
  const isUrl = /^https?:\/\//i.test(written);
  if (!isFile && !isUrl) return undefined;
  const search = isUrl ? -1 : written.lastIndexOf('::');
  const length = search < 0 ? written.trimEnd().length : search;
  const path = value
    .slice(prefix.length)
    .replace(isUrl ? /$^/ : /::.*$/s, '')
    .trim();
  if (!pictureName.test(path)) return undefined;
  return { ...span, pathStart: offset + prefix.length, pathEnd: offset + length, path };
}

/** Ends of verbatim text and code, in time that is linear for all of a paragraph. */
function verbatimReader(text: string): (opening: string, start: number) => number | undefined {
  const nextClosings = new Map<string, number>();
  const nextClosing = (marker: string, from: number): number => {
    const known = nextClosings.get(marker) ?? -1;
    if (known >= from) return known;
    let found = text.indexOf(marker, from);
    while (found >= 0 && !closesAt(found)) found = text.indexOf(marker, found + 1);
    nextClosings.set(marker, found < 0 ? Infinity : found);
    return found < 0 ? Infinity : found;
  };
  const closesAt = (offset: number): boolean =>
    /\S/.test(text[offset - 1] ?? ' ') && /[\s\-.,;:!?'")}\\[\]]/.test(text[offset + 1] ?? ' ');
  return (opening, start) => {
    if (opening.length > 1) {
      const closing = opening.startsWith('@@') ? '@@' : '}';
      const end = text.indexOf(closing, start + opening.length);
      return end < 0 ? undefined : end + closing.length;
    }
    const before = text[start - 1] ?? ' ';
    const after = text[start + 1] ?? ' ';
    if (!/[\s\-('"{]/.test(before) || /\s/.test(after)) return undefined;
    const end = nextClosing(opening, start + 2);
    // No more than one line end may be in it.
    const isNear = end < Infinity && (text.slice(start, end).match(/\n/g)?.length ?? 0) <= 1;
    return isNear ? end + 1 : undefined;
  };
}

/** Longer than any words about a picture; a text beyond it is no such. */
const maxCharacters = 4000;

/** Org markup as plain text: without emphasis and the targets of links. */
export function orgText(markup: string): string {
  return markup
    .slice(0, maxCharacters)
    .replace(/\[\[[^\]]*\]\[([^\]]*)\]\]/g, '$1')
    .replace(/\[\[([^\]]*)\]\]/g, '$1')
    .replace(/(^|[\s\-('"{])([*/_+=~])(\S|\S.*?\S)\2(?=$|[\s\-.,;:!?'")}\\[])/g, '$1$3')
    .replace(/\s+/g, ' ')
    .trim();
}
