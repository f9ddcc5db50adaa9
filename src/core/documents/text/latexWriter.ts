import type { DocumentLines } from '../blockReader.ts';
import type { PictureWriter } from '../documentLanguage.ts';
import type { TextPosition } from '../textSelection.ts';
import { lastLineOf } from '../textOfLines.ts';
import {
  isBareCursor,
  isBlankLine,
  onOneLine,
  placeAtCursor,
  placeBlocks,
  textUpTo,
  type WholeParts,
} from './blockPlace.ts';
import { latexTokens } from './latexScanner.ts';

/**
 * Writes a figure whose caption is the alt text where a picture stands alone, and `\includegraphics`
 * with graphicx's key `alt` (2021) where it stands in a line or in what may hold no figure.
 */
export const pictureWriter: PictureWriter = {
  place(lines, selection, options) {
    const environments = readEnvironments(lines);
    if (isBareCursor(selection, options)) {
      const { line } = selection.start;
      if (
        isOutsideBody(environments, selection.start, lines) ||
        isInComment(lines, selection.start) ||
        structure.test(lines.lineAt(line))
      ) {
        return placeAfter(lines, environments, line);
      }
      const around = environmentsAround(environments, line);
      const isBlank = isBlankLine(lines, line);
      if (around.some(isClosedToPictures)) return placeAfter(lines, environments, line);
      if (!isBlank || around.some(isClosedToFigures)) {
        return placeAtCursor(selection, lines, whole);
      }
      return placeAfter(lines, environments, line);
    }
    return placeAfter(lines, environments, lastLineOf(selection, lines));
  },

  write({ altText, path }, { isBlock, position }, lines) {
    const alt = escapeText(onOneLine(altText), usesBabel(lines));
    const file = escapePath(fixed(path, lines));
    const indent = /^[ \t]*/.exec(isBlock ? lines.lineAt(position.line) : '')![0];
    const inner = `${indent}  `;
    const head = `\\begin{figure}[htbp]\n${inner}\\centering\n${inner}`;
    const end = `\n${indent}\\end{figure}`;
    if (altText === '') {
      const image = `\\includegraphics[width=\\linewidth,alt={}]{${file}}`;
      return isBlock ? [`${head}${image}${end}`] : [image];
    }
    if (!isBlock) {
      return ['\\includegraphics[width=\\linewidth,alt={', { altText: alt }, `}]{${file}}`];
    }
    const before = `${head}\\includegraphics[width=\\linewidth]{${file}}\n${inner}\\caption{`;
    return [before, { altText: alt }, `}${end}`];
  },
};

/** Lines of tables and lists where nothing may stand. */
const structure =
  /^[ \t]*\\(?:[hc]line|\w+rule|(?:begin|end)\{(?:tabular|longtable|array|itemize|enumerate|description))/;

const group = String.raw`\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}`;
const whole: WholeParts = {
  marker: /^[ \t]*\\item(?![a-zA-Z])[ \t]*(?:\[[^\]]*\][ \t]*)?/,
  tail: /\\\\(?:\[[^\]]*\])?[ \t]*$/,
  units: new RegExp(
    String.raw`\\(?:verb|lstinline)\*?([^a-zA-Z\s]).*?\1|\\\(.*?\\\)|\\\[.*?\\\]|\\[a-zA-Z@]+\*?(?:\[[^\]]*\]|<[^>]*>|${group})*|\\.|\$\$?[^$]+\$\$?`,
    'g',
  ),
};

interface Environment {
  readonly name: string;
  readonly firstLine: number;
  lastLine: number;
  /** Where its end stands in its last line; infinite for what is left open. */
  endCharacter: number;
}

/** Environments with their lines; what is left open ends with the document. */
function readEnvironments(lines: DocumentLines): Environment[] {
  const last = lines.lineCount - 1;
  const text = textUpTo(lines, last);
  const found: Environment[] = [];
  const open: Environment[] = [];
  let line = 0;
  let lineStart = 0;
  for (const { kind, name, start } of latexTokens(text)) {
    if (kind !== 'begin' && kind !== 'end') continue;
    while (lineStart + lines.lineAt(line).length < start)
      lineStart += lines.lineAt(line++).length + 1;
    if (kind === 'begin') {
      const environment = { name, firstLine: line, lastLine: last, endCharacter: Infinity };
      found.push(environment);
      open.push(environment);
    } else if (open.at(-1)?.name === name) {
      const environment = open.pop()!;
      environment.lastLine = line;
      environment.endCharacter = start - lineStart;
    }
  }
  return found;
}

function environmentsAround(environments: readonly Environment[], line: number): Environment[] {
  return environments.filter(({ firstLine, lastLine }) => firstLine <= line && line <= lastLine);
}

