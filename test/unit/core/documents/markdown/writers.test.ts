import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { fc } from '../../../../support/propertyTests.ts';
import type { PictureWriter } from '../../../../../src/core/documents/documentLanguage.ts';
import { planInsertion } from '../../../../../src/core/documents/insertion.ts';
import { languageTable } from '../../../../../src/core/documents/languageTable.ts';
import { countOf } from '../../../../support/testLength.ts';
import { picturesInMdx, picturesInPandoc, textsInMdx } from './independentReaders.ts';

const traps = [
  '\\',
  '\\\\',
  '![',
  '](x)',
  '](',
  ')',
  '[a](b)',
  '[^1]',
  '^',
  '^a^',
  '~a~',
  '&copy;',
  '&#35;',
  '&',
  '<b>',
  '<!--',
  '<https://x.y>',
  'https://x.y',
  '`',
  '``',
  '*',
  '**a**',
  '_a_',
  '~~a~~',
  '|',
  '$',
  '$$x$$',
  '$1',
  '${C}',
  '  ',
  ' ',
  '\t',
  '!',
  '\n',
  '\r\n',
  '\0',
  '\ud83d',
  '😀',
  'שלום',
  'é',
  '猫',
  '"',
  "'",
  "it's",
  '"q"',
  '...',
  '--',
  '---',
  '# ',
  '- ',
  '1. ',
  ':::',
  '{',
  '}',
  '{.x}',
  '{#id}',
  '{{< x >}}',
  '=',
  '-->',
  '@fox',
  '[@fox]',
  'Mr. X',
  'e.g. x',
  'p. 5',
  '\\cite{x}',
  '(@)',
  'a',
  'b c',
  '\u00a0',
  '\u2003',
  ':smile:',
  '==a==',
  '. ',
  '..',
  ',',
  '%',
];
const altText = fc
  .array(fc.oneof(fc.constantFrom(...traps), fc.string({ unit: 'grapheme', maxLength: 5 })), {
    maxLength: 8,
  })
  .map((parts) => parts.join(''));
const path = fc.constantFrom(
  'a.webp',
  '../a b/c.png',
  'x(1)/ü#1?.png',
  '{a}<b>%41.jpg',
  '猫 "x"/$1.jpeg',
  '/static/[a]\\b.png',
);

/** What a document can hold of a text on one line. */
const storable = (text: string): string =>
  text
    .replace(/[\r\n\u2028\u2029]+/g, ' ')
    .replaceAll('\0', '\ufffd')
    .toWellFormed();

const languageNamed = (name: string) => languageTable.find((row) => row.name === name)!;

function inserted(
  text: string,
  offset: number,
  writer: PictureWriter,
  picture: Picture,
  wasSelected = true,
): string {
  const lines = text.split(/\r?\n/);
  const before = text.slice(0, offset).split(/\r?\n/);
  const position = { line: before.length - 1, character: before.at(-1)!.length };
  const plan = planInsertion({
    writer,
    lines: { lineCount: lines.length, lineAt: (line) => lines[line]! },
    selection: { start: position, end: position },
    wasSelected,
    pictures: [picture],
  });
  const { line, character } = plan.position;
  const added = plan.parts.map((part) => (typeof part === 'string' ? part : part.altText)).join('');
  lines[line] = lines[line]!.slice(0, character) + added + lines[line]!.slice(character);
  return lines.join(text.includes('\r\n') ? '\r\n' : '\n');
}

interface Picture {
  readonly altText: string;
  readonly path: string;
}

const documents: Readonly<Record<string, string>> = {
  'an empty document': '‹',
  'a document without a final line end': '# A\n\ntext‹',
  'a document with a byte order mark and CRLF': '\ufeff# A\r\n\r\nte‹xt\r\nmore\r\n',
  'front matter': '---\ntitle: ‹a\n---\n\ntext\n',
  'a list': '- a\n- b‹\n  - c\n- d\n',
  'a tab-indented list': '-\ta\n\n\tb‹\n-\tc\n',
  'a quote in a list': '1. > a‹\n   > b\n2. c\n',
  'a table': '| a | b |\n| - | - |\n| ‹1 | 2 |\n\ntext\n',
};

