/** The kinds of HTML block of CommonMark 0.31, section 4.6, by their numbers there. */
export type HtmlBlockKind = 1 | 2 | 3 | 4 | 5 | 6 | 7;

const blockElements =
  'address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|dd|details|' +
  'dialog|dir|div|dl|dt|fieldset|figcaption|figure|footer|form|frame|frameset|h[1-6]|head|header|' +
  'hr|html|iframe|legend|li|link|main|menu|menuitem|nav|noframes|ol|optgroup|option|p|param|' +
  'search|section|summary|table|tbody|td|tfoot|th|thead|title|tr|track|ul';
const attribute = `\\s+[a-z_:][\\w.:-]*(?:\\s*=\\s*(?:[^\\s"'=<>\`]+|'[^']*'|"[^"]*"))?`;

const starts: readonly (readonly [HtmlBlockKind, RegExp])[] = [
  [1, /^<(?:pre|script|style|textarea)(?:\s|>|$)/i],
  [2, /^<!--/],
  [3, /^<\?/],
  [4, /^<![a-z]/i],
  [5, /^<!\[CDATA\[/],
  [6, new RegExp(`^</?(?:${blockElements})(?:\\s|/?>|$)`, 'i')],
  [7, new RegExp(`^<(?:[a-z][a-z\\d-]*(?:${attribute})*\\s*/?|/[a-z][a-z\\d-]*\\s*)>\\s*$`, 'i')],
];

const ends: Partial<Record<HtmlBlockKind, RegExp>> = {
  1: /<\/(?:pre|script|style|textarea)>/i,
  2: /-->/,
  3: /\?>/,
  4: />/,
  5: /\]\]>/,
};

/** What kind of HTML block a line begins, if any; without its indentation. */
export function htmlBlockKind(line: string): HtmlBlockKind | undefined {
  return starts.find(([, start]) => start.test(line))?.[0];
}

/** True for the last line of a block that has an end of its own. The others end at a blank line. */
export function endsHtmlBlock(kind: HtmlBlockKind, line: string): boolean {
  return ends[kind]?.test(line) ?? false;
}

export function endsAtBlankLine(kind: HtmlBlockKind): boolean {
  return !ends[kind];
}
