import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, test } from 'node:test';
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

  test('say where their paths stand', async () => {
    const text = (await fixture('paper.qmd')).replaceAll('\n', '\r\n');
    assert.equal(findPictures(text).length, 10);
    for (const { pathStart, pathEnd, path } of findPictures(text)) {
      assert.equal(text.slice(pathStart, pathEnd), path);
    }
  });
});
