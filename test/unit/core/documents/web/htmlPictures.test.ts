import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { fc } from '../../../../support/propertyTests.ts';
import { findPictures } from '../../../../../src/core/documents/web/htmlPictures.ts';
import { pictureWriter as writer } from '../../../../../src/core/documents/web/htmlWriter.ts';
import { pathOfUrl } from '../../../../../src/core/documents/web/urlPath.ts';
import { countOf } from '../../../../support/testLength.ts';
import { fixtureVariants } from './fixture.ts';
import { asWritten, hostilePaths, hostileTexts } from './hostileTexts.ts';
import { insertAt, insertMarked } from './insertMarked.ts';
import { outlineOfHtml, picturesInHtml, type ReadPicture } from './readHtml.ts';
import { shippedFiles } from './shippedFiles.ts';

const summary = (text: string) =>
  findPictures(text)
    .map(({ path, altText, caption }) => ({ path, altText, caption }))
    .sort(byPath);

const expected = (pictures: readonly ReadPicture[]) =>
  pictures
    .map(({ url, altText, caption }) => ({ path: pathOfUrl(url), altText, caption }))
    .sort(byPath);

const byPath = (a: { path?: string | undefined }, b: { path?: string | undefined }): number =>
  String(a.path) < String(b.path) ? -1 : String(a.path) > String(b.path) ? 1 : 0;

describe('what parse5 sees in HTML is what is found', () => {
  for (const [name, text] of fixtureVariants('html/everyForm.html.txt')) {
    test(`in every form, ${name}`, () => {
      assert.deepEqual(summary(text), expected(picturesInHtml(text)));
    });
  }
  for (const [path, text] of shippedFiles(['.html'], 12)) {
    test(path, () => assert.deepEqual(summary(text), expected(picturesInHtml(text))));
  }
});

const pieces = [
  '<div>',
  '</div>',
  '<p>',
  '</p>',
  '<b>',
  '</b>',
  '<span class="x">',
  '</span>',
  '<br>',
  '<ul>',
  '<li>',
  '</li>',
  '</ul>',
  '<table>',
  '<tr>',
  '<td>',
  '</td>',
  '</tr>',
  '</table>',
  '<figure>',
  '<figcaption>',
  '</figcaption>',
  '</figure>',
  '<picture>',
  '</picture>',
  '<pre>',
  '</pre>',
  '<template>',
  '</template>',
  '<svg>',
  '</svg>',
  '<select>',
  '</select>',
  '<!--',
  '-->',
  '<!',
  '<?',
  '</',
  '<',
  '>',
  '"',
  "'",
  '=',
  '&amp;',
  '/>',
  '<a b="',
  '<a b=',
  '<script>',
  '</script>',
  '<style>',
  '</style>',
  '<textarea>',
  '</textarea>',
  '<title>',
  '<img src="a.png" alt="x">',
  '<img src=b.png>',
  "<IMG SRC='c.png' alt>",
  'url(d.png)',
  '<img srcset="e.png 1x, f.png 2x">',
  '<p style="background:url(g.png)">',
  '<base href="x/">',
  'text',
  ' ',
  '\n',
  '\r\n',
  '\t',
  '\0',
  '😀',
];

test('broken documents are read without a failure, and what is found is there', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 30 }), (parts) => {
      const text = parts.join('');
      const found = findPictures(text);
      for (const { start, end, pathStart, pathEnd, path } of found) {
        assert.ok(0 <= start && start <= pathStart && pathStart <= pathEnd && pathEnd <= end);
        assert.ok(end <= text.length);
        assert.ok(path.endsWith(text.slice(pathStart, pathEnd)), `${path} is where it says`);
      }
      const offsets = found.map(({ pathStart }) => pathStart);
      assert.deepEqual(
        offsets,
        offsets.toSorted((a, b) => a - b),
      );
    }),
    { numRuns: countOf({ sample: 2000, full: 50_000 }) },
  );
});

test('paths follow the first base of the document, wherever that stands', () => {
  const paths = (base: string): string[] =>
    findPictures(
      `<img src=a.png><base target=x>${base}<img src=/b.png><img src=https://c.d/e.png>`,
    ).map(({ path }) => path);
  const others = ['/b.png', 'https://c.d/e.png'];
  assert.deepEqual(paths('<base href="assets/x.html"><base href=no/>'), [
    'assets/a.png',
    ...others,
  ]);
  assert.deepEqual(paths('<base href="/">'), ['/a.png', ...others]);
  assert.deepEqual(paths('<base href="https://c.d/e/">'), ['https://c.d/e/a.png', ...others]);
  assert.deepEqual(paths('<template><base href="no/"></template>'), ['a.png', ...others]);
});

