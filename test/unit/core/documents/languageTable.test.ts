import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { languageOf, languageTable } from '../../../../src/core/documents/languageTable.ts';

describe('The language of a document', () => {
  const cases: readonly [languageId: string, fileName: string, expected: string | undefined][] = [
    ['markdown', '/a/page.md', 'Markdown'],
    ['markdown', 'Untitled-1', 'Markdown'],
    ['plaintext', '/a/PAGE.MDX', 'MDX'],
    ['markdown', '/a/page.mdx', 'MDX'],
    ['markdown', '/a/paper.qmd', 'Quarto'],
    ['rmd', '/a/report.Rmd', 'R Markdown'],
    ['html', '/a/component.vue', 'HTML'],
    ['vue', '/a/component.vue', 'Vue'],
    ['plaintext', '/a/component.svelte', 'Svelte'],
    ['typescriptreact', '/a/page.tsx', 'JSX'],
    ['scss', '/a/a.scss', 'CSS'],
    ['plaintext', '/a/guide.adoc', 'AsciiDoc'],
    ['plaintext', '/a/guide.rst', 'reStructuredText'],
    ['latex', '/a/paper.tex', 'LaTeX'],
    ['plaintext', '/a/paper.typ', 'Typst'],
    ['plaintext', '/a/notes.org', 'Org'],
    ['plaintext', '/a/notes.txt', undefined],
    ['python', '/a/page.md', undefined],
  ];
  for (const [languageId, fileName, expected] of cases) {
    test(`${languageId} in ${fileName} is ${expected ?? 'not known'}`, () => {
      assert.equal(languageOf({ languageId, fileName })?.name, expected);
    });
  }

  test("of a notebook's cell is that of its id alone", () => {
    const fileName = '/a/book.mdx';
    assert.equal(
      languageOf({ languageId: 'markdown', fileName, isNotebookCell: true })?.name,
      'Markdown',
    );
    assert.equal(
      languageOf({ languageId: 'plaintext', fileName, isNotebookCell: true }),
      undefined,
    );
  });
});

describe('The table of languages', () => {
  for (const { name, languageIds, extensions, formats, markers, ...row } of languageTable) {
    test(`has a parser and a writer for ${name}`, async () => {
      assert.equal(typeof (await row.loadFinder()), 'function');
      const writer = await row.loadWriter();
      assert.equal(typeof writer.write, 'function');
      assert.ok(
        languageIds.length + extensions.length > 0 && formats.length > 0 && markers.length > 0,
      );
      assert.ok(extensions.every((extension) => /^\.[a-z]+$/.test(extension)));
    });
  }

  test('gives every id and every ending to one language', () => {
    const ids = languageTable.flatMap(({ languageIds }) => languageIds);
    const endings = languageTable.flatMap(({ extensions }) => extensions);
    assert.equal(new Set(ids).size, ids.length);
    assert.equal(new Set(endings).size, endings.length);
  });
});
