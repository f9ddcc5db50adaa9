import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parse, walk } from 'css-tree';
import { fc } from '../../../../support/propertyTests.ts';
import { findPictures } from '../../../../../src/core/documents/web/cssPictures.ts';
import { pictureWriter as writer } from '../../../../../src/core/documents/web/cssWriter.ts';
import { pathOfUrl } from '../../../../../src/core/documents/web/urlPath.ts';
import { countOf } from '../../../../support/testLength.ts';
import { fixtureVariants } from './fixture.ts';
import { hostilePaths } from './hostileTexts.ts';
import { insertAt, insertMarked } from './insertMarked.ts';
import { urlsInCss } from './readHtml.ts';
import { shippedFiles } from './shippedFiles.ts';

const paths = (text: string): string[] => findPictures(text).map(({ path }) => path);
const expected = (text: string): (string | undefined)[] => urlsInCss(text).map(pathOfUrl);

describe('what css-tree sees in CSS is what is found', () => {
  for (const [name, text] of fixtureVariants('css/everyForm.css.txt')) {
    test(`in every form, ${name}`, () => assert.deepEqual(paths(text), expected(text)));
  }
  for (const [path, text] of shippedFiles(['.css'], 12)) {
    test(path, () => assert.deepEqual(paths(text), expected(text)));
  }
});

test('a picture is where it says', () => {
  const text = 'a { b: url( "x\\20y.png" ), url(  z.png  ); c: image-set("1.png" 1x) }';
  assert.deepEqual(
    findPictures(text).map(({ start, end, pathStart, pathEnd }) => [
      text.slice(start, end),
      text.slice(pathStart, pathEnd),
    ]),
    [
      ['url( "x\\20y.png" )', 'x\\20y.png'],
      ['url(  z.png  )', 'z.png'],
      ['"1.png"', '1.png'],
    ],
  );
});

test('what css-tree does not know of is read as CSS says', () => {
  assert.deepEqual(paths('a { b: u\\72l(1.png), \\75rl("2.png") }'), ['1.png', '2.png']);
  assert.deepEqual(paths('a { b: c; .d { e: url(1.png) } }'), ['1.png']);
});

test('what preprocessors and bundlers make of a path is left alone', () => {
  const scss = `
    // url(in-line-comment.png) and don't end here
    $base: "a"; // { url(
    .a { background: url("#{$base}/b.png"), url(#{$base}/c.png), url($d), url($base + "e.png"); }
    .f { background: url("http://x.y/g.png"); /* // */ background: url(//x.y/h.png); }
    .i { @include picture(url("found.png")); width: calc(1px*2)/2; } // url(no.png)`;
  assert.deepEqual(paths(scss), ['http://x.y/g.png', '//x.y/h.png', 'found.png']);
  const less = `
    @base: "a";
    .a { background: url("@{base}/b.png"), url(@{base}/c.png), url(@d); .mixin(url("found.png"); 2); }
    .e { background: url(~package/f.png), url("~@/g.png"), url(@/h.png), url("@alias/i.png"); }`;
  assert.deepEqual(paths(less), ['found.png']);
});

const pieces = [
  'a',
  '{',
  '}',
  ';',
  ':',
  '(',
  ')',
  ',',
  '"',
  "'",
  '\\',
  '\n',
  '\r\n',
  ' ',
  '/*',
  '*/',
  '//',

  'url(',
  'url(x.png)',
  'url("y.png")',
  "url('z.png'",
  'image-set(',
  '@import ',
  '@media ',
  '#{',
  '@{',
  '<!--',
  '-->',
  '\0',
  '😀',
  '\\20 ',
  '.png',
  '!',
  '&',
  'U+26',
  '--x:',
];

test('broken style sheets are read without a failure, and what is found is there', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 30 }), (parts) => {
      const text = parts.join('');
      for (const { start, end, pathStart, pathEnd } of findPictures(text)) {
        assert.ok(0 <= start && start <= pathStart && pathStart <= pathEnd && pathEnd <= end);
        assert.ok(end <= text.length);
      }
    }),
    { numRuns: countOf({ sample: 2000, full: 50_000 }) },
  );
});