describe('A picture that is written', () => {
  for (const name of ['Markdown', 'MDX', 'Quarto']) {
    for (const [where, marked] of Object.entries(documents)) {
      test(`in ${name} into ${where} is found with its path and its alt text`, async () => {
        const { loadFinder, loadWriter } = languageNamed(name);
        const [find, writer] = await Promise.all([loadFinder(), loadWriter()]);
        const text = marked.replace('‹', '');
        fc.assert(
          fc.property(altText, path, (words, file) => {
            const picture = { altText: words, path: file };
            const after = inserted(text, marked.indexOf('‹'), writer, picture);
            const found = find(after).map((each) => [each.path, each.altText]);
            assert.deepEqual(found, [[file, storable(words)]], JSON.stringify(after));
          }),
          { numRuns: countOf({ sample: 60, full: 2000 }) },
        );
      });
    }
  }

  test("is read by MDX's own compiler as it was given", async () => {
    const writer = await languageNamed('MDX').loadWriter();
    const run = fc.asyncProperty(altText, path, async (words, file) => {
      const text = inserted('See this\n', 8, writer, { altText: words, path: file });
      assert.deepEqual(await picturesInMdx(text), [{ path: file, altText: storable(words) }], text);
    });
    await fc.assert(run, { numRuns: countOf({ sample: 100, full: 3000 }) });
  });

  for (const [where, marked] of Object.entries({
    'under an import': 'import a from "b"\n‹',
    'between two imports': 'import a from "b"\n‹\nimport c from "d"\n',
    'under an import of several lines': "import {\n  a,\n} from 'b'\n‹\n\nText\n",
    'under an export with a blank line in it': 'export const a = {\n\n  b: 1,\n}\n‹\n',
    'under an import with CRLF': 'import a from "b"\r\n‹\r\nText\r\n',
    'on the first line, above an import': '‹\nimport a from "b"\n',
    'a line below an import': 'import a from "b"\n\n‹\n',
    'under a paragraph': 'Text\n‹\n',
    'in an export': 'export const a = {\n  b: ‹1,\n\n  c: 2,\n}\n\nText\n',
    'in an attribute': '<Card\n  title="‹x"\n>\n\nText\n\n</Card>\n',
    'in an expression': 'Text {1 +‹ 1} more\n',
    'in a fence': '```js\nco‹de\n```\n',
  })) {
    test(`at a cursor ${where} is read by MDX's own compiler`, async () => {
      const writer = await languageNamed('MDX').loadWriter();
      const picture = { altText: 'a fox', path: 'fox.webp' };
      const text = inserted(marked.replace('‹', ''), marked.indexOf('‹'), writer, picture, false);
      assert.deepEqual(await picturesInMdx(text), [picture], text);
      const written = 'import a from "b"';
      assert.equal(
        (await textsInMdx(text)).some((part) => part.includes(written)),
        false,
        text,
      );
    });
  }

  test('is read by Pandoc as it was given', async () => {
    const writer = await languageNamed('R Markdown').loadWriter();
    const numRuns = countOf({ sample: 400, full: 5000 });
    const pictures = fc
      .sample(fc.record({ altText, path }), numRuns)
      .map((picture) => ({ ...picture, altText: storable(picture.altText) }));
    const texts = pictures.map((picture) => inserted('A fox\n', 5, writer, picture));
    assert.deepEqual(
      await picturesInPandoc(texts.join('\n* * *\n\n')),
      pictures.map((picture) => ({ path: picture.path, altText: picture.altText })),
    );
  });

  test('keeps a whole URI as it is', async () => {
    for (const name of ['Markdown', 'MDX', 'Quarto']) {
      const writer = await languageNamed(name).loadWriter();
      const text = inserted('', 0, writer, { altText: 'a', path: 'vscode-remote://h/a%20b.png' });
      assert.equal(text, '![a](vscode-remote://h/a%20b.png)');
    }
  });
});
