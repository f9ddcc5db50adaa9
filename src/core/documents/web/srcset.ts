/** One candidate of a `srcset`: its URL, and where that stands in the text. */
export interface SourceCandidate {
  readonly url: string;
  readonly start: number;
  readonly end: number;
}

/**
 * The URLs of a `srcset`, each once: the same one may stand there for several densities. Descriptors may
 * have commas in parentheses only (HTML Standard, 4.8.4.4).
 */
export function parseSrcset(text: string): readonly SourceCandidate[] {
  const candidates = new Map<string, SourceCandidate>();
  const token = /[\s,]*(\S+)/y;
  for (let match = token.exec(text); match; match = token.exec(text)) {
    const written = match[1]!;
    const url = written.replace(/,+$/, '');
    const start = token.lastIndex - written.length;
    if (url && !candidates.has(url)) candidates.set(url, { url, start, end: start + url.length });
    if (url === written) token.lastIndex = endOfDescriptors(text, token.lastIndex);
  }
  return [...candidates.values()];
}

function endOfDescriptors(text: string, from: number): number {
  let isInParentheses = false;
  for (let index = from; index < text.length; index++) {
    const character = text[index];
    if (character === '(') isInParentheses = true;
    else if (character === ')') isInParentheses = false;
    else if (character === ',' && !isInParentheses) return index + 1;
  }
  return text.length;
}