/** True before the document's body, and for what follows its end, which TeX does not read. */
function isOutsideBody(
  environments: readonly Environment[],
  { line, character }: TextPosition,
  lines: DocumentLines,
): boolean {
  const body = environments.find(({ name }) => name === 'document');
  if (!body) return false;
  const begin = '\\begin{document}';
  if (line < body.firstLine) return true;
  if (line === body.firstLine && character < lines.lineAt(line).indexOf(begin) + begin.length)
    return true;
  return line > body.lastLine || (line === body.lastLine && character > body.endCharacter);
}

/** True after a `%` that begins a comment: one with no backslash before it, and not in a URL. */
function isInComment(lines: DocumentLines, { line, character }: TextPosition): boolean {
  if (line >= lines.lineCount) return false;
  const before = lines.lineAt(line).slice(0, character);
  const rest = before.replace(/\\(?:url|href|nolinkurl|path)[ \t]*\{[^{}]*\}|\\[^]/g, '');
  return rest.includes('%');
}

const isClosedToPictures = ({ name }: Environment): boolean =>
  /verbatim|^(?:lstlisting|minted|comment|filecontents|tikzpicture|equation|align|gather|math|displaymath|multline)/i.test(
    name,
  );

const isClosedToFigures = (environment: Environment): boolean =>
  isClosedToPictures(environment) ||
  /figure|table|tabular|float|algorithm|minipage|multicols|tcolorbox|array|picture|longtable|tabbing/i.test(
    environment.name,
  );

/** True in a list where no item has begun: nothing may stand there. */
function isBeforeItems(
  lines: DocumentLines,
  { name, firstLine }: Environment,
  line: number,
): boolean {
  if (!/^(?:itemize|enumerate|description)$/.test(name)) return false;
  let index = firstLine;
  while (index <= line && !lines.lineAt(index).includes('\\item')) index++;
  return index > line;
}

/** After the line; after the outermost environment that may hold no figure; in the document's body. */
function placeAfter(
  lines: DocumentLines,
  environments: readonly Environment[],
  line: number,
): ReturnType<PictureWriter['place']> {
  const body = environments.find(({ name }) => name === 'document');
  const from = body && line < body.firstLine ? body.firstLine : line;
  const closed = environmentsAround(environments, from).filter(
    (each) => isClosedToFigures(each) || isBeforeItems(lines, each, from),
  );
  const end = Math.max(from, ...closed.map(({ lastLine }) => lastLine));
  const isEnd = body && end >= body.lastLine && body.lastLine > body.firstLine;
  const target = isEnd && end < lines.lineCount ? body.lastLine - 1 : end;
  return placeBlocks(lines, target, /^[ \t]*/.exec(lines.lineAt(target))![0]);
}

const escapes: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
  '`': '\\textasciigrave{}',
  '<': '\\textless{}',
  '>': '\\textgreater{}',
  '|': '\\textbar{}',
};

/** In languages of babel, a quotation mark may be a command. */
function usesBabel(lines: DocumentLines): boolean {
  for (let line = 0; line < lines.lineCount; line++) {
    const text = lines.lineAt(line);
    if (/^[^%]*\\usepackage[^%]*\{babel\}/.test(text)) return true;
    if (text.includes('\\begin{document}')) return false;
  }
  return false;
}

function escapeText(text: string, isQuoteActive: boolean): string {
  const escaped = text.replace(/[\\~^`<>|#$%&_{}]/g, (character) => {
    return escapes[character] ?? `\\${character}`;
  });
  // Dashes, quotation marks and Spanish marks are made of two characters.
  const separated = escaped
    .replace(/-(?=-)/g, '-{}')
    .replace(/'(?=')/g, "'{}")
    .replace(/,(?=,)/g, ',{}');
  return isQuoteActive ? separated.replaceAll('"', '\\char34{}') : separated;
}

/** With a `\graphicspath`, only a path that begins with a dot is surely meant from the document's folder. */
function fixed(path: string, lines: DocumentLines): string {
  if (/^(?:\.{0,2}\/|[a-z][a-z0-9+.-]+:)/i.test(path)) return path;
  for (let line = 0; line < lines.lineCount; line++) {
    if (/^[^%]*\\graphicspath/.test(lines.lineAt(line))) return `./${path}`;
  }
  return path;
}

/** For the name of a file, TeX expands what it reads; comments and groups it would see before. */
function escapePath(path: string): string {
  return path
    .replace(/[%{}]/g, (character) => {
      const name = { '%': 'percentchar', '{': 'charlb', '}': 'charrb' }[character];
      return `\\csname @${name}\\endcsname `;
    })
    .replace(/(endcsname ) /g, '$1\\space ')
    .replace(/[#~$&^]/g, '\\string$&');
}
