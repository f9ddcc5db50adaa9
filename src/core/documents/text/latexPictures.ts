import type { FindPictures, PictureReference } from '../documentLanguage.ts';
import { latexPath, type LatexMacros } from './latexPath.ts';
import { LatexGroups, latexTokens, type LatexGroup, type LatexToken } from './latexScanner.ts';
import { latexText } from './latexText.ts';
import { pixelsOf } from './pixels.ts';

/** An environment or group that may have a caption for the pictures in it. */
interface Scope {
  readonly name: string;
  /** Number of pictures before it. */
  readonly first: number;
  caption?: string | undefined;
}

type Draft = { -readonly [Key in keyof PictureReference]: PictureReference[Key] };

const captioned = /^(?:.*figure.*|.*float.*|.*table|subcaptionblock|center|minipage|document)$/i;

/** Each picture may lie in each of them, and under one of several names: more than a book has of its chapters. */
const maxFolders = 32;

/**
 * Every `\includegraphics` of a LaTeX document, with the caption of the figure or subfigure around it.
 * Paths with parameters or unknown macros are left out; without an extension they stay as they are.
 */
export const findPictures: FindPictures = (text) => new LatexReader(text).read();

class LatexReader {
  readonly #text: string;
  readonly #groups: LatexGroups;
  readonly #pictures: Draft[] = [];
  readonly #scopes: Scope[] = [];
  /** Those of the scopes that may have a caption. */
  readonly #captioned: Scope[] = [];
  readonly #macros: LatexMacros = new Map();
  #folders: readonly string[] = [];
  #pendingScope: { at: number; caption: string } | undefined;
  #readUpTo = 0;

  constructor(text: string) {
    this.#text = text;
    this.#groups = new LatexGroups(text);
  }

