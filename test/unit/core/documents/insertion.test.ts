import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { fc } from '../../../support/propertyTests.ts';
import type { DocumentLines } from '../../../../src/core/documents/blockReader.ts';
import type { PictureToWrite } from '../../../../src/core/documents/documentLanguage.ts';
import { planInsertion, type InsertionPlan } from '../../../../src/core/documents/insertion.ts';
import type { TextSelection } from '../../../../src/core/documents/textSelection.ts';
import { pictureWriter as writer } from '../../../../src/core/documents/markdown/markdownWriter.ts';
import { shiftOffset } from '../../../../src/core/documents/shiftOffset.ts';
import { countOf } from '../../../support/testLength.ts';
import { containersAt, imagesIn, structureOf } from './readMarkdown.ts';

const linesOf = (text: string) => {
  const lines = text.split('\n');
  return { lineCount: lines.length, lineAt: (line: number) => lines[line]! };
};

const written = (plan: InsertionPlan): string =>
  plan.parts.map((part) => (typeof part === 'string' ? part : part.altText)).join('');

function applied(text: string, plan: InsertionPlan): string {
  const lines = text.split('\n');
  const { line, character } = plan.position;
  assert.ok(line < lines.length && character <= lines[line]!.length, 'the position exists');
  lines[line] = lines[line]!.slice(0, character) + written(plan) + lines[line]!.slice(character);
  return lines.join('\n');
}

/** What is inserted where nobody put a cursor. */
function planAppending(lines: DocumentLines, pictures: readonly PictureToWrite[]): InsertionPlan {
  const line = lines.lineCount - 1;
  const selection = cursorAt(line, lines.lineAt(line).length);
  return planInsertion({ writer, lines, selection, isAtEnd: true, pictures });
}

const cursorAt = (line: number, character: number): TextSelection => ({
  start: { line, character },
  end: { line, character },
});

const one: PictureToWrite[] = [{ altText: 'cat', path: 'cat.webp' }];
const two: PictureToWrite[] = [...one, { altText: 'dog', path: 'dog.webp' }];

/** `‹` and `›` mark the selection, one `‹` alone the cursor. */
function insertInto(marked: string, images: readonly PictureToWrite[]): string {
  const positionOf = (offset: number) => {
    const before = text.slice(0, offset).split('\n');
    return { line: before.length - 1, character: before.at(-1)!.length };
  };
  const text = marked.replace(/[‹›]/g, '');
  const startOffset = marked.indexOf('‹');
  const endOffset = marked.includes('›') ? marked.indexOf('›') - 1 : startOffset;
  const selection = { start: positionOf(startOffset), end: positionOf(endOffset) };
  return applied(
    text,
    planInsertion({ writer, lines: linesOf(text), selection, pictures: images }),
  );
}

const bare = '![cat](cat.webp)';
const both = '![cat](cat.webp)\n\n![dog](dog.webp)';