describe('a picture in CSS', () => {
  const one = 'url("a.png")';
  const property = `background-image: ${one};`;
  const pictures = [{ altText: 'A', path: 'a.png' }];
  const rule = `.picture {\n  ${property}\n}`;
  const cases: Record<string, [marked: string, expected: string]> = {
    'in a value': ['a { background: ‹; }', `a { background: ${one}; }`],
    'in the middle of a value': [
      'a { background: red ‹ repeat }',
      `a { background: red ${one} repeat }`,
    ],
    'in a function of a value': ['a { b: image-set(‹ 1x); }', `a { b: image-set(${one} 1x); }`],
    'in a block': ['a {\n  ‹\n}', `a {\n  ${property}\n}`],
    'in an empty block': ['a {‹}', `a {\n  ${property}\n}`],
    'at the end of a declaration': [
      'a {\n  color: red;‹\n}',
      `a {\n  color: red;\n  ${property}\n}`,
    ],
    'after a comment': [
      'a {\n\tcolor: red; /* b */‹\n}',
      `a {\n\tcolor: red; /* b */\n\t${property}\n}`,
    ],
    'after a selection': [
      'a {\n  color: ‹red›;\n  b: c;\n}',
      `a {\n  color: red;\n  ${property}\n  b: c;\n}`,
    ],
    'after a declaration without a semicolon': [
      'a {\n  color: ‹red›\n}',
      `a {\n  color: red;\n  ${property}\n}`,
    ],
    'from a name of a property': ['a {\n  col‹or: red;\n}', `a {\n  color: red;\n  ${property}\n}`],
    'from a string': ['a {\n  content: "x‹y";\n}', `a {\n  content: "xy";\n  ${property}\n}`],
    'from a selector': ['a‹, b:hover {\n  c: d;\n}', `a, b:hover {\n  ${property}\n  c: d;\n}`],
    'in a nested rule': [
      'a {\n  &:hover {\n    ‹\n  }\n}',
      `a {\n  &:hover {\n    ${property}\n  }\n}`,
    ],
    'in an empty sheet': ['‹', rule],
    'between rules': ['a {}\n‹\nb {}', `a {}\n\n${rule}\n\nb {}`],
    'after an import': ['@import "a";‹\n', `@import "a";\n\n${rule}\n`],
    'from before an import': [
      '‹\n@charset "utf-8";\n@import "a";\n',
      `\n@charset "utf-8";\n@import "a";\n\n${rule}\n`,
    ],
    'in a group of rules': [
      '@media print {\n  ‹\n}',
      '@media print {\n  .picture {\n    ' + property + '\n  }\n}',
    ],
    'from a group’s condition': ['@media pri‹nt {\n}\n', `@media print {\n}\n\n${rule}\n`],
    'in a mixin': ['@mixin a {\n  ‹\n}', `@mixin a {\n  ${property}\n}`],
    'after a line comment': ['a {\n  // it’s‹\n}', `a {\n  // it’s\n  ${property}\n}`],
  };
  for (const [name, [marked, after]] of Object.entries(cases)) {
    test(name, () => assert.equal(insertMarked(marked, { writer, pictures }), after));
  }
  const both = [...pictures, { altText: 'B', path: 'b.png' }];
  test('is a layer of one background where there are several', () => {
    assert.equal(
      insertMarked('a {\n  color: red;‹\n}', { writer, pictures: both }),
      `a {\n  color: red;\n  background-image: ${one},\n    url("b.png");\n}`,
    );
  });
  test('goes to the end of the sheet where nobody put a cursor', () => {
    const options = { writer, pictures, isAtEnd: true };
    assert.equal(insertMarked('a {\n  b: c;\n}\n‹', options), `a {\n  b: c;\n}\n\n${rule}\n`);
  });
});

test('what is written reads back, by css-tree and by the finder', () => {
  fc.assert(
    fc.property(hostilePaths, (path) => {
      const css = insertMarked('a { b: ‹; }', { writer, pictures: [{ altText: 'x', path }] });
      const [url, ...others] = urlsInCss(css);
      assert.deepEqual(others, []);
      assert.equal(decodeURIComponent(url!), path.toWellFormed());
      assert.deepEqual(paths(css), [path.toWellFormed()]);
    }),
    { numRuns: countOf({ sample: 2000, full: 50_000 }) },
  );
});

const sheets = fc
  .letrec<{ statement: string; statements: string }>((tie) => ({
    statement: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      fc.constantFrom(
        'color: red;',
        'content: "a;}b";',
        '/* c; } */',
        'background: url(x.png) 0 0;',
      ),
      tie('statements').map((inner) => `&:hover, b {\n${inner}\n}`),
      tie('statements').map((inner) => `& .c{${inner}}`),
      tie('statements').map((inner) => `@media (min-width: 1px) {\n${inner}\n}`),
    ),
    statements: fc.array(tie('statement'), { maxLength: 3 }).map((all) => all.join('\n')),
  }))
  .statements.map(
    (inner) => `@import "a.css";\na {\n${inner}\n}\n@font-face { font-family: x }\nb { c: d }\n`,
  );

test('wherever pictures go, all of them are there and no declaration is lost', () => {
  const placed = sheets.chain((text) =>
    fc.tuple(
      fc.constant(text),
      fc.nat(text.length),
      fc.nat(text.length),
      fc.integer({ min: 1, max: 2 }),
    ),
  );
  const declarations = (css: string): string[] => {
    const found: string[] = [];
    walk(
      parse(css, {
        positions: true,
        onParseError: (error) => assert.fail(`${error.message}\n${css}`),
      }),
      (node) => {
        if (node.type === 'Declaration') found.push(node.property);
      },
    );
    return found.sort();
  };
  fc.assert(
    fc.property(placed, fc.boolean(), ([text, a, b, count], isBare) => {
      const [start, end] = isBare ? [a, a] : [Math.min(a, b), Math.max(a, b)];
      const pictures = Array.from({ length: count }, (_, i) => ({
        altText: '',
        path: `new-${i}.png`,
      }));
      const after = insertAt(text, start, end, { writer, pictures });
      const added = paths(after).filter((path) => path.startsWith('new-'));
      assert.deepEqual(
        added,
        pictures.map(({ path }) => path),
        after,
      );
      const left = declarations(after);
      for (const property of declarations(text)) {
        const index = left.indexOf(property);
        assert.ok(index >= 0, `${property} is still there:\n${after}`);
        left.splice(index, 1);
      }
      assert.ok(left.every((property) => property === 'background-image') && left.length <= 1);
    }),
    { numRuns: countOf({ sample: 1000, full: 20_000 }) },
  );
});
