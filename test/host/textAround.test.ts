import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { languageOf } from '../../src/core/documents/languageTable.ts';
import { readMarked } from './support/markedText.ts';
import { closeEditors, freshFolder, inWorkspace, showDocument } from './support/workspace.ts';

/** Documents with `‹` at the cursor: lists in lists, tables and mixed indentation. */
const documents: Record<string, readonly string[]> = {
  'page.md': [
    '- one\n\t- two‹\n    1. three\n\nEnd',
    '| a | b |\n|---|---|\n| c‹ | d |\n\n> quoted\n> - list',
    '> - quoted‹\n>   more\n\n\tcode\n',
  ],
  'page.mdx': ['<Tabs>\n\t<Tab>\n\n  Words‹\n\n\t</Tab>\n</Tabs>', '- one\n  - two‹\n'],
  'page.qmd': ['::: {.note}\n- one\n    - two‹\n:::\n'],
  'page.html': [
    '<table>\n\t<tr>\n    <td>a‹</td></tr>\n</table>',
    '<ul><li>a<ul>\n<li>b‹</ul></ul>\n',
  ],
  'page.vue': ['<template>\n\t<ul>\n    <li>a‹</li>\n\t</ul>\n</template>'],
  'page.svelte': ['<script>\n\tlet a = 1;\n</script>\n\n{#if a}\n  <p>a‹</p>\n{/if}'],
  'page.tsx': ['export const A = () => (\n\t<ul>\n    <li>a‹</li>\n\t</ul>\n);'],
  'page.css': ['.a {\n\tcolor: red;‹\n    margin: 0;\n}'],
  'page.adoc': ['* one\n** two‹\n+\nmore\n\nEnd', '|===\n|a‹ |b\n\n|c |d\n|==='],
  'page.rst': [
    '- one\n\n  - two‹\n\n    more\n\nEnd',
    '=====  =====\na      b\n=====  =====\nc      d\n=====  =====\n\nWords‹',
  ],
  'page.tex': ['\\begin{itemize}\n\t\\item one‹\n    \\item two\n\\end{itemize}'],
  'page.typ': ['- one\n  - two‹\n\n#table(columns: 2)[a][b]', '= Title\n\n\tWords‹'],
  'page.org': ['- one\n  - two‹\n    more\n\n| a | b |\n|---+---|\n| c | d |'],
};

const shapes: Record<string, (text: string) => string> = {
  'with LF': (text) => text,
  'with CRLF': (text) => text.replaceAll('\n', '\r\n'),
  'with BOM and CRLF': (text) => `\ufeff${text.replaceAll('\n', '\r\n')}`,
};

suite('The text around an inserted image', () => {
  let folder = '';
  setup(() => {
    folder = freshFolder();
  });
  teardown(closeEditors);

  for (const [name, texts] of Object.entries(documents)) {
    for (const [shape, shaped] of Object.entries(shapes)) {
      test(`${name} ${shape} stays as it was`, async () => {
        for (const [index, marked] of texts.entries()) {
          await assertOnlyInserted(`${folder}/${index}-${name}`, marked, shaped);
        }
      });
    }
  }
});

async function assertOnlyInserted(
  path: string,
  marked: string,
  shaped: (text: string) => string,
): Promise<void> {
  const { text, selection } = readMarked(marked);
  const before = shaped(text);
  const { document } = await showDocument(path, before, selection);
  const answer = await vscode.commands.executeCommand<{ inserted: boolean }>(
    'fluxKlein.insertImage',
    { uri: inWorkspace('img/fox.webp'), altText: 'A fox' },
  );
  assert.equal(answer.inserted, true, path);
  assert.ok(await document.save());
  const after = await readFile(document.uri.fsPath, 'utf8');
  const added = insertedText(before, after);
  if (before.includes('\r\n')) assert.doesNotMatch(added, /(?<!\r)\n/, 'line ends are of one kind');
  else assert.doesNotMatch(added, /\r/);
  const language = languageOf({ languageId: document.languageId, fileName: path })!;
  const find = await language.loadFinder();
  const pictures = find(after);
  const found = pictures.map((picture) => `${picture.path} ${picture.altText ?? ''}`.trim());
  assert.equal(found.length, 1, `${language.name}: ${JSON.stringify(after)}`);
  assert.match(found[0]!, /^\.\.\/img\/fox\.webp/);
}

/** What stands in the later text between the beginning and the end of the earlier one. */
function insertedText(before: string, after: string): string {
  let start = 0;
  while (start < before.length && before[start] === after[start]) start++;
  const rest = before.length - start;
  assert.ok(
    after.endsWith(before.slice(before.length - rest)),
    `${JSON.stringify(before)} became ${JSON.stringify(after)}`,
  );
  return after.slice(start, after.length - rest);
}
