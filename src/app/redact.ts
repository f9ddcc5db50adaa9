/** Characters of a line that are looked at, and those that are kept. */
const maxRead = 8000;
const maxKept = 2000;

/** What could pass for a line of its own, or read otherwise than it is; a stack keeps its lines. */
const misleading = /\r?\n(?! {4}at )|(?!\n)[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu;

/**
 * Takes out of a line what must not be kept: query strings (signed links) and user names in
 * addresses. Callers pass no key and no header to begin with (S41).
 */
export function redact(line: string): string {
  return beginningOf(line)
    .replace(/([a-z][a-z\d+.-]{0,30}:\/\/)[^\s/?#@]*@/gi, '$1')
    .replace(/(https?:\/\/[^\s?#"'<>]*)[?#][^\s"'<>]*/gi, '$1?…')
    .replace(misleading, ' ')
    .slice(0, maxKept);
}

/** Cut between words: half an address is not known for one. */
function beginningOf(line: string): string {
  if (line.length <= maxRead) return line;
  let end = maxRead;
  while (end > 0 && /\S/.test(line.charAt(end - 1))) end -= 1;
  return `${line.slice(0, end)}…`;
}
