/**
 * A text without HTML comments and without the ids of headings (`## Name {#id}`), both outside of code: site
 * generators take them out before MDX, which refuses them. Blanks stand for them, so that offsets stay.
 */
export function maskForMdx(text: string): string {
  const pieces: string[] = [];
  let done = 0;
  let hasCommentEnd = true;
  const hide = (from: number, end: number): void => {
    pieces.push(text.slice(done, from), text.slice(from, end).replace(/[^\r\n]/g, ' '));
    done = end;
  };
  const next =
    /(?<fence>^(?:[ \t>]|[*+-][ \t]|\d{1,9}[.)][ \t]){0,64}(?<mark>`{3,}|~{3,}))|(?<code>(?<![`\\])`+)|(?<comment>(?<!\\)<!--)|(?<id>\{#[^{}\s]{1,200}\}(?=[ \t]*$)(?<=^[ \t>]{0,16}#{1,6}[ \t][^\r\n]{0,400}))/gm;
  for (let match = next.exec(text); match; match = next.exec(text)) {
    const { 0: found, index, groups = {} } = match;
    let end = index + found.length;
    if (groups['fence'] !== undefined) end = endOfFence(text, end, groups['mark']!);
    else if (groups['code'] !== undefined) end = endOfCode(text, end, found);
    else if (groups['id'] !== undefined) hide(index, end);
    else if (hasCommentEnd) {
      const close = text.indexOf('-->', end);
      hasCommentEnd = close >= 0;
      if (hasCommentEnd) hide(index, (end = close + 3));
    }
    next.lastIndex = end;
  }
  return pieces.join('') + text.slice(done);
}

function endOfFence(text: string, from: number, mark: string): number {
  const close = new RegExp(`\\n[ \\t>]*${mark}[\`~]*[ \\t]*(?=\\r?\\n|$)`, 'g');
  close.lastIndex = from;
  return close.exec(text) ? close.lastIndex : text.length;
}

/** Code in a line of text ends in its paragraph; that it is so long at most keeps the time linear. */
const maxCodeLength = 2000;

function endOfCode(text: string, from: number, mark: string): number {
  const rest = text.slice(from, from + maxCodeLength);
  const paragraph = rest.split(/\n[ \t]*\r?\n/, 1)[0]!;
  const close = new RegExp(`(?<!\`)${mark}(?!\`)`).exec(paragraph);
  return close ? from + close.index + mark.length : from;
}
