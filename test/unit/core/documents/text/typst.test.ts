import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { findPictures } from '../../../../../src/core/documents/text/typstPictures.ts';
import { pictureWriter } from '../../../../../src/core/documents/text/typstWriter.ts';
import { hostilePath, hostileText, runs } from './hostileText.ts';
import { documentVariants, hostileDocuments } from './variants.ts';
import { at, cursor, writeInto } from './writeInto.ts';

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

/** The pictures that Typst's own compiler finds, with files that exist in memory only. */
function readByTypst(text: string, files: readonly string[]): ReadPicture[] {
  compiler.resetShadow();
  for (const file of files) compiler.mapShadow(join(workspace, file), onePixel);
  const mainFileContent = text.replace(/^\ufeff/, '');
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
        // Code has places where no value can stand.
        const isInCode =
          (!isSelection || character === 0) &&
          /^(?:#figure|  rect|  caption|\)|  let|\}|#\{)/.test(base.split('\n')[line]!);
        if (isInCode) return;
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

  test('are decorative without an alt text', () => {
    const { text } = writeInto(pictureWriter, '', cursor(0, 0), [{ altText: '', path: 'a.png' }]);
    assert.deepEqual(foundIn(text), [{ path: 'a.png', altText: '' }]);
    assert.deepEqual(readByTypst(text, ['a.png']), [{ path: 'a.png', altText: '' }]);
  });
});
