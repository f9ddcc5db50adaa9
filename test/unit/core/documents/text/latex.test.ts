import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { fc } from '../../../../support/propertyTests.ts';
import { findPictures } from '../../../../../src/core/documents/text/latexPictures.ts';
import { pictureWriter } from '../../../../../src/core/documents/text/latexWriter.ts';
import { hostilePath, hostileText, runs } from './hostileText.ts';
import { runTool } from './outsideTool.ts';
import { documentVariants, hostileDocuments } from './variants.ts';
import { at, cursor, placeOf, writeInto } from './writeInto.ts';

interface ReadPicture {
  readonly path: string;
  readonly caption: string | undefined;
}

/** The pictures that pandoc reads; it takes a figure's caption for its picture's alt text. */
function readByPandoc(text: string): ReadPicture[] {
  const found: ReadPicture[] = [];
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    if ('t' in node && node.t === 'Image' && 'c' in node) {
      const [, inlines, [path]] = node.c as [unknown, unknown, [string, string]];
      const caption = textOf(inlines).trim();
      found.push({ path, caption: caption === 'image' ? undefined : caption });
      return;
    }
    Object.values(node).forEach(visit);
  };
  visit(JSON.parse(runTool('pandoc', ['-f', 'latex', '-t', 'json'], text)));
  return found;
}

function textOf(node: unknown): string {
  if (Array.isArray(node)) return node.map(textOf).join('');
  if (typeof node !== 'object' || node === null || !('t' in node)) return '';
  if (node.t === 'Space' || node.t === 'SoftBreak') return ' ';
  if (node.t === 'Span' && JSON.stringify(node).includes('"label"')) return '';
  const content = 'c' in node ? node.c : '';
  return typeof content === 'string' ? content : textOf(content);
}

const foundIn = (text: string): ReadPicture[] =>
  findPictures(text).map(({ path, caption }) => ({ path, caption }));

const fixture = readFileSync(
  new URL('../../../../fixtures/languages/latex/pictures.tex', import.meta.url),
  'utf8',
);