describe('one image without a selection', () => {
  test('is inserted bare at the cursor', () => {
    assert.equal(insertInto('some ‹text', one), `some ${bare}text`);
    assert.equal(insertInto('*some ‹text*', one), `*some ${bare}text*`);
    assert.equal(insertInto('| a | ‹b |\n|-|-|', one), `| a | ${bare}b |\n|-|-|`);
    assert.equal(insertInto('- ‹\n- b', one), `- ${bare}\n- b`);
    assert.equal(insertInto('‹', one), bare);
  });

  test('is a paragraph of its own where no image is read at the cursor', () => {
    const cases: Record<string, string> = {
      '---\ntitle: ‹a\n---\n': `---\ntitle: a\n---\n\n${bare}\n`,
      '```\nco‹de\n```': `\`\`\`\ncode\n\`\`\`\n\n${bare}`,
      '<div>\n‹\n</div>': `<div>\n\n${bare}\n\n</div>`,
      '[a](b‹.html) c': `[a](b.html) c\n\n${bare}`,
      'a `co‹de` b\nc': `a \`code\` b\n\n${bare}\n\nc`,
      '![a ‹b](c.png)': `![a b](c.png)\n\n${bare}`,
      '-‹ a\n- b': `- a\n\n  ${bare}\n\n- b`,
      ':::note‹\na\n:::': `:::note\n\n${bare}\n\na\n:::`,
      '-‹--\na': `---\n\n${bare}\n\na`,
    };
    for (const [marked, expected] of Object.entries(cases)) {
      assert.equal(insertInto(marked, one), expected);
    }
  });

  test('is the one image more that a parser finds, wherever the cursor is', () => {
    const text = [
      '# Title #\n\nUnder\n---\n\n- a [b](c.md "d") ![e](f.png)\n  1. g `h`\n\n     > i <b title="j">k</b>\n',
      '* * *\n\n    indented\n\n```js\ncode\n```\n\n<div>\nhtml\n</div>\n\n<!-- a\n\nb -->\n\n[l]: m.png\n![l] ![n][l]',
      '**o** <https://p.q> \\* &amp; ***\n\n-\n- r\n',
    ].join('\n');
    const before = imagesIn(text).map(({ destination, altText }) => [destination, altText]);
    for (let offset = 0; offset <= text.length; offset++) {
      const after = insertInto(`${text.slice(0, offset)}‹${text.slice(offset)}`, one);
      const images = imagesIn(after).map(({ destination, altText }) => [destination, altText]);
      const isNew = ([destination]: string[]): boolean => destination === 'cat.webp';
      assert.deepEqual(images.filter(isNew), [['cat.webp', 'cat']], after);
      assert.deepEqual(
        images.filter((image) => !isNew(image)),
        before,
        after,
      );
    }
  });
});

