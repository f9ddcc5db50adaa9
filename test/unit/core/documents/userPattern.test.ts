import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { fc } from '../../../support/propertyTests.ts';
import { planInsertion, textOf } from '../../../../src/core/documents/insertion.ts';
import { languageOf } from '../../../../src/core/documents/languageTable.ts';
import { userLanguage, userPatternOf } from '../../../../src/core/documents/userPattern.ts';
import { countOf } from '../../../support/testLength.ts';

const atStart = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
const noLines = { lineCount: 1, lineAt: () => '' };

async function written(pattern: string, altText: string, path: string): Promise<string> {
  const writer = await userLanguage(pattern, 'wiki', undefined).loadWriter();
  const pictures = [{ altText, path }];
  return textOf(planInsertion({ writer, lines: noLines, selection: atStart, pictures }).parts);
}

const patterns = [
  'image::${path}[${alt}]',
  '!${path}(${alt})!',
  '[[File:${path}|alt=${alt}]]',
  'img(src="${path}", alt="${alt}")',
  '<Picture alt="${alt}" src="${path}" />',
  "<img src='${path}' alt='${alt}'>",
  '.. image:: ${path}\n   :alt: ${alt}',
  'picture ${path} as ${alt}',
  '{{${path}}}',
];

describe("The user's pattern", () => {
  for (const pattern of patterns) {
    test(`${JSON.stringify(pattern)} finds what it has written`, async () => {
      const find = await userLanguage(pattern, 'wiki', undefined).loadFinder();
      const text = fc
        .string({ unit: 'grapheme', minLength: 1, maxLength: 30 })
        .map((words) => words.replace(/[\r\n\u2028\u2029]/g, ' ').toWellFormed());
      const file = text.filter(
        (path) => path.trim() !== '' && !/^(?:[a-z][\w+.-]+:|\/\/)/i.test(path),
      );
      await fc.assert(
        fc.asyncProperty(text, file, async (altText, path) => {
          const source = await written(pattern, altText, path);
          for (const surrounded of [
            source,
            `words\r\n${source.replaceAll('\n', '\r\n')}\r\nmore`,
          ]) {
            const [found] = find(surrounded);
            assert.equal(found?.path, path, source);
            if (pattern.includes('${alt}')) assert.equal(found?.altText, altText, source);
          }
        }),
        { numRuns: countOf({ sample: 150, full: 3000 }) },
      );
    });
  }

  test('selects the alt text, and leaves a decorative one empty', async () => {
    const writer = await userLanguage(patterns[0]!, 'wiki', undefined).loadWriter();
    const plan = (altText: string) =>
      planInsertion({
        writer,
        lines: noLines,
        selection: atStart,
        pictures: [{ altText, path: 'a.png' }],
      }).parts;
    assert.deepEqual(plan('fox'), ['image::a.png[', { altText: 'fox' }, ']']);
    assert.deepEqual(plan(''), ['image::a.png[]']);
  });

  test('stands where the language that it is for has its pictures', async () => {
    const markdown = languageOf({ languageId: 'markdown', fileName: 'a.md' })!;
    const writer = await userLanguage('{% img ${path} %}', 'markdown', markdown).loadWriter();
    const { place } = await markdown.loadWriter();
    assert.equal(writer.place, place);
  });

  test('counts for its own language only', () => {
    const setting = { wiki: patterns[0] };
    assert.equal(userPatternOf(setting, 'wiki'), patterns[0]);
    assert.equal(userPatternOf(setting, 'toString'), undefined);
    assert.equal(userPatternOf(undefined, 'wiki'), undefined);
  });

  const wrong: readonly [pattern: unknown, message: RegExp][] = [
    [7, /is not a text/],
    ['image', /must contain \$\{path\} exactly once/],
    ['a${path}b${path}', /exactly once/],
    ['${path}', /begin with a text/],
    ['  ${path}', /begin with a text/],
    ['a${path}${alt}', /between/],
    ['a${path}b${alt}c${alt}', /only once/],
  ];
  for (const [pattern, message] of wrong) {
    test(`${JSON.stringify(pattern)} is refused by name`, () => {
      assert.throws(
        () => userPatternOf({ wiki: pattern }, 'wiki'),
        (error: Error) => {
          assert.match(error.message, /^fluxKlein\.imagePatterns has a pattern for wiki/);
          assert.match(error.message, message);
          return true;
        },
      );
    });
  }

  test('that is no object of patterns is refused', () => {
    assert.throws(() => userPatternOf('a', 'wiki'), /fluxKlein\.imagePatterns must be an object/);
  });

  test('finds nothing in a text of nothing but beginnings, and that takes no age', async () => {
    const find = await userLanguage('!${path}|${alt}!', 'wiki', undefined).loadFinder();
    assert.equal(find('!'.repeat(20_000)).length, 0);
    assert.equal(find('!a'.repeat(20_000)).length, 0);
  });
});

test('a pattern of a length that nobody needs is refused', () => {
  const patterns = { x: `${'a'.repeat(500)}\${path}` };
  assert.throws(() => userPatternOf(patterns, 'x'), /longer than 500 characters/);
});

test('finding takes time in proportion to the text, whatever pattern and text are', async () => {
  const pairs = [
    ['a${path}]', 'a'],
    ['a${path}b${alt}c', 'ab'],
    ['a${alt}b${path}c', 'ab'],
    ['a${path}b${alt}c', 'ab\\'],
    ['\\${path}b${alt}c', '\\b'],
    ['\\${alt}b${path}c', '\\'],
    ['\\${alt}b${path}c', '\\\\\\b'],
    ['<a ${path}"${alt}\n', '<a '],
    [`${'a'.repeat(240)}${'b'.repeat(240)}\${path}]`, 'a'],
    ['a\n${path}\n${alt}]', 'a\n'],
  ] as const;
  for (const [pattern, piece] of pairs) {
    const find = await userLanguage(pattern, 'x', undefined).loadFinder();
    const text = piece.repeat(Math.ceil(1_000_000 / piece.length));
    const before = process.threadCpuUsage();
    find(text);
    const { user, system } = process.threadCpuUsage(before);
    const tookMs = (user + system) / 1000;
    assert.ok(tookMs < 2000, `${JSON.stringify(pattern)} took ${tookMs} ms`);
  }
});
