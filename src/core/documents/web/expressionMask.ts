/**
 * Expressions of a template, masked: the result is as long, and where an expression stood are its braces
 * with nothing between them that a tag, a quote or a space could be.
 */
export type MaskExpressions = (text: string) => string;

/** What stands for a character that must not be seen. */
export const masked = '_';

/** Vue's `{{ … }}`. Attributes have none, but no `<` there means anything either. */
export const maskInterpolations: MaskExpressions = (text) => {
  const pieces: string[] = [];
  let done = 0;
  for (;;) {
    const open = text.indexOf('{{', done);
    const close = open < 0 ? -1 : text.indexOf('}}', open + 2);
    if (close < 0) return pieces.join('') + text.slice(done);
    pieces.push(text.slice(done, open + 2), text.slice(open + 2, close).replaceAll('<', masked));
    done = close;
  }
};

/** Svelte's `{ … }`, anywhere but in comments, scripts and styles. */
export const maskBraces: MaskExpressions = (text) => {
  const pieces: string[] = [];
  const next = /\{|<!--|<(script|style)(?=[\s/>])/gi;
  let done = 0;
  for (let match = next.exec(text); match; match = next.exec(text)) {
    const { 0: found, 1: raw, index } = match;
    const end =
      found === '{'
        ? endOfBraces(text, index)
        : raw === undefined
          ? endOf(text, '-->', index)
          : endOfRaw(text, raw, index);
    if (end === undefined) return pieces.join('') + text.slice(done);
    if (found === '{') {
      pieces.push(text.slice(done, index + 1), masked.repeat(end - index - 2), '}');
      done = end;
    }
    next.lastIndex = end;
  }
  return pieces.join('') + text.slice(done);
};

function endOf(text: string, mark: string, from: number): number | undefined {
  const index = text.indexOf(mark, from);
  return index < 0 ? undefined : index + mark.length;
}

function endOfRaw(text: string, name: string, from: number): number | undefined {
  const close = new RegExp(`</${name}[\\s/>]`, 'gi');
  close.lastIndex = from;
  return close.exec(text)?.index;
}

/**
 * The parts of a program in which braces may not be braces. A slash begins a regular expression where a
 * value can; one after a closing mark or a name divides.
 */
const programPart =
  /\/\*[^]*?(?:\*\/|$)|\/\/[^\n]*|"[^"\\\n]*(?:\\[^][^"\\\n]*)*"?|'[^'\\\n]*(?:\\[^][^'\\\n]*)*'?|(?<=(?:[(,=:[!&|?{};+*%~^<>-]|\breturn|\btypeof)\s{0,8})\/(?![*/])(?:\[(?:\\.|[^\]\\\n])*\]|\\.|[^[/\\\n])+\/|[`{}]/g;

/** Offset after the brace that closes the one at an offset; `undefined` where none does. */
export function endOfBraces(text: string, open: number): number | undefined {
  // What stands open: braces, and template literals, which are text up to their `${`.
  const stack: ('{' | '`')[] = ['{'];
  // `{/if}` and its like begin no regular expression.
  let offset = open + (/[#:@/]/.test(text[open + 1] ?? '') ? 2 : 1);
  while (stack.length > 0) {
    const pattern = stack.at(-1) === '`' ? /\\[^]|`|\$\{/g : programPart;
    pattern.lastIndex = offset;
    const match = pattern.exec(text);
    if (!match) return undefined;
    const [found] = match;
    offset = match.index + found.length;
    if (found === '`') {
      if (stack.at(-1) === '`') stack.pop();
      else stack.push('`');
    } else if (found === '{' || found === '${') stack.push('{');
    else if (found === '}') stack.pop();
  }
  return offset;
}
