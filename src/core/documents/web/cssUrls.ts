import { tokenize, type CSSToken } from '@csstools/css-tokenizer';

/** A URL of a style sheet that names a picture, or a font, or whatever a property takes. */
export interface CssUrl {
  /** The whole `url(…)`, or the string in `image-set()`. */
  readonly start: number;
  readonly end: number;
  /** Of the URL as it is written, without quotes. */
  readonly urlStart: number;
  readonly urlEnd: number;
  /** With its escapes undone. */
  readonly url: string;
}

/** Rules whose own URLs are style sheets, namespaces, pages or mere conditions. */
const otherUrls = new Set([
  'import',
  'use',
  'forward',
  'namespace',
  'document',
  '-moz-document',
  'supports',
]);

/** Functions whose strings are URLs. */
const stringFunctions = new Set(['url', 'src', 'image', 'image-set', '-webkit-image-set']);

/**
 * The URLs in the values of a style sheet or of a `style` attribute, in SCSS and Less too. What their
 * preprocessors put together, and what bundlers look up elsewhere, is left alone.
 */
export function findCssUrls(css: string): readonly CssUrl[] {
  if (!/\(/.test(css)) return [];
  const urls: CssUrl[] = [];
  const functions: { readonly name: string; readonly start: number }[] = [];
  let isOther = false;
  const tokens = tokenize({ css: blankLineComments(css) });
  tokens.forEach((token, index) => {
    const [type, raw, start, lastOffset, data] = token;
    switch (type) {
      case 'at-keyword-token':
        isOther = otherUrls.has(data.value.toLowerCase());
        break;
      case 'semicolon-token':
      case '{-token':
      case '}-token':
        isOther = false;
        functions.length = 0;
        break;
      case 'function-token':
        functions.push({ name: data.value.toLowerCase(), start });
        break;
      case '(-token':
        functions.push({ name: '', start });
        break;
      case ')-token':
        functions.pop();
        break;
      case 'url-token':
        if (!isOther) add(urls, urlOf(raw, start, lastOffset + 1, data.value));
        break;
      case 'string-token': {
        const { name, start: functionStart } = functions.at(-1) ?? { name: '', start };
        if (isOther || !stringFunctions.has(name)) break;
        const close = name === 'url' || name === 'src' ? closingOf(tokens, index) : undefined;
        if (close === null) break;
        const bounds = close === undefined ? [start, lastOffset + 1] : [functionStart, close];
        add(urls, {
          start: bounds[0]!,
          end: bounds[1]!,
          urlStart: start + 1,
          urlEnd: raw.length > 1 && raw.endsWith(raw[0]!) ? lastOffset : lastOffset + 1,
          url: data.value,
        });
        break;
      }
      default:
    }
  });
  return urls;
}

function urlOf(raw: string, start: number, end: number, url: string): CssUrl {
  const prefix = /^[^(]*\(\s*/.exec(raw)![0].length;
  const written = raw.slice(prefix).replace(/\)$/, '');
  const trimmed = written.trimEnd();
  // White space after a backslash is part of the URL.
  const isEscaped = /(?<!\\)(?:\\\\)*\\$/.test(trimmed) && trimmed !== written;
  const urlStart = start + prefix;
  return { start, end, urlStart, urlEnd: urlStart + trimmed.length + (isEscaped ? 1 : 0), url };
}

/**
 * Offset after the parenthesis that closes a `url()` with one string in it; `null` where more is in it, as
 * where a preprocessor joins strings.
 */
function closingOf(tokens: readonly CSSToken[], stringIndex: number): number | null {
  const isBlank = (token: CSSToken | undefined): boolean =>
    token?.[0] === 'whitespace-token' || token?.[0] === 'comment';
  let before = stringIndex - 1;
  while (isBlank(tokens[before])) before--;
  if (tokens[before]?.[0] !== 'function-token') return null;
  let after = stringIndex + 1;
  while (isBlank(tokens[after]) || tokens[after]?.[0] === 'ident-token') after++;
  const token = tokens[after]!;
  if (token[0] === ')-token') return token[3] + 1;
  return token[0] === 'EOF-token' ? tokens[after - 1]![3] + 1 : null;
}

function add(urls: CssUrl[], found: CssUrl): void {
  // Interpolation, variables, and the prefixes of bundlers.
  const isDynamic = /[#@]\{|^[$~]|^@[\w-]*(?:\/|$)|^%%/.test(found.url);
  if (!isDynamic && found.url.trim() !== '') urls.push(found);
}

/** Comments, strings and unquoted URLs, in which two slashes are just that; else a line comment. */
const notLineComment =
  /(\/\*[^]*?(?:\*\/|$)|"[^"\\\n]*(?:\\[^][^"\\\n]*)*"?|'[^'\\\n]*(?:\\[^][^'\\\n]*)*'?|url\(\s*(?!["'\s])[^\\)]*(?:\\[^][^\\)]*)*)|\/\/[^\n\r\f]*/gi;

/**
 * Line comments of SCSS and Less, as long and blank. Plain CSS has none, but drops a declaration that
 * begins with two slashes.
 */
export function blankLineComments(css: string): string {
  if (!css.includes('//')) return css;
  return css.replace(
    notLineComment,
    (comment, other?: string) => other ?? ' '.repeat(comment.length),
  );
}