test('a block of code is left alone, escaped or not', () => {
  assert.deepEqual(findPictures('<pre class=x><code><img src=a.png alt=x></code></pre>'), []);
  assert.equal(findPictures('<pre><img src=a.png></pre><code><img src=b.png></code>').length, 2);
});

test('a picture says what its tag says', () => {
  const text =
    '<p>\n<img width="300" height=200px title="16:9 seed=7" src=" a%20b.png?c#d " alt="x &amp; y">';
  assert.deepEqual(findPictures(text), [
    {
      start: 4,
      end: text.length,
      pathStart: text.indexOf('a%20'),
      pathEnd: text.indexOf(' " alt'),
      path: 'a b.png',
      altText: 'x & y',
      title: '16:9 seed=7',
      width: 300,
      height: 200,
    },
  ]);
});

test('what is written reads back, by parse5 and by the finder', () => {
  fc.assert(
    fc.property(hostileTexts, hostilePaths, (altText, path) => {
      const html = insertMarked('<p>‹</p>', { writer, pictures: [{ altText, path }] });
      const [picture, ...others] = picturesInHtml(html);
      assert.deepEqual(others, []);
      assert.equal(picture!.altText ?? '', asWritten(altText));
      assert.equal(decodeURIComponent(picture!.url), path.toWellFormed());
      assert.equal(
        outlineOfHtml(html, () => true),
        outlineOfHtml('<p></p>', () => true),
      );
      const [found] = findPictures(html);
      assert.equal(found?.path, path.toWellFormed());
      assert.equal(found?.altText, asWritten(altText));
    }),
    { numRuns: countOf({ sample: 2000, full: 50_000 }) },
  );
});

describe('a picture in HTML', () => {
  const one = '<img src="a.png" alt="A">';
  const two = '<img src="b.png" alt="B">';
  const cases: Record<string, [marked: string, expected: string]> = {
    'at a cursor in text': ['<p>so‹me</p>', `<p>so${one}me</p>`],
    'on an empty line': ['<div>\n  ‹\n</div>', `<div>\n  ${one}\n</div>`],
    'in an empty document': ['‹', one],
    'after a selection': [
      '<div>\n  <p>‹a fox›</p>\n</div>',
      `<div>\n  <p>a fox</p>\n  ${one}\n</div>`,
    ],
    'after a whole selected line': ['<p>‹a</p>\n›<p>b</p>', `<p>a</p>\n${one}\n<p>b</p>`],
    'with tabs': ['<div>\n\t<p>‹a›</p>\n</div>', `<div>\n\t<p>a</p>\n\t${one}\n</div>`],
    'from within a tag': ['<p cla‹ss="a > b">x</p>', `<p class="a > b">x</p>\n${one}`],
    'from within a tag of several lines': [
      '<p\n  cl‹ass="a"\n>x</p>',
      `<p\n  class="a"\n>x</p>\n${one}`,
    ],
    'from within a comment': ['<!-- a ‹\nb -->\n<p>x', `<!-- a \nb -->\n${one}\n<p>x`],
    'from within a script': [
      '<script>\n‹let a;\n</script>\n',
      `<script>\nlet a;\n</script>\n${one}\n`,
    ],
    'from within a list': [
      '<ul>\n  <li>‹a›</li>\n  <li>b</li>\n</ul>\n',
      `<ul>\n  <li>a</li>\n  <li>b</li>\n</ul>\n${one}\n`,
    ],
    'in a list item': [
      '<ul>\n  <li>\n    ‹\n  </li>\n</ul>',
      `<ul>\n  <li>\n    ${one}\n  </li>\n</ul>`,
    ],
    'from between rows': [
      '<table>\n  <tr>‹\n  </tr>\n</table>',
      `<table>\n  <tr>\n  </tr>\n</table>\n${one}`,
    ],
    'from the head': [
      '<!doctype html>\n<title>‹a›</title>\n<body>\n  <p>b\n</body>',
      `<!doctype html>\n<title>a</title>\n<body>\n  ${one}\n  <p>b\n</body>`,
    ],
    'from after the body': [
      '<html>\n<body>\n  <p>a</p>\n</body>\n</html>‹',
      `<html>\n<body>\n  <p>a</p>\n  ${one}\n</body>\n</html>`,
    ],
    'from code with lines of its own': ['<pre>\na ‹b›\n</pre>\n', `<pre>\na b\n</pre>\n${one}\n`],
    'at a cursor in code': ['<pre>\na ‹b\n</pre>', `<pre>\na ${one}b\n</pre>`],
  };
  for (const [name, [marked, after]] of Object.entries(cases)) {
    test(name, () => {
      assert.equal(
        insertMarked(marked, { writer, pictures: [{ altText: 'A', path: 'a.png' }] }),
        after,
      );
    });
  }

  const both = [
    { altText: 'A', path: 'a.png' },
    { altText: 'B', path: 'b.png' },
  ];
  test('has a line of its own where there are several', () => {
    assert.equal(
      insertMarked('<div>\n  <p>a‹b</p>\n</div>', { writer, pictures: both }),
      `<div>\n  <p>ab</p>\n  ${one}\n  ${two}\n</div>`,
    );
    assert.equal(
      insertMarked('<p>a</p>\n\n‹\n', { writer, pictures: both }),
      `<p>a</p>\n\n${one}\n${two}\n`,
    );
  });
  test('goes to the end of the body where nobody put a cursor', () => {
    const page = '<html><body>\n  <p>a</p>\n</body></html>\n';
    assert.equal(
      insertMarked(`${page}‹`, { writer, pictures: both, isAtEnd: true }),
      `<html><body>\n  <p>a</p>\n  ${one}\n  ${two}\n</body></html>\n`,
    );
    assert.equal(
      insertMarked('<p>a</p>\n‹', { writer, pictures: both, isAtEnd: true }),
      `<p>a</p>\n${one}\n${two}\n`,
    );
  });
  test('leaves its alt text apart, unless that is empty', () => {
    const write = (altText: string) =>
      writer.write(
        { altText, path: 'a.png' },
        { position: { line: 0, character: 0 }, before: '', between: '', after: '', isBlock: false },
        { lineCount: 1, lineAt: () => '' },
      );
    assert.deepEqual(write('a "b"'), [
      '<img src="a.png" alt="',
      { altText: 'a &quot;b&quot;' },
      '">',
    ]);
    assert.deepEqual(write(''), ['<img src="a.png" alt="">']);
  });
  test('may have a whole URI', () => {
    const pictures = [{ altText: '', path: 'https://a.b/c d.png?e=1&copy=2' }];
    const html = insertMarked('‹', { writer, pictures });
    assert.equal(picturesInHtml(html)[0]?.url, 'https://a.b/c%20d.png?e=1&copy=2');
  });
});

