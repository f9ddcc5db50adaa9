import { fc } from '../../../../support/propertyTests.ts';
import { isWholeUri } from '../../../../../src/core/documents/targetPath.ts';

const traps = [
  '"',
  "'",
  '`',
  '\\',
  '\\"',
  '<',
  '>',
  '</',
  '/>',
  '<!--',
  '-->',
  '<img src=x>',
  '</script>',

  '&',
  '&amp;',
  '&quot',
  '&#34;',
  '&#x22;',
  '&copy',
  '&nbsp;',
  '{',
  '}',
  '{{',
  '}}',
  '{"x"}',
  '${x}',

  '$',
  '$1',
  '%',
  '%20',
  '%zz',
  '#',
  '?',
  '(',
  ')',
  'url(',
  ';',
  ':',
  '*/',
  '/*',
  '//',
  '@',
  '=',

  ' ',
  '  ',
  '\t',
  '\n',
  '\r\n',
  '\r',
  '\u2028',
  '\u2029',
  '\u00a0',
  '\u0085',
  '\f',
  '\0',
  '\u0001',

  '\u007f',
  '\ud83d',
  '\udc00',
  '😀',
  '👩‍👩‍👧',
  'שלום',
  '\u202e',
  'e\u0301',
  '\u0301',
  '猫',
  '\ufeff',
];

/** Texts made of what some language takes for its own. */
export const hostileTexts = fc
  .array(fc.oneof(fc.constantFrom(...traps), fc.string({ maxLength: 3, unit: 'binary' })), {
    maxLength: 8,
  })
  .map((pieces) => pieces.join(''));

/** The same as a path: one that names a file, with what no file system has left out. */
export const hostilePaths = fc
  .array(hostileTexts, { minLength: 1, maxLength: 3 })
  .map((segments) => segments.map((segment) => segment.replace(/[/\0]/g, '').toWellFormed()))
  .map((segments) => segments.map((segment) => (/^\.*$/.test(segment) ? 'x' : segment)))
  .map((segments) => `${segments.join('/')}.png`)
  // What looks like a URI is written as one, not as a path.
  .map((path) => (isWholeUri(path) ? `x/${path}` : path));

/** What a text becomes where it stands on one line of a file. */
export const asWritten = (text: string): string =>
  text
    .replace(/[\r\n\u2028\u2029]+/g, ' ')
    .replaceAll('\0', '\ufffd')
    .toWellFormed();
