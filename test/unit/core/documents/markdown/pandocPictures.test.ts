import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, test } from 'node:test';
import { parse } from 'yaml';
import { findPictures } from '../../../../../src/core/documents/markdown/pandocPictures.ts';
import { picturesInPandoc } from './independentReaders.ts';

const fixture = (name: string): Promise<string> =>
  readFile(new URL(`../../../../fixtures/languages/markdown/${name}`, import.meta.url), 'utf8');

const facts = (text: string) =>
  findPictures(text).map(({ start: _1, end: _2, pathStart: _3, pathEnd: _4, ...rest }) => rest);

describe('Pictures of Quarto and R Markdown', () => {
  test('have the alt text and the caption of their attributes', async () => {
    assert.deepEqual(facts(await fixture('paper.qmd')), [
      {
        path: 'fox.png',
        altText: 'A fox in "fresh" snow',
        caption: 'A caption of the fox',
        width: 300,
      },
      { path: 'brackets.png', altText: 'Only the brackets' },
      { path: 'decorative.png', altText: '' },
      { path: 'inline.png', altText: 'word', caption: 'inline', height: 200 },
      { path: 'my pictures/a fox.png', altText: 'spaces', title: '16:9' },
      { path: 'referenced.png', altText: 'by reference', title: '3:2' },
      { path: 'prices.png', altText: 'prices' },
      { path: 'left.png', altText: 'Left' },
      { path: 'right.png', altText: 'The right one', caption: 'Right' },
      { path: 'included.png', altText: 'An alt text', caption: 'A caption' },
    ]);
  });

  test('are those that R code includes, too', async () => {
    assert.deepEqual(facts(await fixture('report.Rmd')), [
      { path: 'text.png', altText: 'Words', caption: 'Text' },
      { path: 'one.png', altText: 'The "alt"', caption: 'The cap' },
      { path: 'two.jpg', altText: 'The "alt"', caption: 'The cap' },
    ]);
  });

  test('are those of Pandoc', async () => {
    const text = (await fixture('paper.qmd')).replace(/\{\{<.*>\}\}/g, '');
    const expected = await picturesInPandoc(text);
    assert.equal(expected.length, 9);
    const found = findPictures(text)
      .map(({ path, altText }) => ({ path, altText }))
      .filter(({ path }) => path !== 'included.png');
    assert.deepEqual(found, expected);
  });

  test('stand where only Pandoc has Markdown, with attributes in either quotes', async () => {
    const text = [
      '![](a.png){fig-alt=\'A "fox" }\'} ![c]( b.png ){.x}',
      '<div class="tab">\n![below a tag](c.png)\n</div>',
      '<div>\n::: {.grid}\n![in a container](d.png)\n:::\n</div>',
      'Term\n\n:   Definition\n\n    ![defined](e.png){fig-alt="E"}\n\nOther\n~ ![short](f.png)',
      '<div>\n    <img src="no.png">\n</div>\n\n<pre>\n![no](no.png)\n</pre>',
    ].join('\n\n');
    const found = findPictures(text).map(({ path, altText }) => ({ path, altText }));
    assert.deepEqual(
      found.filter(({ path }) => path !== 'no.png'),
      await picturesInPandoc(text),
    );
    assert.equal(found.length, 7);
  });

  test('say where their paths stand', async () => {
    const text = (await fixture('paper.qmd')).replaceAll('\n', '\r\n');
    assert.equal(findPictures(text).length, 10);
    for (const { pathStart, pathEnd, path } of findPictures(text)) {
      assert.equal(text.slice(pathStart, pathEnd), path);
    }
  });

  for (const yaml of [
    'fig-alt: |\n  A fox\n  in snow',
    'fig-alt: |-\n    A fox\n\n      in snow\nlabel: x',
    'fig-alt: >\n  A fox\n  in snow\n\n  and ice\nlabel: x',
    'fig-alt: ["One", "Two"]',
    'fig-alt: [One, "Two, \\"three\\"",\n  Three]',
    'fig-alt:\n  - One\n  - "Two"\n  - goes\n    on',
    'fig-alt:\n- One\n- Two\nlabel: x',
    "fig-alt: 'It''s'",
    'fig-alt: "a \\"b\\" \\u00e9 # c"',
    'fig-alt: plain # no',
    'fig-alt: C#\n  goes on\nlabel: x',
    'fig-alt:\n  below',
    'fig-alt: ""',
  ]) {
    test(`have the texts that YAML reads in ${JSON.stringify(yaml)}`, () => {
      const read = (parse(yaml) as { readonly 'fig-alt': string | readonly string[] })['fig-alt'];
      // A block's last line end says nothing in a text.
      const expected = typeof read === 'string' ? [read.trimEnd(), read.trimEnd()] : read;
      const options = yaml.replace(/^/gm, '#| ');
      const text = `\`\`\`{r}\n${options}\ninclude_graphics(c("0.png", "1.png", "2.png"))\n\`\`\`\n`;
      const found = facts(text).map(({ altText }) => altText);
      assert.deepEqual(found.slice(0, expected.length), expected);
    });
  }

  test('have the texts of R strings, which have escapes', () => {
    const header = String.raw`{r, fig.alt="Alt with, comma and \"quote\"", fig.cap=c("One", 'It\'s')}`;
    const code = 'include_graphics(c("1.png", "2.png"))';
    const altText = 'Alt with, comma and "quote"';
    assert.deepEqual(facts(`\`\`\`${header}\n${code}\n\`\`\`\n`), [
      { path: '1.png', altText, caption: 'One' },
      { path: '2.png', altText, caption: "It's" },
    ]);
  });

  test('have the caption of a figure in HTML, without what only Quarto fills in', () => {
    const caption = '<figcaption>Press {{< kbd x >}} now</figcaption>';
    assert.deepEqual(facts(`<figure><img src="a.png">${caption}</figure>`), [
      { path: 'a.png', caption: 'Press now' },
    ]);
  });

  test('are found in calls of several lines', () => {
    const text =
      '```{r}\ninclude_graphics(\n  "c.png"\n)\ninclude_graphics(c("d.png", # it\'s "no.png"\n  "e.png"))\n```\n';
    for (const written of [text, text.replaceAll('\n', '\r\n'), text.replace(/^/gm, '> ')]) {
      const found = findPictures(written);
      assert.deepEqual(
        found.map(({ path }) => path),
        ['c.png', 'd.png', 'e.png'],
      );
      for (const { start, end, pathStart, pathEnd, path } of found) {
        assert.equal(written.slice(pathStart, pathEnd), path);
        assert.match(written.slice(start, end), /^include_graphics\([^]*\)$/);
      }
    }
  });
});