describe('one image after a selection', () => {
  const cases: Record<string, [marked: string, expected: string]> = {
    'at the end of a file without a final line end': ['‹a cat›', `a cat\n\n${bare}`],
    'at the end of a file with one': ['‹a cat›\n', `a cat\n\n${bare}\n`],
    'before more text': ['‹a cat›\n\nnext', `a cat\n\n${bare}\n\nnext`],
    'in the middle of a paragraph': ['‹a cat›\nmore', `a cat\n\n${bare}\n\nmore`],
    'of a whole line': ['‹a cat\n›more', `a cat\n\n${bare}\n\nmore`],
    'of a line and the blank one below': ['‹a cat\n\n›more', `a cat\n\n${bare}\n\nmore`],
    'before a heading': ['‹a cat›\n# H', `a cat\n\n${bare}\n\n# H`],
    'in a heading': ['# ‹H›\ntext', `# H\n\n${bare}\n\ntext`],
    'in an underlined heading': ['‹H›\n---\ntext', `H\n---\n\n${bare}\n\ntext`],
    'in a heading of two lines': ['‹a›\nb\n===', `a\nb\n===\n\n${bare}`],
    'in a block quote': ['> ‹a cat›\n> more', `> a cat\n>\n> ${bare}\n>\n> more`],
    'in a block quote before text': ['> ‹a›\n\ntext', `> a\n>\n> ${bare}\n\ntext`],
    'in a lazy block quote': ['> ‹a cat›\nlazy', `> a cat\nlazy\n>\n> ${bare}`],
    'in a list item': ['- ‹a›\n- b', `- a\n\n  ${bare}\n\n- b`],
    'in an ordered item': ['  1. ‹a›\n  2. b', `  1. a\n\n     ${bare}\n\n  2. b`],
    'in a task': ['- [ ] ‹a›', `- [ ] a\n\n  ${bare}`],
    'in an item with a tab': ['-\t‹a›\n\n\tb', `-\ta\n\n    ${bare}\n\n\tb`],
    'in an item in a quote': ['> - ‹a›\n> - b', `> - a\n>\n>   ${bare}\n>\n> - b`],
    'in a quote in an item': ['1. > ‹a›\n   > b', `1. > a\n   >\n   > ${bare}\n   >\n   > b`],
    'in a nested item': ['- a\n  - ‹b›\n- c', `- a\n  - b\n\n    ${bare}\n\n- c`],
    'above a nested list': ['- ‹a›\n  - b', `- a\n\n  ${bare}\n\n  - b`],
    'in a fence': ['```js\n‹x›\n```\ntext', `\`\`\`js\nx\n\`\`\`\n\n${bare}\n\ntext`],
    'in a fence with a blank line': ['~~~\n‹a›\n\nb\n~~~', `~~~\na\n\nb\n~~~\n\n${bare}`],
    'in a fence that looks closed': [
      '````\n‹a›\n```\n````',
      `\`\`\`\`\na\n\`\`\`\n\`\`\`\`\n\n${bare}`,
    ],
    'in a fence in an item': ['- ```\n  ‹a›\n  ```', `- \`\`\`\n  a\n  \`\`\`\n\n  ${bare}`],
    'in a fence that nothing closes': ['x\n```\n‹a›\nb', `x\n\n${bare}\n\n\`\`\`\na\nb`],
    'in a fence that its quote closes': ['> ```\n> ‹a›\nb', `> \`\`\`\n> a\n\n${bare}\n\nb`],
    'in a fence that its item closes': ['> - ```\n>   ‹a›', `> - \`\`\`\n>   a\n> ${bare}`],
    'in a fence of an item that nothing closes': [
      '- a\n  ```\n  ‹b›\n- c',
      `- a\n\n  ${bare}\n\n  \`\`\`\n  b\n- c`,
    ],
    'in a table': [
      '| a | b |\n|---|:-:|\n| ‹1› | 2 |\n| 3 | 4 |\n\nx',
      `| a | b |\n|---|:-:|\n| 1 | 2 |\n| 3 | 4 |\n\n${bare}\n\nx`,
    ],
    'in the head of a table': ['a | ‹b›\n--|--\n1 | 2\n', `a | b\n--|--\n1 | 2\n\n${bare}\n`],
    'above a table': ['‹x›\n|a|\n|-|\n|1|', `x\n\n${bare}\n\n|a|\n|-|\n|1|`],
    'in a table in a quote': [
      '> a | ‹b›\n> --|--\n> 1 | 2',
      `> a | b\n> --|--\n> 1 | 2\n>\n> ${bare}`,
    ],
    'in attributes of lines': ['![a](b.png){\n‹.c›\n}\nd', `![a](b.png){\n.c\n}\nd\n\n${bare}`],
    'in HTML': ['<div>\n‹a›\n</div>\n\nx', `<div>\na\n</div>\n\n${bare}\n\nx`],
    'in a comment': ['<!--\n‹a›\n\nb -->\nx', `<!--\na\n\nb -->\n\n${bare}\n\nx`],
    'in a comment that nothing closes': ['<!--\n‹a›\n', `${bare}\n\n<!--\na\n`],
    'in front matter': ['---\nt: ‹a›\n---\nx', `---\nt: a\n---\n\n${bare}\n\nx`],
    'in indented code': ['    ‹a›\n\n    b\n\nx', `    a\n\n    b\n\n${bare}\n\nx`],
    'before a number that would begin a list': ['‹a›\n2. b', `a\n2. b\n\n${bare}`],
    'before an indented line': ['‹a›\n      b', `a\n      b\n\n${bare}`],
    'within emphasis': ['*‹a›\nb*\nc', `*a\nb*\nc\n\n${bare}`],
    'within a code span': ['`‹a›\nb` c', `\`a\nb\` c\n\n${bare}`],
    'within a link': ['[‹a›\nb](c)', `[a\nb](c)\n\n${bare}`],
    'at a hard line break': ['‹a›\\\nb', `a\\\nb\n\n${bare}`],
    'in a formula': ['$$\n‹a›\n$$', `$$\na\n$$\n\n${bare}`],
    'beside a stray asterisk': ['‹2 * 3›\nb', `2 * 3\n\n${bare}\n\nb`],
  };
  for (const [name, [marked, expected]] of Object.entries(cases)) {
    test(name, () => assert.equal(insertInto(marked, one), expected));
  }
});

test('where nothing is left of what was selected, the image still gets its paragraph', () => {
  const lines = linesOf('a\nb');
  const plan = planInsertion({
    writer,
    lines,
    selection: cursorAt(0, 1),
    wasSelected: true,
    pictures: one,
  });
  assert.equal(applied('a\nb', plan), `a\n\n${bare}\n\nb`);
});

