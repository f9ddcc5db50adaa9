import assert from 'node:assert/strict';
import { test } from 'node:test';
import { markdownPieces } from '../../../../../src/core/documents/markdown/markdownPieces.ts';
import { usualExtensions } from '../../../../../src/core/documents/markdown/markdownPictures.ts';
import { readPictures } from '../../../../../src/core/documents/markdown/readPictures.ts';
import { fc } from '../../../../support/propertyTests.ts';
import { countOf } from '../../../../support/testLength.ts';
import { longTexts } from '../longTexts.ts';

const inline = fc.constantFrom(
  '![x](a.png)',
  '![*a* b](c.png "t")',
  '`![x](n.png)`',
  'words of a text',
  '[l](u)',
  '![r][d1]',
  '![d2]',
  '[f][^n]',
  '![[w.png|a]]',
  '$x ![q](q.png)$',
  '<img src="h.png" alt="k">',
  '**bold**',
  '[![i](i.png)](u)',
  '<!-- ![c](c.png) -->',
);
const line = fc.array(inline, { minLength: 1, maxLength: 4 }).map((parts) => parts.join(' '));
const block = fc
  .tuple(
    fc.constantFrom<((a: string, b: string) => string)[]>(
      (a) => a,
      (a, b) => `${a}\n${b}`,
      (a) => `# ${a}`,
      (a) => `${a}\n===`,
      (a, b) => `- ${a}\n- ${b}\n\n  ${a}`,
      (a, b) => `1. ${a}\n2. ${b}\n   - ${a}\n${b}`,
      (a, b) => `> ${a}\n${b}\n>\n> ${a}`,
      (a) => `\`\`\`js\n${a}\n\n# ${a}\n\`\`\``,
      (a) => `- \`\`\`\n  ${a}\n\n  ${a}\n  \`\`\``,
      (a) => `<div>\n${a}\n</div>`,
      (a) => `<!--\n\n${a}\n\n-->`,
      (a) => `<pre>\n\n${a}\n\n</pre>`,
      (a) => `<figure>\n\n${a}\n\n<figcaption>c</figcaption></figure>`,
      (a) => `    ${a}`,
      (a) => `$$\n${a}\n\n${a}\n$$`,
      (a, b) => `| a | b |\n|---|---|\n| ${a} | ${b} |\n| ${b} | c |`,
      () => '[d1]: d1.png "t"\n[d2]: <d 2.png>',
      (a, b) => `[^n]: ${a}\n\n    ${b}`,
      () => '***',
    ),
    line,
    line,
  )
  .map(([write, a, b]) => write(a, b));
const documents = fc
  .array(block, { minLength: 1, maxLength: 25 })
  .map((blocks) => blocks.join('\n\n'));

const numRuns = countOf({ sample: 150, full: 5000 });

test('a text in small pieces has the same pictures as the whole', () => {
  fc.assert(
    fc.property(documents, fc.constantFrom('', '\ufeff', '---\na: b\n---\n'), (text, before) => {
      const read = (pieceCharacters: number) =>
        readPictures(before + text, { extensions: usualExtensions(), pieceCharacters });
      assert.deepEqual(read(20), read(Infinity));
    }),
    { numRuns },
  );
});

test('pieces are the whole text, one after the other, and none is much longer than it has to be', () => {
  for (const { name, write } of longTexts['Markdown']!) {
    const text = write(200_000);
    let end = 0;
    let longest = 0;
    for (const piece of markdownPieces(text, { hasHtml: true })) {
      assert.equal(piece.start, end);
      const own = piece.text.slice(piece.prefixLength);
      assert.equal(own, text.slice(end, end + own.length));
      end += own.length;
      longest = Math.max(longest, own.length);
    }
    assert.equal(end, text.length);
    if (/changelog|table|paragraph|long list|headings|definitions|footnotes|formulas/.test(name)) {
      assert.ok(longest < 40_000, `${name}: ${longest}`);
    }
  }
});

test('a definition further down counts, and the first one of a label', () => {
  const padding = 'Words of a text that goes on.\n\n'.repeat(1000);
  const text = `![a]\n\n${padding}[A]: first.png\n\n${padding}[a]: second.png\n\n![c][a]\n`;
  const found = readPictures(text, { extensions: usualExtensions() });
  assert.deepEqual(
    found.map(({ path, start }) => [path, start]),
    [
      ['first.png', 0],
      ['first.png', text.lastIndexOf('![c]')],
    ],
  );
});
