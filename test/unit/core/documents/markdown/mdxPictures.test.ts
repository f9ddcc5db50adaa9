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

  const facts = (text: string) =>
    findPictures(text).map(({ path, altText, pathStart, pathEnd }) => {
      assert.equal(text.slice(pathStart, pathEnd), path);
      return { path, altText };
    });

  for (const [what, written] of Object.entries({
    'ids of headings': '## Install {#install}',
    'ids of headings with CRLF': '## Install {#install}\r',
    'HTML comments': '<!-- truncate -->',
    'HTML comments of several lines': '<!-- ![no](no.png)\n\n { <img src="no.png"> -->',
    'both around code': '# `<!--` a {#b}\n\n```md\n<!--\n## C {#c}\n```\n\n`-->`\n\n<!--\n```\n-->',
  })) {
    test(`are found beside ${what}, which site generators take out before MDX`, async () => {
      const text = [
        "import fox from './img/fox.png';",
        written,
        '<img src={require(\'./b.png\').default} alt="B" />',
        '<Image src={fox} alt="A fox" />',
        'Text <img src={fox} alt="again" /> ![c](c.png)\n',
      ].join('\n\n');
      await assert.rejects(picturesInMdx(text));
      assert.deepEqual(facts(text), [
        { path: './b.png', altText: 'B' },
        { path: './img/fox.png', altText: 'A fox' },
        { path: './img/fox.png', altText: 'again' },
        { path: 'c.png', altText: 'c' },
      ]);
    });
  }

  test('have the caption of the figure that they stand in', () => {
    const text = [
      '<figure>\n  <img src="a.png" />\n  <figcaption>A <b>fox</b> &amp;\n  an owl</figcaption>\n</figure>',
      '<figure>\n\n![b](b.png)\n\n<figcaption>Words</figcaption>\n</figure>',
      '<figure><img src="c.png" /><figcaption>Only {code}</figcaption></figure>',
      '![d](d.png)',
    ].join('\n\n');
    assert.deepEqual(
      findPictures(text).map(({ path, caption }) => `${path}: ${caption}`),
      ['a.png: A fox & an owl', 'b.png: Words', 'c.png: undefined', 'd.png: undefined'],
    );
  });

  test('are imported ones where MDX refuses the document, too', () => {
    const text =
      'import fox from "./fox.png"\n\n{ <br>\n\n<img src={fox} alt="a" /> <img src={owl} />\n';
    assert.deepEqual(facts(text), [{ path: './fox.png', altText: 'a' }]);
  });

  test('are candidates of a srcset, those of any component and those in exports', async () => {
    const text = [
      'export const Logo = () => <Box icon={<img src="./icon.png" alt="Icon" />}><img src="./logo.png" alt="Logo" /></Box>',
      'export const html = \'<img src="no.png">\' // <img src="no.png">',
      '',
      '<Figure src="./fig.webp" alt="Figure" />',
      '',
      '<Video src="./no.mp4" /> <Embed.Page src="no.html" />',
      '',
      '<picture>',
      '  <source srcSet="dark.png" />',
      '  <img src="light.png" alt="Theme" srcSet="light2.png 2x, light.png 1x" />',
      '</picture>',
      '',
      '<source srcSet="alone.png" />',
    ].join('\n');
    await picturesInMdx(text);
    assert.deepEqual(facts(text), [
      { path: './icon.png', altText: 'Icon' },
      { path: './logo.png', altText: 'Logo' },
      { path: './fig.webp', altText: 'Figure' },
      { path: 'dark.png', altText: 'Theme' },
      { path: 'light.png', altText: 'Theme' },
      { path: 'light2.png', altText: 'Theme' },
      { path: 'alone.png', altText: undefined },
    ]);
  });

  for (const part of [
    '<!-- ',
    '`` ` ',
    '# {#a}\n',
    '```\n',
    '<img src={',
    'export const a = <a b={',
  ]) {
    test(`are none in ten thousand times "${part.trim()}", and that takes no age`, () => {
      assert.equal(findPictures(part.repeat(10_000)).length, 0);
    });
  }
});