describe('images at the end of a document', () => {
  const cases: Record<string, [text: string, expected: string]> = {
    'that is empty': ['', both],
    'with a final line end': ['a\n', `a\n\n${both}\n`],
    'without one': ['a', `a\n\n${both}`],
    'with blank lines': ['a\n\n\n', `a\n\n\n${both}\n`],
    'with spaces on the last line': ['a\n\n  ', `a\n\n${both}\n  `],
    'that ends in a list': ['- a\n- b\n', `- a\n- b\n\n${both}\n`],
    'that ends in a list without a line end': ['- a', `- a\n\n${both}`],
    'that ends in a quote': ['> a\n', `> a\n\n${both}\n`],
    'that ends in a quote without a line end': ['> a', `> a\n\n${both}`],
    'that ends in a heading': ['# a', `# a\n\n${both}`],
    'that ends in a table': ['|a|\n|-|\n|1|\n', `|a|\n|-|\n|1|\n\n${both}\n`],
    'that ends in code': ['```\na\n```', `\`\`\`\na\n\`\`\`\n\n${both}`],
    'that ends in code that nothing closes': ['x\n```\na\n', `x\n\n${both}\n\n\`\`\`\na\n`],
    'that is front matter': ['---\na: b\n---\n', `---\na: b\n---\n\n${both}\n`],
  };
  for (const [name, [text, expected]] of Object.entries(cases)) {
    test(name, () => assert.equal(applied(text, planAppending(linesOf(text), two)), expected));
  }
});

describe('several images without a selection', () => {
  const cases: Record<string, [marked: string, expected: string]> = {
    'in an empty file': ['‹', both],
    'on a blank line between blank lines': ['a\n\n‹\n\nb', `a\n\n${both}\n\nb`],
    'on the only blank line': ['a\n‹\nb', `a\n\n${both}\n\nb`],
    'on a line of spaces': ['a\n\n    ‹\nb', `a\n\n${both}\n    \nb`],
    'in the middle of a line': ['so‹me\nb', `some\n\n${both}\n\nb`],
    'on a blank line after a list': ['- a\n\n‹', `- a\n\n${both}`],
    'on a blank line in a list': [
      '- a\n‹\n- b',
      '- a\n\n  ![cat](cat.webp)\n\n  ![dog](dog.webp)\n\n- b',
    ],
    'on a blank line in an item': [
      '- a\n‹\n  b',
      '- a\n\n  ![cat](cat.webp)\n\n  ![dog](dog.webp)\n\n  b',
    ],
    'on a blank line of a quote': [
      '> a\n> ‹\n> b',
      '> a\n> \n> ![cat](cat.webp)\n>\n> ![dog](dog.webp)\n>\n> b',
    ],
    'in an empty item': ['- a\n- ‹', '- a\n- ![cat](cat.webp)\n\n  ![dog](dog.webp)'],
    'in an empty item without a space': [
      '1.‹\n2. b',
      '1. ![cat](cat.webp)\n\n   ![dog](dog.webp)\n\n2. b',
    ],
    'on the first line after front matter': ['---\na: b\n---\n‹', `---\na: b\n---\n\n${both}`],
  };
  for (const [name, [marked, expected]] of Object.entries(cases)) {
    test(name, () => assert.equal(insertInto(marked, two), expected));
  }
});

describe('the parts', () => {
  const planFor = (images: readonly PictureToWrite[]): InsertionPlan =>
    planInsertion({
      writer,
      lines: linesOf('x'),
      selection: cursorAt(0, 1),
      pictures: images,
    });

  test('hold the first alt text, escaped, apart from the rest', () => {
    const images = [{ altText: 'a [b]', path: 'b.png' }, ...one];
    assert.deepEqual(planFor(images).parts, [
      '\n\n![',
      { altText: 'a \\[b\\]' },
      '](b.png)\n\n![cat](cat.webp)',
    ]);
  });

  test('are one text where the first image is decorative', () => {
    assert.deepEqual(planFor([{ altText: '', path: 'b.png' }]).parts, ['![](b.png)']);
  });
});