const tidy = fc.letrec<{ node: string; nodes: string }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constantFrom('text', 'a &amp; b', '<br>', '<!-- c -->', '<img src="x.png">', '<hr>'),
    fc
      .tuple(fc.constantFrom('div', 'section', 'blockquote', 'pre', 'article'), tie('nodes'))
      .map(([name, inner]) => `<${name}>${inner}</${name}>`),
    tie('nodes').map((inner) => `<ul>\n<li>${inner}</li>\n<li>b</li></ul>`),
    tie('nodes').map((inner) => `<table>\n<tbody><tr>\n<td>${inner}</td>\n</tr></tbody></table>`),
    tie('nodes').map((inner) => `<figure>${inner}<figcaption>a</figcaption>\n</figure>`),
    fc.constantFrom(
      '<script>\nlet a;\n</script>',
      '<style>\na{}\n</style>',
      '<select>\n<option>a</select>',
    ),
    fc.constantFrom('<svg>\n<g></g>\n</svg>', '<textarea>\na</textarea>', '<p\nclass="a">b</p>'),
  ),
  nodes: fc.array(tie('node'), { maxLength: 4 }).map((nodes) => nodes.join('\n')),
})).nodes;

const places = tidy
  .chain((text) => fc.tuple(fc.constant(text), fc.nat(text.length), fc.nat(text.length)))
  .chain(([text, a, b]) =>
    fc.tuple(fc.constant([text, a, b] as const), fc.boolean(), fc.integer({ min: 1, max: 3 })),
  );

test('wherever pictures go, all of them are shown and nothing else changes', () => {
  fc.assert(
    fc.property(places, ([[text, a, b], isBare, count]) => {
      const [start, end] = isBare ? [a, a] : [Math.min(a, b), Math.max(a, b)];
      const pictures = Array.from({ length: count }, (_, i) => ({
        altText: `${i}`,
        path: `new-${i}.png`,
      }));
      const after = insertAt(text, start, end, { writer, pictures });
      const isNew = (url: string): boolean => url.startsWith('new-');
      const shown = picturesInHtml(after).filter(({ url }) => isNew(url));
      assert.deepEqual(
        shown.map(({ url }) => url),
        pictures.map(({ path }) => path),
        after,
      );
      const flat = (outline: string): string => outline.replace(/\s+/g, '');
      assert.equal(flat(outlineOfHtml(after, isNew)), flat(outlineOfHtml(text, isNew)), after);
    }),
    { numRuns: countOf({ sample: 1000, full: 20_000 }) },
  );
});
