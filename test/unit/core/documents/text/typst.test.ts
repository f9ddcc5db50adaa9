import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { fc } from '../../../../support/propertyTests.ts';
import { findPictures } from '../../../../../src/core/documents/text/typstPictures.ts';
import { pictureWriter } from '../../../../../src/core/documents/text/typstWriter.ts';
import { hostilePath, hostileText, runs } from './hostileText.ts';
import { documentVariants, hostileDocuments } from './variants.ts';
import { at, cursor, placeOf, writeInto } from './writeInto.ts';

interface ReadPicture {
  readonly path: string;
  readonly altText: string | undefined;
}

interface TypstCompiler {
  resetShadow(): void;
  mapShadow(path: string, content: Buffer): void;
  compile(options: { mainFileContent: string }): { result: object | null; hasError(): boolean };
  query(document: object, options: { selector: string }): unknown;
}

// Its binary alone: the package that chooses one for each platform names some that were never published.
const { NodeCompiler } = createRequire(import.meta.url)(
  '@myriaddreamin/typst-ts-node-compiler-linux-x64-gnu',
) as { NodeCompiler: { create(options: { workspace: string }): TypstCompiler } };

const onePixel = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const workspace = join(tmpdir(), 'typst-root');
const compiler = NodeCompiler.create({ workspace });
let compiledCount = 0;

/** The pictures that Typst's own compiler finds, with files that exist in memory only. */
function readByTypst(text: string, files: readonly string[]): ReadPicture[] {
  compiler.resetShadow();
  for (const file of files) compiler.mapShadow(join(workspace, file), onePixel);
  // It looks for what differs from the last text, and panics where only a part of a character does.
  const mainFileContent = `// ${compiledCount++}\n${text.replace(/^\ufeff/, '')}`;
  const { result, hasError } = compile(mainFileContent);
  assert.ok(result && !hasError, `Typst does not compile:\n${text}`);
  const found = compiler.query(result, { selector: 'image' }) as {
    source: string;
    alt?: string | null;
  }[];
  return found.map(({ source, alt }) => ({ path: source, altText: alt ?? undefined }));
}

function compile(mainFileContent: string) {
  const compiled = compiler.compile({ mainFileContent });
  return { result: compiled.result, hasError: compiled.hasError() };
}

const foundIn = (text: string): ReadPicture[] =>
  findPictures(text).map(({ path, altText }) => ({ path, altText }));

const fixture = readFileSync(
  new URL('../../../../fixtures/languages/typst/pictures.typ', import.meta.url),
  'utf8',
);

