import assert from 'node:assert/strict';
import type { DocumentLines } from '../../src/core/documents/blockReader.ts';
import { placeAfterLine } from '../../src/core/documents/insertionPlace.ts';
import { altTextOf, encodeTarget, escapeAltText } from '../../src/core/documents/markdownImage.ts';
import { nearestHeading } from '../../src/core/documents/nearestHeading.ts';
import { plainText } from '../../src/app/words/plainText.ts';
import { redact } from '../../src/app/redact.ts';
import { fuzz } from './support/fuzzer.ts';
import { garbage, mutatedText } from './support/mutation.ts';

const words = [
  '# ',
  '===\n',
  '---\n',
  '```\n',
  '~~~',
  '> ',
  '- ',
  '1. ',
  '    ',
  '\t',
  '\n',
  '\n\n',
  '<!--',
  '-->',
  '<div>\n',
  '| a |\n| - |\n',
  '[',
  '](',
  '![',
  '`',
  '``',
  '\\',
  '$$\n',
  '&amp;',
];
const documents = [
  '---\ntitle: A\n---\n\n# One\n\nText with `code` and [a](b "c").\n\n- item\n  - inner\n\n> quote\n',
  'Setext\n===\n\n| a | b |\n| --- | --- |\n| 1 | 2 |\n\n```js\ncode\n```\n\n<div>\nhtml\n</div>\n',
  `${'- '.repeat(20)}a\n${'> '.repeat(20)}b\n`,
  '![alt](a.webp)\n\n1. one\n\n   ![x](<a b.png> "t")\n',
];

const linesOf = (text: string): DocumentLines => {
  const lines = text.split(/\r\n|\r|\n/);
  return { lineCount: lines.length, lineAt: (line) => lines[line] ?? '' };
};

fuzz<{ readonly text: string; readonly at: number }>('What stands in a Markdown document', [
  {
    name: 'the reader of Markdown blocks',
    draw: (random) => ({
      text: random.oneIn(4)
        ? garbage(random, words)
        : mutatedText(random.pick(documents), random, { words, maxLength: 60_000 }),
      at: random.below(1_000_000),
    }),
    read({ text, at }) {
      const lines = linesOf(text);
      const asked = at % lines.lineCount;
      assert.equal(typeof nearestHeading(lines, asked), 'string');
      const { line, character } = placeAfterLine(lines, asked);
      assert.ok(line >= 0 && line < lines.lineCount);
      assert.ok(character >= 0 && character <= lines.lineAt(line).length);
    },
  },
]);

const addresses = [
  'GET https://user:secret@s3.amazonaws.com/a.webp?X-Amz-Signature=1 failed',
  'The address of the image is on http://proxy.test:8080/#x, which is not a public host.',
];

fuzz<string>('What is written down', [
  {
    name: 'the writer of alt texts and links',
    draw: (random) =>
      random.oneIn(2)
        ? garbage(random, words)
        : mutatedText('A red fox', random, { words, maxLength: 10_000 }),
    read(text) {
      assert.doesNotMatch(escapeAltText(text), /[\r\n\0]/);
      assert.match(encodeTarget(text), /^[\p{L}\p{M}\p{Nd}\-._~/%]*$/u);
      assert.ok(Array.from(altTextOf(text)).length <= 200);
    },
  },
  {
    name: 'the writer of plain text',
    draw: (random) =>
      random.oneIn(2) ? garbage(random) : mutatedText('[a](command:b) said', random),
    read(text) {
      const shown = plainText(text);
      assert.ok(Array.from(shown).length <= 300);
      assert.doesNotMatch(shown, /\]\(|[\r\n\u202e\u2066]/);
    },
  },
  {
    name: 'the writer of lines for the log',
    draw: (random) =>
      mutatedText(random.pick(addresses), random, { words: ['https://', '@', '?', 'http', ' '] }),
    read(text) {
      const line = redact(text);
      assert.ok(line.length <= 2000);
      assert.doesNotMatch(line, /https?:\/\/[^\s?#"'<>]*[?#][^\s"'<>…]/i);
    },
  },
]);