const contents = [
  'plain text',
  'more words here',
  '*emphasis* and `code`',
  '**opens',
  'closes**',
  '`open',
  'close`',
  '[link',
  'text](x)',
  'hard\\',
  'soft  ',
  '# heading',
  '## h ##',
  '===',
  '---',
  '***',
  '```',
  '~~~',
  '````js',
  '<div>',
  '</div>',
  '<!-- c',
  'c -->',
  '<b>',
  '    code',
  '\tcode',
  '',
  '',
  '',
  '',
  '1. one',
  '2. two',
  '- item',
  '* star',
  '-',
  '- ',
  '-     deep',
  '+ [ ] task',
  '10) ten',
  '> quote',
  '>tight',
  '>',
  '>> double',
  'a\\`b',
  '- - nested',
  '> - both',
  '- > both',
  '-\ttab',
  '>\ttab',
  '<x',
  '&amp; entity',
  '  two spaces',
  '   three',
  '1.',
  '[ref]: /url',
  '[ref]',
];
const indents = ['', '', '', '  ', '   ', '    ', '> ', '> > ', '>   ', '\t', '      '];

const documents = fc
  .array(fc.tuple(fc.constantFrom(...indents), fc.constantFrom(...contents)), { maxLength: 14 })
  .map((lines) => lines.map(([indent, content]) => indent + content).join('\n'))
  // Front matter is no Markdown, so the parser that judges here does not know it.
  .filter((text) => !/^---[ \t]*(?:\n|$)/.test(text));

const places = documents.chain((text) =>
  fc.record({
    text: fc.constant(text),
    line: fc.nat(text.split('\n').length - 1),
    isSelected: fc.boolean(),
    count: fc.integer({ min: 1, max: 3 }),
  }),
);

test('in any document, paragraphs get into the right container and nothing else changes', () => {
  fc.assert(
    fc.property(places, ({ text, line, isSelected, count }) => {
      const lines = linesOf(text);
      const { length } = lines.lineAt(line);
      const selection = {
        start: { line, character: 0 },
        end: { line, character: isSelected ? length : 0 },
      };
      if (count === 1 && (!isSelected || length === 0)) return;
      const images = Array.from({ length: count }, (_, i) => ({
        altText: `alt ${i}`,
        path: `inserted-${i}.webp`,
      }));
      const after = applied(text, planInsertion({ writer, lines, selection, pictures: images }));
      const isInserted = (destination: string): boolean => destination.startsWith('inserted-');
      const found = imagesIn(after).filter(({ destination }) => isInserted(destination));
      const problem = `\n--- before, line ${line}\n${text}\n--- after\n${after}\n---`;
      assert.deepEqual(
        found.map(({ altText, destination }) => ({ altText, path: destination })),
        images,
        problem,
      );
      assert.ok(
        found.every((image) => image.isAloneInParagraph),
        problem,
      );
      assert.equal(structureOf(after, isInserted), structureOf(text), problem);
      const containers = containersAt(text, line);
      const isUnclosed = /```|~~~|<!--/.test(text);
      if (containers && !isUnclosed && lines.lineAt(line).trim() !== '') {
        assert.deepEqual(found[0]!.path, containers, problem);
      }
    }),
    { numRuns: countOf({ sample: 5000, full: 100_000 }) },
  );
});

describe('a place in a changing document', () => {
  const change = (rangeOffset: number, rangeLength: number, text: string) => ({
    rangeOffset,
    rangeLength,
    text,
  });
  test('moves with what happens before it', () => {
    assert.equal(shiftOffset(10, change(0, 0, 'abc')), 13);
    assert.equal(shiftOffset(10, change(2, 3, '')), 7);
    assert.equal(shiftOffset(10, change(2, 3, 'abcd')), 11);
  });
  test('is pushed on by what is inserted exactly there', () => {
    assert.equal(shiftOffset(10, change(10, 0, 'abc')), 13);
  });
  test('stays where the change is behind it or only touches it', () => {
    assert.equal(shiftOffset(10, change(11, 5, '')), 10);
    assert.equal(shiftOffset(10, change(10, 5, 'x')), 10);
    assert.equal(shiftOffset(10, change(5, 5, '')), 5);
  });
  test('is gone where both sides of it are replaced', () => {
    assert.equal(shiftOffset(10, change(9, 2, '')), undefined);
    assert.equal(shiftOffset(10, change(0, 20, 'x')), undefined);
  });
});
