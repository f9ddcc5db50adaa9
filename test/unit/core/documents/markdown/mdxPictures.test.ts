import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, test } from 'node:test';
import { findPictures } from '../../../../../src/core/documents/markdown/mdxPictures.ts';
import { picturesInMdx } from './independentReaders.ts';

const fixture = new URL('../../../../fixtures/languages/markdown/page.mdx', import.meta.url);

describe('MDX pictures', () => {
  test("are Markdown's and those of JSX", async () => {
    const text = await readFile(fixture, 'utf8');
    const found = findPictures(text).map(({ path, altText, width, height, title }) => ({
      path,
      altText,
      ...(width !== undefined && { width, height }),
      ...(title !== undefined && { title }),
    }));
    assert.deepEqual(found, [
      { path: 'heading.png', altText: 'in a heading' },
      { path: 'markdown.png', altText: 'Markdown', title: '1:1' },
      { path: 'inline.png', altText: 'a "tag" {braces}' },
      { path: 'indented.png', altText: 'indented text is no code here' },
      { path: './images/fox.webp', altText: 'An imported fox', width: 1280, height: 720 },
      { path: 'literal.png', altText: 'template' },
      { path: 'in-card.png', altText: 'Markdown in a component' },
      { path: 'in-item.png', altText: '' },
      { path: 'in-expression.png', altText: 'in an expression' },
      { path: 'braces.png', altText: 'braces' },
      { path: 'escaped.png', altText: 'escaped { < ' },
    ]);
  });

  test("that are plain texts are those of MDX's own compiler", async () => {
    const text = (await readFile(fixture, 'utf8')).replace(/^---[^]*?\n---\n/, '');
    const expected = await picturesInMdx(text);
    assert.equal(expected.length, 8);
    const found = findPictures(text).map(({ path, altText }) => ({ path, altText }));
    const isLiteral = ({ path }: { path: string }): boolean =>
      !['./images/fox.webp', 'literal.png', 'in-expression.png'].includes(path);
    assert.deepEqual(found.filter(isLiteral), expected);
  });

  test('say where their paths stand, those of imported files too', async () => {
    const text = await readFile(fixture, 'utf8');
    for (const { pathStart, pathEnd, path } of findPictures(text)) {
      assert.equal(text.slice(pathStart, pathEnd), path);
    }
  });

  test('are found where MDX refuses the document', () => {
    const text = '![a](a.png) <br> { <!-- <img src=no.png> --> <img src="b.png" alt="b">\n';
    const found = findPictures(text).map(({ path }) => path);
    assert.deepEqual(found, ['a.png', 'b.png']);
  });
});
