import assert from 'node:assert/strict';
import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { describe, test } from 'node:test';
import { findPictures } from '../../../../../src/core/documents/markdown/markdownPictures.ts';
import { isUrl } from '../../../../../src/core/documents/targetPath.ts';
import { countOf } from '../../../../support/testLength.ts';
import { decoded, onOneLine, picturesInBrowser } from './independentReaders.ts';

const projectRoot = new URL('../../../../../', import.meta.url);
const fixture = (name: string): Promise<string> =>
  readFile(new URL(`test/fixtures/languages/markdown/${name}`, projectRoot), 'utf8');

const found = (text: string) =>
  findPictures(text).map(({ path, altText }) => ({
    // What browsers get is encoded, and so is what is compared with that.
    path: isUrl(path) ? decoded(path) : path,
    altText: altText === undefined ? undefined : onOneLine(altText),
  }));

const withByteOrderMark = (text: string): string => `\ufeff${text}`;
const withReturns = (text: string): string => text.replaceAll('\n', '\r\n');

describe('Markdown pictures', () => {
  test('are those that a browser shows of a page in CommonMark', async () => {
    const text = await fixture('commonMark.md');
    const expected = picturesInBrowser(text);
    assert.ok(expected.length > 50);
    assert.deepEqual(
      found(text),
      expected.map((picture) => ({ ...picture })),
    );
  });

  test('are the same with a byte order mark, other line ends and tabs', async () => {
    const text = await fixture('commonMark.md');
    const plain = findPictures(text);
    const marked = findPictures(withByteOrderMark(text));
    const shifted = plain.map((picture) => ({
      ...picture,
      start: picture.start + 1,
      end: picture.end + 1,
      pathStart: picture.pathStart + 1,
      pathEnd: picture.pathEnd + 1,
    }));
    assert.deepEqual(marked, shifted);
    const returned = withReturns(text);
    assert.deepEqual(found(returned), found(text));
    const slices = ({ source, places }: { source: string; places: typeof plain }) =>
      places.map(({ pathStart, pathEnd }) => source.slice(pathStart, pathEnd));
    assert.deepEqual(
      slices({ source: returned, places: findPictures(returned) }),
      slices({ source: text, places: plain }),
    );
  });

  test('say where they and their paths stand', async () => {
    const text = withByteOrderMark(withReturns(await fixture('commonMark.md')));
    for (const { start, end, pathStart, pathEnd, path } of findPictures(text)) {
      const source = text.slice(start, end);
      assert.match(source, /^(?:!\[[^]*[\])]|<(?:img|source)[^]*>)$/i);
      const written = text.slice(pathStart, pathEnd);
      const isInside = start < pathStart && pathEnd < end;
      assert.ok(isInside || text.slice(0, pathStart).match(/\]:\s*<?$/), source);
      const read = decoded(written.replace(/\\(?=[()\\])/g, '').replace(/&eacute;/, 'é'));
      if (!written.includes('&#46;') && !path.includes('#')) assert.equal(decoded(path), read);
    }
  });

  test('stand in tables, footnotes and wiki embeds, too, and not in formulas or front matter', async () => {
    const read = findPictures(await fixture('extended.md')).map((picture) => {
      const { start: _1, end: _2, pathStart: _3, pathEnd: _4, ...rest } = picture;
      return rest;
    });
    const isWikiEmbed = true;
    assert.deepEqual(read, [
      { path: 'head.png', altText: 'in a head' },
      { path: 'bar.png', altText: 'a | b' },
      { path: 'in-table.webp', isWikiEmbed, altText: 'a fox', width: 300 },
      { path: 'prices.png', altText: 'prices' },
      { path: 'more.png', altText: 'more' },
      { path: 'text.png', altText: 'in text' },
      { path: 'footnote.png', altText: 'in a footnote' },
      { path: 'footnote2.png', altText: 'in its second paragraph' },
      { path: 'wiki.webp', isWikiEmbed },
      { path: 'folder/wiki two.png', isWikiEmbed, altText: 'A fox' },
      { path: 'sized.jpg', isWikiEmbed, altText: 'A fox', width: 300, height: 200 },
      { path: 'only-size.jpeg', isWikiEmbed, width: 640 },
      { path: 'heading.png', isWikiEmbed, altText: 'x' },
    ]);
  });

  test('have their title, and their size where HTML says it', () => {
    const [titled, sized, vague] = findPictures(
      '![a](a.png "16:9 seed=7 \\"draft\\"") <img src=b.png width=640 height="360px"> <img src=c.png width=50%>',
    );
    assert.equal(titled?.title, '16:9 seed=7 "draft"');
    assert.deepEqual([sized?.width, sized?.height], [640, 360]);
    assert.equal(vague?.width, undefined);
    assert.equal(vague?.altText, undefined);
  });

  test('are all candidates of an HTML image and of its sources, with its alt text', () => {
    const text = [
      '<picture><source srcset="dark.png"><img alt="Logo" src="logo.png" srcset="logo@2x.png 2x, logo.png 1x"></picture>',
      '',
      'In text <picture><source srcset="a.webp 1x, b.webp 2x"><img alt="Inline" src="c.png"></picture>',
      'and <img srcset="a&amp;b.png 480w, d.png 800w" alt="Widths"> <source srcset="alone.png">.',
      '',
      '> <picture>',
      '>   <source media="(prefers-color-scheme: dark)"',
      '>     srcset="quoted.png">',
      '>   <img src="light.png">',
      '> </picture>',
    ].join('\n');
    assert.deepEqual(found(text), picturesInBrowser(text));
    assert.equal(findPictures(text).length, 11);
    for (const { pathStart, pathEnd, path } of findPictures(text)) {
      assert.equal(text.slice(pathStart, pathEnd).replace('&amp;', '&'), path);
    }
  });

  test('have the caption of the figure that they stand in', () => {
    const captions = (text: string) =>
      findPictures(text).map(({ path, caption }) => `${path}: ${caption}`);
    const figure = (content: string) => `<figure>${content}</figure>`;
    const caption = '<figcaption>A <em>fox</em> &amp;\n an owl</figcaption>';
    assert.deepEqual(captions(`${figure(`<img src="a.png">${caption}`)}\n\n<img src="b.png">`), [
      'a.png: A fox & an owl',
      'b.png: undefined',
    ]);
    assert.deepEqual(captions(figure(`\n\n![a](a.png)\n\n${caption}\n`)), [
      'a.png: A fox & an owl',
    ]);
    const inner = figure('<img src="a.png"><figcaption>Inner</figcaption>');
    assert.deepEqual(captions(figure(`${inner}<img src="b.png"><figcaption>Outer</figcaption>`)), [
      'a.png: Inner',
      'b.png: Outer',
    ]);
    assert.deepEqual(captions('<figure><img src="a.png"><figcaption>never ends'), [
      'a.png: undefined',
    ]);
  });

  test('are found in the documents of other projects as a browser shows them', async () => {
    const paths = globSync('node_modules/**/*.md', { cwd: projectRoot }).sort();
    assert.ok(paths.length > 300);
    const step = Math.ceil(paths.length / countOf({ sample: 120, full: paths.length }));
    let count = 0;
    for (const path of paths.filter((_, index) => index % step === 0)) {
      const text = await readFile(new URL(path, projectRoot), 'utf8');
      const pictures = found(text);
      assert.deepEqual(pictures, picturesInBrowser(text), path);
      count += pictures.length;
    }
    assert.ok(count > 100);
  });

  test('are found in broken documents, without an error', async () => {
    const text = await fixture('commonMark.md');
    for (let end = 0; end < text.length; end += countOf({ sample: 97, full: 13 })) {
      assert.deepEqual(found(text.slice(0, end)), picturesInBrowser(text.slice(0, end)), `${end}`);
    }
  });

  for (const [name, part] of [
    ['brackets', '!['],
    ['tags', '<img '],
    ['half tags', '<img src="'],
    ['figures', '<figure><figcaption>'],
    ['pictures', '<picture><source '],
    ['embeds', '![['],
    ['formulas', '$a '],
  ] as const) {
    test(`are none in ten thousand ${name} that nothing closes, and that takes no age`, () => {
      assert.equal(findPictures(part.repeat(10_000)).length, 0);
    });
  }
});