describe('pictures of LaTeX documents', () => {
  for (const [name, text] of documentVariants(fixture)) {
    test(`are those that pandoc reads, in a document ${name}`, () => {
      const read = readByPandoc(text.replace(/^\ufeff/, ''));
      assert.ok(read.length >= 9);
      assert.deepEqual(foundIn(text), read);
      for (const { start, end, pathStart, pathEnd } of findPictures(text)) {
        assert.match(text.slice(start, end), /^\\includegraphics[^]*\}$/);
        assert.match(text.slice(pathStart, pathEnd), /^[^{}]+$/);
      }
    });
  }

  test('may lie in the folders of graphicspath', () => {
    const [picture, fixed] = findPictures(
      '\\graphicspath{{a/}{b c/}}\n\\includegraphics{x.png}\\includegraphics{./y}',
    );
    assert.equal(picture?.path, 'a/x.png');
    assert.deepEqual(picture && 'otherPaths' in picture && picture.otherPaths, [
      'x.png',
      'b c/x.png',
    ]);
    assert.equal(fixed?.path, './y');
  });

  test('have alt text, size, and the caption nearest to them', () => {
    const text = String.raw`\begin{figure}\begin{subfigure}{1cm}\includegraphics[alt={A \emph{fox}, 100\%},width=1in]{{a.b}.png}\caption{Inner}\end{subfigure}\subfloat[Sub]{\includegraphics{\detokenize{c_d.png}}}\includegraphics{e}\caption{Outer}\end{figure}`;
    const [first, second, third] = findPictures(text);
    assert.deepEqual(
      [first?.altText, first?.width, first?.caption, first?.path],
      ['A fox, 100%', 96, 'Inner', 'a.b.png'],
    );
    assert.deepEqual([second?.caption, second?.path, third?.caption], ['Sub', 'c_d.png', 'Outer']);
  });

  test('have the captions of packages for parts of figures, without what cites', () => {
    const text = String.raw`\begin{figure}
\begin{subfigure}{1cm}\includegraphics{a.png}\subcaption{A fox}\end{subfigure}
\subcaptionbox[Short]{B \label{b}}[1cm][c]{\includegraphics{b.png}}
\includegraphics{c.png}
\caption{Main \parencite{foo} and \autocite[see][p.~3]{bar} end}
\end{figure}
\begin{figure}\captionbox{Boxed}{\includegraphics{d.png}}\end{figure}`;
    assert.deepEqual(
      findPictures(text).map(({ path, caption }) => [path, caption]),
      [
        ['a.png', 'A fox'],
        ['b.png', 'B'],
        ['c.png', 'Main and end'],
        ['d.png', 'Boxed'],
      ],
    );
  });

  test('are found after URLs with percent signs, and up to the end of the document', () => {
    const text = String.raw`\begin{document}
See \url{https://example.com/a%20b} \includegraphics{a.png} end.
\href{https://e.com/x%20y{z}}{\includegraphics[width=3cm]{b.png}} \nolinkurl{x%y} \includegraphics{c.png}

\begin{figure}
  \href{https://e.com/x%20y}{\includegraphics{d.png}}
  \caption[See \url{a%b}]{Photo by \href{https://x.org/%7Ea}{A}}
\end{figure}

\url{x} % \includegraphics{no.png}
\end{document}
\includegraphics{no.png}`;
    assert.deepEqual(
      findPictures(text).map(({ path }) => path),
      readByPandoc(text).map(({ path }) => path),
    );
    assert.deepEqual(
      findPictures(text).map(({ path, caption }) => [path, caption]),
      [
        ['a.png', undefined],
        ['b.png', undefined],
        ['c.png', undefined],
        ['d.png', 'Photo by A'],
      ],
    );
  });

  test('are found after URLs between other characters and in what is not skipped', () => {
    const text = String.raw`\url|https://a.b/x%y| \includegraphics{a.png}
\iffalse \includegraphics{no.png} \else \includegraphics{b.png} \fi
\begin{figure}
  \subfloat[][Left \emph{one}]{\includegraphics{c.png}}
  \subfloat[List][Right]{\includegraphics{d.png}}
\end{figure}`;
    assert.deepEqual(foundIn(text), [
      { path: 'a.png', caption: undefined },
      { path: 'b.png', caption: undefined },
      { path: 'c.png', caption: 'Left one' },
      { path: 'd.png', caption: 'Right' },
    ]);
  });

  test('are left alone in definitions with parameters and behind unknown macros', () => {
    const text = String.raw`\newcommand{\pic}[1]{\includegraphics{#1}}\newcommand{\dir}{img}\includegraphics{\dir/a.png}\includegraphics{\unknown/b.png}`;
    assert.deepEqual(foundIn(text), [{ path: 'img/a.png', caption: undefined }]);
  });

  test('are found in documents that make no sense, and nothing throws', () => {
    const parts = [
      '\\includegraphics',
      '\\includegraphics[',
      '\\includegraphics{a}',
      '{',
      '}',
      '\\begin{figure}',
      '\\end{figure}',
      '\\begin{verbatim}',
      '\\verb|',
      '\\caption{',
      '\\caption{a}',
      '%',
      '\\graphicspath{',
      '\\newcommand{\\a}{',
      '\\iffalse',
      '\\url{',
      '\\subfloat[a]{',
      '\\',
    ];
    for (const text of hostileDocuments(parts)) assert.ok(Array.isArray(findPictures(text)));
  });
});

const base = String.raw`\documentclass{article}
\begin{document}
A paragraph with text
on two lines.

\begin{figure}
  x
\end{figure}

\begin{itemize}
  \item one
\end{itemize}

\begin{verbatim}
code
\end{verbatim}

Last line
\end{document}`;

