/** What no attribute of these languages can hold as it is: line breaks, and what no UTF-8 file can. */
function onOneLine(text: string): string {
  return text
    .replace(/[\r\n\u2028\u2029]+/g, ' ')
    .replaceAll('\0', '\ufffd')
    .toWellFormed();
}

const references: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '"': '&quot;',
  '<': '&lt;',
  '>': '&gt;',
  '{': '&#123;',
  '}': '&#125;',
};

/**
 * Writes a text for an attribute in double quotes, so that HTML, Vue and JSX read back exactly it, with line
 * breaks turned into spaces.
 */
export function escapeAttribute(text: string): string {
  return onOneLine(text).replace(/[&"<>]/g, (character) => references[character]!);
}

/** The same for Svelte, where braces mean expressions in attributes too. */
export function escapeSvelteAttribute(text: string): string {
  return onOneLine(text).replace(/[&"<>{}]/g, (character) => references[character]!);
}
