import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = new URL('../../../../fixtures/languages/', import.meta.url);

/** A fixture as people have it: with either line ends, a byte order mark, tabs, or no final line end. */
export function fixtureVariants(path: string): [name: string, text: string][] {
  const text = readFileSync(fileURLToPath(new URL(path, folder)), 'utf8');
  return [
    ['as it is', text],
    ['with CRLF', text.replaceAll('\n', '\r\n')],
    ['with a byte order mark', `\ufeff${text}`],
    ['with tabs', text.replaceAll('  ', '\t')],
    ['without a final line end', text.trimEnd()],
  ];
}
