import type {
  Code,
  Construct,
  Extension,
  State,
  TokenizeContext,
  Tokenizer,
} from 'micromark-util-types';

const dollar = 36;
const backslash = 92;
const isLineEndingOrEnd = (code: Code): boolean => code === null || (code < 0 && code > -6);
const isSpace = (code: Code): boolean => code === 32 || code === -1 || code === -2;
const isWord = (code: Code): boolean =>
  code !== null && code > 0 && /[\p{L}\p{Nd}]/u.test(String.fromCodePoint(code));

/**
 * A formula in single dollars, on one line, by the rule that keeps prices apart from formulas: no white space
 * inside of the dollars, and no letter or digit outside of them. For one text: it keeps what it knows of that.
 */
export function createInlineMath(): Extension {
  /** Where nothing closes one dollar, nothing closes the next: without this, each would look to the line's end. */
  let unclosed: { readonly context: TokenizeContext; readonly line: number } | undefined;

  const tokenize: Tokenizer = function (effects, ok, nok) {
    const { line } = this.now();
    let last: Code = null;
    const inside: State = (code) => {
      if (isLineEndingOrEnd(code)) {
        unclosed = { context: this, line };
        return nok(code);
      }
      const isEnd = code === dollar && last !== null && !isSpace(last);
      if (last === null && (isSpace(code) || code === dollar)) return nok(code);
      last = code;
      effects.consume(code);
      if (isEnd) return after;
      return code === backslash ? escaped : inside;
    };
    const escaped: State = (code) => {
      if (isLineEndingOrEnd(code)) return nok(code);
      effects.consume(code);
      return inside;
    };
    const after: State = (code) => {
      if (isWord(code) || code === dollar) return inside(code);
      effects.exit('inlineMath');
      return ok(code);
    };
    return (code) => {
      if (unclosed?.context === this && unclosed.line === line) return nok(code);
      effects.enter('inlineMath');
      effects.consume(code);
      return inside;
    };
  };

  const construct: Construct = {
    name: 'inlineMath',
    tokenize,
    previous: (code) => !isWord(code) && code !== dollar,
  };
  return { text: { [dollar]: construct } };
}

declare module 'micromark-util-types' {
  interface TokenTypeMap {
    inlineMath: 'inlineMath';
  }
}