describe('pictures of Typst documents', () => {
  for (const [name, text] of documentVariants(`${fixture}\n#logo\n#image("logo.png")\n`)) {
    test(`are those that Typst finds, in a document ${name}`, () => {
      const found = foundIn(text);
      const read = readByTypst(
        text,
        found.map(({ path }) => path),
      );
      // A value is a picture where it is written here, and where it is used there.
      const sorted = (pictures: ReadPicture[]) =>
        pictures
          .map(({ path, altText }) => `${path} ${altText?.replace('\r\n', '\n')}`)
          .filter((picture) => !picture.startsWith('code.png'))
          .toSorted();
      assert.deepEqual(sorted(found), sorted(read));
      assert.ok(found.length >= 18);
    });
  }

  test('stand where they are said to stand', () => {
    for (const [, text] of documentVariants(fixture)) {
      for (const { start, end, pathStart, pathEnd } of findPictures(text)) {
        assert.match(text.slice(start, end), /^#?image\("[^]*\)$/);
        assert.match(text.slice(pathStart - 1, pathEnd + 1), /^".*\.png"$/);
      }
    }
  });

  test('have the caption of their figure, and sizes', () => {
    const text = '#figure(image("a.png", width: 72pt, height: 1in), caption: [A *bold* \\# ~ one])';
    const [picture] = findPictures(text);
    assert.equal(picture?.caption, 'A bold # one');
    assert.deepEqual([picture?.width, picture?.height], [96, 96]);
  });

  test('have the caption of a figure that holds them in brackets', () => {
    const text = `#figure(caption: [A fox in snow])[
  #image("a.png")
]
#figure(caption: [Outer])[#figure(image("b.png"), caption: [Inner]) #image("c.png")]
#{ figure(caption: "In code")[#image("d.png")] }
#if true { [x] } else [ #image("e.png") ]
#image("f.png")
`;
    const found = findPictures(text);
    const paths = found.map(({ path }) => path);
    assert.deepEqual(
      readByTypst(text, paths)
        .map(({ path }) => path)
        .toSorted(),
      paths.filter((path) => path !== 'e.png'),
    );
    assert.deepEqual(
      found.map(({ caption }) => caption),
      ['A fox in snow', 'Inner', 'Outer', 'In code', undefined, undefined],
    );
  });

  test('are left alone where their path is not written as one string', () => {
    const text =
      '#image("a" + ".png") #image(path) #image(bytes("a.png")) #image.decode("a.png") #let image(x) = x';
    assert.deepEqual(findPictures(text), []);
  });

  test('are found in documents that make no sense, and nothing throws', () => {
    const parts = [
      '#image(',
      'image(',
      '"',
      '`',
      '```',
      '#',
      '$',
      '[',
      ']',
      '#(',
      '#{',
      '/*',
      '*/',
      '//',
      '\\',
      '#figure(',
      'caption: [',
      'figure()[',
      '#if a [',
      'else',
      'a.b',
      '#let x = ',
    ];
    for (const text of hostileDocuments(parts)) assert.ok(Array.isArray(findPictures(text)));
  });
});

const base = `= Title

First paragraph, with *text*
on two lines.

#figure(
  rect(width: 1pt),
  caption: [A caption],
)

- item
  - nested

\`\`\`
raw
\`\`\`

#table(columns: 2, [a], [b])

#{
  let x = 1
}

/* comment
*/

Last line`;

describe('pictures written into Typst', () => {
  const places: [number, number][] = [];
  base.split('\n').forEach((line, index) => {
    places.push([index, 0], [index, line.length]);
  });

  test('read back as they were given, at every place, inline and in blocks', () => {
    const property = fc.property(
      hostileText,
      hostilePath.filter((path) => !path.startsWith('..')),
      fc.constantFrom(...places),
      fc.boolean(),
      (altText, anyPath, [line, character], isSelection) => {
        // Typst reads a file as its extension says.
        const path = anyPath.replace(/\.\w+$/, '.png');
        const selection = isSelection
          ? { start: at(line, 0), end: at(line, character) }
          : cursor(line, character);
        const { text } = writeInto(pictureWriter, base, selection, [{ altText, path }]);
        // A figure takes no second value.
        if ((line === 7 && character > 0) || (line === 8 && character === 0)) return;
        assert.deepEqual(foundIn(text), [{ path, altText }], text);
        assert.deepEqual(readByTypst(text, [path]), [{ path, altText }], text);
      },
    );
    fc.assert(property, { numRuns: runs(400) });
  });

  test('are calls in code, boxes in a line of text, and blocks elsewhere', () => {
    const picture = { altText: 'A fox', path: 'a.png' };
    const write = (text: string, line: number, character: number) =>
      writeInto(pictureWriter, text, cursor(line, character), [picture]).inserted;
    assert.equal(write('#let x = ', 0, 9), 'image("a.png", alt: "A fox")');
    assert.equal(write('some text', 0, 4), '#box(image("a.png", alt: "A fox"))');
    assert.equal(write('a\n\nb', 1, 0), '\n#image("a.png", alt: "A fox")\n');
    assert.equal(write('```\nraw\n```\nb', 1, 2), '\n\n#image("a.png", alt: "A fox")\n');
  });

  test('leave marks, names, labels and links whole, and do not run into what follows', () => {
    const places: [from: string, to: string][] = [
      ['‸= Head', '= ‸Head'],
      ['= Head <h>‸', '= Head‸ <h>'],
      ['- a\n  ‸- b', '- a\n  - ‸b'],
      ['- a\n‸  more', '- a\n  ‸more'],
      ['a #em‸ph[x] b', 'a #emph[x] b\n\n‸'],
      ['see https://x.org‸', 'see https://x.org ‸'],
      ['a ‸(b) c', 'a ‸(b) c'],
      ['done \\‸\nx', 'done ‸\\\nx'],
      ['#figure([x],‸) <f>', '#figure([x],) <f>\n\n‸'],
      ['#figure([x]) <‸f>', '#figure([x]) <f>‸'],
    ];
    for (const [from, to] of places) {
      const { shown, text } = placeOf(pictureWriter, from);
      assert.equal(shown, to);
      assert.deepEqual(readByTypst(text, ['a.png']), [{ path: 'a.png', altText: 'A fox' }]);
    }
  });

  test('stand after statements and values, where code takes no other', () => {
    const code = [
      '#set text(12pt)‸',
      '#show link: underline ‸',
      '#let x = 1‸',
      '#let x = ‸1',
      '#let x = ‸',
      '#show link: ‸\n#link("https://x.org")[x]',
      '#grid(image("a.png")‸)',
      '#grid(‸image("a.png"))',
      '#grid(image("a.png"),\n  ‸\n)',
      '#grid(\n  image("a.png"),\n  ‸\n  image("a.png"),\n)',
      '#{\n  let x = 1‸\n  let y = 2\n}',
      '#{\n  ‸\n  let y = 2\n}',
      '#{\n  ‸let y = 2\n}',
      '#{‸}',
      '#{ let x = ‸ }',
      '#if true {‸}',
      '#if true ‸{ }',
    ];
    for (const marked of code) {
      const before = marked.slice(0, marked.indexOf('‸')).split('\n');
      const place = cursor(before.length - 1, before.at(-1)!.length);
      const picture = { altText: 'A fox', path: 'f.png' };
      const source = `${marked.replace('‸', '')}\n`;
      const { text } = writeInto(pictureWriter, source, place, [picture]);
      const isFound = foundIn(text).some(({ path }) => path === 'f.png');
      assert.ok(isFound, text);
      readByTypst(text, ['a.png', 'f.png']);
    }
    const imported = '#import "@preview/a:1.0.0": *';
    const { inserted } = writeInto(pictureWriter, imported, cursor(0, imported.length), [
      { altText: '', path: 'f.png' },
    ]);
    assert.match(inserted, /^\n\n#image/);
  });

  test('are decorative without an alt text', () => {
    const { text } = writeInto(pictureWriter, '', cursor(0, 0), [{ altText: '', path: 'a.png' }]);
    assert.deepEqual(foundIn(text), [{ path: 'a.png', altText: '' }]);
    assert.deepEqual(readByTypst(text, ['a.png']), [{ path: 'a.png', altText: '' }]);
  });
});