  read(): readonly PictureReference[] {
    for (const token of latexTokens(this.#text)) this.#readToken(token);
    while (this.#scopes.length > 0) this.#closeScope();
    return this.#pictures;
  }

  #readToken({ kind, name, start, end }: LatexToken): void {
    if (kind === 'begin' || kind === 'open') {
      const caption = this.#pendingScope?.at === start ? this.#pendingScope.caption : undefined;
      const scope = { name, first: this.#pictures.length, caption };
      this.#scopes.push(scope);
      if (captioned.test(name)) this.#captioned.push(scope);
    } else if (kind === 'end') {
      this.#closeEnvironment(name);
    } else if (kind === 'close') {
      if (this.#scopes.at(-1)?.name === '') this.#closeScope();
    } else if (kind === 'command' && start >= this.#readUpTo) {
      this.#readCommand(name, start, end);
    }
  }

  #readCommand(name: string, start: number, end: number): void {
    if (name === 'includegraphics') this.#readPicture(start, end);
    else if (name === 'graphicspath') this.#readFolders(end);
    else if (/^(?:(?:sub)?caption|captionof)$/.test(name)) this.#readCaption(name, end);
    else if (/^(?:subfloat|subfigure|(?:sub)?captionbox)$/.test(name)) {
      this.#readSubfigure(name, end);
    } else if (/^(?:(?:re)?newcommand|def|edef|providecommand)$/.test(name)) {
      this.#readMacro(end);
    }
  }

  /** Pictures that have no caption of their own get that of what is around them. */
  #closeScope(): void {
    const scope = this.#scopes.pop()!;
    const { first, caption } = scope;
    if (this.#captioned.at(-1) === scope) this.#captioned.pop();
    if (!caption) return;
    for (let index = this.#pictures.length - 1; index >= first; index--) {
      this.#pictures[index]!.caption ??= caption;
    }
  }

  #closeEnvironment(name: string): void {
    // Groups that were left open end with their environment; a stray end changes nothing.
    let depth = this.#scopes.length - 1;
    while (depth >= 0 && this.#scopes[depth]!.name === '') depth--;
    if (this.#scopes[depth]?.name !== name) return;
    while (this.#scopes.length > depth) this.#closeScope();
  }

  #readPicture(start: number, commandEnd: number): void {
    let end = this.#groups.read(commandEnd, '<>')?.end ?? commandEnd;
    const options: string[] = [];
    for (let group = this.#groups.read(end, '[]'); group && options.length < 2;) {
      options.push(this.#inside(group));
      end = group.end;
      group = this.#groups.read(end, '[]');
    }
    const group = this.#groups.read(end);
    if (!group) return;
    this.#readUpTo = group.end;
    const written = this.#inside(group);
    const path = latexPath(written, this.#macros);
    if (!path) return;
    const pathStart = group.innerStart + (written.length - written.trimStart().length);
    this.#pictures.push({
      start,
      end: group.end,
      pathStart,
      pathEnd: pathStart + written.trim().length,
      ...this.#searched(path),
      ...readOptions(options.join(',')),
    });
  }

  #searched(path: string): Pick<PictureReference, 'path' | 'otherPaths'> {
    if (this.#folders.length === 0 || /^(?:\.{0,2}\/|[a-z][a-z0-9+.-]+:)/i.test(path)) {
      return { path };
    }
    const [first = '', ...others] = this.#folders;
    return { path: first + path, otherPaths: [path, ...others.map((folder) => folder + path)] };
  }

  #readFolders(end: number): void {
    const list = this.#groups.read(end);
    if (!list) return;
    this.#readUpTo = list.end;
    const folders: string[] = [];
    let group = this.#groups.read(list.innerStart);
    while (group && group.end <= list.innerEnd && folders.length < maxFolders) {
      const folder = latexPath(this.#inside(group), this.#macros);
      if (folder) folders.push(folder);
      group = this.#groups.read(group.end);
    }
    this.#folders = folders;
  }

  #readCaption(name: string, end: number): void {
    const type = name === 'captionof' ? this.#groups.read(end) : undefined;
    const short = this.#groups.read(type?.end ?? end, '[]');
    const group = this.#groups.read(short?.end ?? type?.end ?? end);
    if (!group) return;
    const scope = this.#captioned.at(-1);
    const source = this.#inside(group);
    // A parameter's value is not known.
    if (scope && scope.name !== 'document' && !/(?<!\\)#\d/.test(source)) {
      scope.caption = latexText(source);
    }
  }

  #readSubfigure(name: string, end: number): void {
    const isBox = name.endsWith('captionbox');
    const short = isBox ? this.#groups.read(end, '[]') : undefined;
    const group = this.#groups.read(short?.end ?? end, isBox ? '{}' : '[]');
    if (!group) return;
    const option = this.#groups.read(group.end, '[]') ?? group;
    const body = this.#groups.read(this.#groups.read(option.end, '[]')?.end ?? option.end);
    if (!body) return;
    // Of two options, the first one is for the list of figures.
    const caption = latexText(this.#inside(isBox ? group : option));
    this.#pendingScope = { at: body.innerStart - 1, caption };
  }

  /** Macros that stand for plain text, as a folder's name, may be part of paths. */
  #readMacro(end: number): void {
    const pattern = /\s*(?:\{\s*\\([a-zA-Z@]+)\s*\}|\\([a-zA-Z@]+))(?=[ \t]*\{)/y;
    pattern.lastIndex = end;
    const match = pattern.exec(this.#text);
    const name = match?.[1] ?? match?.[2];
    const group = name === undefined ? undefined : this.#groups.read(pattern.lastIndex);
    if (!group) return;
    const body = this.#inside(group);
    if (/^[^\\#{}%\n]*$/.test(body)) this.#macros.set(name!, body);
  }

  #inside({ innerStart, innerEnd }: LatexGroup): string {
    return this.#text.slice(innerStart, innerEnd);
  }
}

function readOptions(options: string): Pick<PictureReference, 'altText' | 'width' | 'height'> {
  const values = new Map<string, string>();
  const option = /([a-zA-Z]+)\s*=\s*((?:\{(?:[^{}\\]|\\[^]|\{[^{}]*\})*\}|\\[^]|[^,{}\\])*)/g;
  for (const [, key, value] of options.matchAll(option)) values.set(key!, value!.trim());
  const alt = values.get('alt')?.replace(/^\{([^]*)\}$/, '$1');
  const width = pixelsOf(values.get('width') ?? '');
  const height = pixelsOf(values.get('height') ?? '');
  return {
    ...(alt !== undefined && { altText: latexText(alt) }),
    ...(width !== undefined && { width }),
    ...(height !== undefined && { height }),
  };
}
