/** What of a LaTeX document matters to pictures. Comments, verbatim text and what follows the document's end are left out. */
export interface LatexToken {
  readonly kind: 'command' | 'begin' | 'end' | 'open' | 'close' | 'paragraph';
  /** Of a command or an environment, without its star. */
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

const verbatimEnvironments =
  /^(?:[BLS]?[vV]erbatim|spverbatim|verbatimtab|lstlisting|minted|comment|filecontents|alltt|luacode|pycode|tcblisting|tcboutputlisting|VerbatimOut|rawhtml|sagesilent|sageblock)$/;

const verbatimCommands = /^(?:[vV]erb|lstinline|mintinline|code@inline)$/;

/** Commands whose first argument is a URL or a path, in which `%` begins no comment. */
const urlCommands = /^(?:url|href|nolinkurl|path)$/;

/** `\url|…|`, with another character than a brace around it. */
const isBareUrl = (command: string, next = ' '): boolean =>
  /^(?:url|nolinkurl|path)$/.test(command) && !/[\s{[]/.test(next);

/** Reads a document's tokens in their order, in linear time. */
export function* latexTokens(text: string): Generator<LatexToken> {
  const token = /\\([a-zA-Z@]+)(\*?)|\\[^]|%[^\n]*|[{}]|\n[ \t\r]*\n/g;
  const make = (kind: LatexToken['kind'], start: number, name = ''): LatexToken => {
    return { kind, name, start, end: token.lastIndex };
  };
  for (let match = token.exec(text); match; match = token.exec(text)) {
    const { index, 1: command } = match;
    const character = match[0][0];
    if (character === '{') yield make('open', index);
    else if (character === '}') yield make('close', index);
    else if (character === '\n') yield make('paragraph', index);
    if (command === undefined) continue;
    if (command === 'begin' || command === 'end') {
      const name = environmentName(text, token.lastIndex);
      if (name === undefined) continue;
      token.lastIndex = name.end;
      if (command === 'begin' && verbatimEnvironments.test(name.name)) {
        yield make('begin', index, name.name);
        const end = endOfVerbatim(text, name.end, name.written);
        token.lastIndex = end;
        if (end === text.length) return;
      } else {
        yield make(command, index, name.name);
        // TeX reads no further.
        if (command === 'end' && name.name === 'document') return;
      }
    } else if (verbatimCommands.test(command) || isBareUrl(command, text[token.lastIndex])) {
      token.lastIndex = endOfInlineVerbatim(text, token.lastIndex, command);
    } else if (command === 'iffalse') {
      const end = /\\(?:fi|else)(?![a-zA-Z])/g;
      end.lastIndex = token.lastIndex;
      if (!end.test(text)) return;
      token.lastIndex = end.lastIndex;
    } else {
      yield make('command', index, command);
      const url = urlCommands.test(command) ? urlGroup(text, token.lastIndex) : undefined;
      if (!url) continue;
      yield { kind: 'open', name: '', start: url.innerStart - 1, end: url.innerStart };
      yield { kind: 'close', name: '', start: url.innerEnd, end: url.end };
      token.lastIndex = url.end;
    }
  }
}

function environmentName(
  text: string,
  offset: number,
): { name: string; written: string; end: number } | undefined {
  const pattern = /\s{0,100}\{([^{}\\%]{0,200})\}/y;
  pattern.lastIndex = offset;
  const written = pattern.exec(text)?.[1]?.trim();
  if (written === undefined || written.includes('\n')) return undefined;
  return { name: written.replace(/\*$/, ''), written, end: pattern.lastIndex };
}

/** Offset of the `\end` that closes verbatim text, so that it is read as the environment's end. */
function endOfVerbatim(text: string, offset: number, name: string): number {
  const end = text.indexOf(`\\end{${name}}`, offset);
  return end < 0 ? text.length : end;
}

/** After `\verb|…|`; the delimiters have to be on one line. */
function endOfInlineVerbatim(text: string, offset: number, command: string): number {
  let start = offset;
  const options = /\s*\[[^\]\n]*\]/y;
  options.lastIndex = start;
  if (command !== 'verb' && options.test(text)) start = options.lastIndex;
  if (command === 'mintinline') start = endOfBraces(text, start);
  const opening = text[start];
  if (opening === undefined || /[\s*]/.test(opening)) return start;
  if (opening === '{' && command !== 'verb') return endOfBraces(text, start);
  const lineEnd = text.indexOf('\n', start);
  const line = text.slice(start + 1, lineEnd < 0 ? undefined : lineEnd);
  const length = line.indexOf(opening);
  return length < 0 ? start : start + length + 2;
}

/** After a group in braces on one line; the offset itself where none comes. */
function endOfBraces(text: string, offset: number): number {
  const group = /[ \t]*\{(?:[^{}\\\n]|\\.|\{[^{}\n]*\})*\}/y;
  group.lastIndex = offset;
  return group.test(text) ? group.lastIndex : offset;
}

/** The braces that come next, with as many closing as opening ones in them; `undefined` where they never end. */
function urlGroup(text: string, offset: number): LatexGroup | undefined {
  const opening = /(?:\[[^\]\n]{0,200}\])?[ \t]*\{/y;
  opening.lastIndex = offset;
  if (!opening.test(text)) return undefined;
  const innerStart = opening.lastIndex;
  const token = /\\[^]|[{}]|\n[ \t\r]*\n/g;
  token.lastIndex = innerStart;
  let depth = 1;
  for (let match = token.exec(text); match; match = token.exec(text)) {
    const { index, 0: found } = match;
    if (found === '{') depth++;
    else if (found === '}') depth--;
    if (depth === 0) return { innerStart, innerEnd: index, end: index + 1 };
    if (found[0] === '\n' || depth > maxUrlDepth) return undefined;
  }
  return undefined;
}

/** A group that follows white space and comments, with offsets of its inside. */
export interface LatexGroup {
  readonly innerStart: number;
  readonly innerEnd: number;
  readonly end: number;
}

/** No URL nests braces so deep; the limit keeps time linear where one never ends. */
const maxUrlDepth = 10;

/** Optional arguments are short; the limit keeps time linear where one never ends. */
const maxOptionsLength = 2000;

/** Reads the groups of a text by offset; where the braces close was found out once. */
export class LatexGroups {
  readonly #text: string;
  readonly #closings = new Map<number, number>();

  constructor(text: string) {
    this.#text = text;
    const open: number[] = [];
    for (const { kind, start } of latexTokens(text)) {
      if (kind === 'open') open.push(start);
      else if (kind === 'close' && open.length > 0) this.#closings.set(open.pop()!, start);
    }
  }

  /** The group that comes next, in the given kind of brackets; `undefined` where none comes or it never ends. */
  read(offset: number, brackets: '{}' | '[]' | '<>' = '{}'): LatexGroup | undefined {
    const gap = /(?:[ \t\r]|%[^\n]*\n[ \t]*|\n(?![ \t\r]*\n))*/y;
    gap.lastIndex = offset;
    gap.test(this.#text);
    const start = gap.lastIndex;
    if (this.#text[start] !== brackets[0]) return undefined;
    const end = brackets === '{}' ? this.#closings.get(start) : this.#endOf(start, brackets[1]!);
    return end === undefined ? undefined : { innerStart: start + 1, innerEnd: end, end: end + 1 };
  }

  #endOf(start: number, closing: string): number | undefined {
    const token = /\\[^]|%[^\n]*|[{}\]>]/g;
    token.lastIndex = start + 1;
    for (let match = token.exec(this.#text); match; match = token.exec(this.#text)) {
      const { index, 0: found } = match;
      if (found === closing) return index;
      if (found === '}' || index > start + maxOptionsLength) return undefined;
      const end = found === '{' ? this.#closings.get(index) : index;
      if (end === undefined) return undefined;
      if (found === '{') token.lastIndex = end + 1;
    }
    return undefined;
  }
}