describe('pictures written into LaTeX', () => {
  const places: [number, number][] = [];
  base.split('\n').forEach((line, index) => {
    places.push([index, 0], [index, line.length]);
  });

  test('read back as they were given, at every place', () => {
    const property = fc.property(
      hostileText,
      hostilePath,
      fc.constantFrom(...places),
      fc.boolean(),
      (altText, path, [line, character], isSelection) => {
        const selection = isSelection
          ? { start: at(line, 0), end: at(line, character) }
          : cursor(line, character);
        const { text } = writeInto(pictureWriter, base, selection, [{ altText, path }]);
        const read = findPictures(text).map((each) => ({
          path: each.path,
          altText: each.altText ?? each.caption ?? '',
        }));
        assert.deepEqual(read, [{ path, altText }], text);
      },
    );
    fc.assert(property, { numRuns: runs(400) });
  });

  test('read back by pandoc as they were given', () => {
    // What pandoc 2.17 has no characters for, and what it makes typographic.
    const altText = hostileText.filter(
      (text) => text !== '' && !/[`'<>|]|^image$/.test(text) && text.normalize('NFC') === text,
    );
    const path = fc.constantFrom('a.png', 'my images/x y.webp', 'é/b_c-1.jpg');
    const pictures = fc.sample(fc.record({ altText, path }), runs(200));
    const document = pictures
      .map((picture) => writeInto(pictureWriter, '', cursor(0, 0), [picture]).text)
      .join('\n\n');
    assert.deepEqual(
      readByPandoc(document),
      pictures.map(({ altText: caption, path: file }) => ({ path: file, caption })),
    );
  });

  test('are figures where they stand alone, and never in another figure', () => {
    const picture = { altText: 'A fox & snow', path: 'a.png' };
    const write = (line: number, character: number) =>
      writeInto(pictureWriter, base, cursor(line, character), [picture]).inserted;
    assert.equal(
      write(8, 0),
      '\n\\begin{figure}[htbp]\n  \\centering\n  \\includegraphics[width=\\linewidth]{a.png}\n  \\caption{A fox \\& snow}\n\\end{figure}\n',
    );
    assert.match(write(18, 14), /^\n\n\\begin\{figure\}/, 'not after the end');
    const inline = '\\includegraphics[width=\\linewidth,alt={A fox \\& snow}]{a.png}';
    assert.equal(write(2, 3), inline);
    assert.equal(write(6, 2), inline);
  });

  test('leave commands, lists, tables and the preamble whole', () => {
    const places: [from: string, to: string][] = [
      ['‸\\item one', '\\item ‸one'],
      ['see \\ref{fig‸:a} x', 'see \\ref{fig:a}‸ x'],
      ['\\section{In‸tro}', '\\section{Intro}‸'],
      ['a $x ‸+ y$ b', 'a $x + y$‸ b'],
      ['a \\verb|x ‸y| b', 'a \\verb|x y|‸ b'],
      ['line \\\\‸\nx', 'line ‸\\\\\nx'],
      [
        '\\begin{it‸emize}\n\\item a\n\\end{itemize}',
        '\\begin{itemize}\n\\item a\n\\end{itemize}\n\n‸',
      ],
      [
        '\\begin{itemize}\n‸\n\\item a\n\\end{itemize}',
        '\\begin{itemize}\n\n\\item a\n\\end{itemize}\n\n‸',
      ],
      [
        '\\begin{tabular}{l}\na \\\\\n‸\\hline\n\\end{tabular}',
        '\\begin{tabular}{l}\na \\\\\n\\hline\n\\end{tabular}\n\n‸',
      ],
      [
        '\\title{‸T}\n\\begin{document}\nx\n\\end{document}',
        '\\title{T}\n\\begin{document}\n\n‸\n\nx\n\\end{document}',
      ],
    ];
    for (const [from, to] of places) {
      const { shown, text } = placeOf(pictureWriter, from);
      assert.equal(shown, to);
      assert.equal(
        readByPandoc(text.replace(/^\\item.*/, '\\begin{itemize}$&\\end{itemize}')).length,
        1,
        text,
      );
    }
  });

  test('are not written into comments', () => {
    const text = 'text % note \\url{x}\n\n50\\% \\url{a%b} text';
    const write = (line: number, character: number) =>
      writeInto(pictureWriter, text, cursor(line, character), [{ altText: 'A', path: 'a.png' }]);
    const { text: written, isBlock } = write(0, 12);
    assert.ok(isBlock);
    assert.deepEqual(readByPandoc(written), [{ path: 'a.png', caption: 'A' }]);
    assert.equal(write(0, 5).isBlock, false);
    assert.equal(write(2, 20).isBlock, false);
  });
});
