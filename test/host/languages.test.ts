import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { showMarked } from './support/markedText.ts';
import { closeEditors, freshFolder, inWorkspace, withSetting } from './support/workspace.ts';

interface Inserted {
  link: string;
  inserted: boolean;
}

const insertImage = (args: object): Thenable<Inserted> =>
  vscode.commands.executeCommand('fluxKlein.insertImage', args);

suite('Links in other languages', () => {
  let folder = '';
  setup(() => {
    folder = freshFolder();
  });
  teardown(closeEditors);

  const uri = (path = 'img/a fox.webp'): vscode.Uri => inWorkspace(`${folder}/${path}`);

  // VS Code has no extension for some of these languages: the file's name tells.
  const cases: Record<string, [marked: string, expected: RegExp]> = {
    'page.html': ['<p>‹</p>\n', /<img src="\.\.\/img\/a%20fox\.webp" alt="A &quot;fox&quot;"/],
    'page.mdx': ['‹\n', /!\[A "fox"\]\(\.\.\/img\/a%20fox\.webp\)/],
    'page.vue': [
      '<template>\n  ‹\n</template>\n',
      /<img src="[^"]*a(?:%20| )fox\.webp" alt="[^"]+"/,
    ],
    'page.tsx': ['const a = <p>‹</p>;\n', /<img src="\.\.\/img\/a%20fox\.webp"/],
    'guide.adoc': ['‹\n', /image::?.*a(?:%20| )fox\.webp/],
    'guide.rst': ['‹\n', /\.\. (?:image|figure):: \.\.\/img\/a(?:%20|\\? )fox\.webp/],
    'paper.tex': ['‹\n', /\\includegraphics.*\.\.\/img\/a fox\.webp/],
    'paper.typ': ['‹\n', /image\("\.\.\/img\/a fox\.webp"/],
    'notes.org': ['‹\n', /\[\[(?:file:)?\.\.\/img\/a(?:%20| )fox\.webp\]/],
  };
  for (const [name, [marked, expected]] of Object.entries(cases)) {
    test(`${name} gets the link as its language writes it, and tells it`, async () => {
      const editor = await showMarked(`${folder}/docs/${name}`, marked);
      const { link, inserted } = await insertImage({ uri: uri(), altText: 'A "fox"' });
      assert.equal(inserted, true);
      assert.match(link, expected);
      const text = editor.document.getText();
      assert.ok(text.includes(link), text);
    });
  }

  test('a text in no known language gets nothing', async () => {
    const editor = await showMarked(`${folder}/notes.txt`, 'Text‹\n');
    const { link, inserted } = await insertImage({ uri: uri(), altText: 'fox' });
    assert.deepEqual({ link, inserted }, { link: '![fox](img/a%20fox.webp)', inserted: false });
    assert.equal(editor.document.getText(), 'Text\n');
  });

  test("the user's pattern wins, for languages that nobody knows too", async () => {
    const patterns = {
      plaintext: '{image ${path}|${alt}}',
      markdown: '{% img ${path} "${alt}" %}',
    };
    await withSetting('fluxKlein.imagePatterns', patterns, async () => {
      const text = await showMarked(`${folder}/notes.txt`, 'A ‹\n');
      await insertImage({ uri: uri(), altText: 'a fox' });
      assert.equal(text.document.getText(), 'A {image img/a fox.webp|a fox}\n');
      assert.equal(text.document.getText(text.selection), 'a fox');
      const page = await showMarked(`${folder}/page.md`, 'A ‹\n');
      await insertImage({ uri: uri('a.png'), altText: 'fox' });
      assert.equal(page.document.getText(), 'A {% img a.png "fox" %}\n');
    });
  });

  test('a bad pattern is refused by name', async () => {
    await withSetting('fluxKlein.imagePatterns', { markdown: '${alt}' }, async () => {
      await showMarked(`${folder}/page.md`, 'A ‹\n');
      await assert.rejects(
        async () => insertImage({ uri: uri() }),
        /fluxKlein\.imagePatterns has a pattern for markdown/,
      );
    });
  });

  test("images of the site are linked from its root, others from the document's folder", async () => {
    await withSetting('fluxKlein.siteRoot', `${folder}/static`, async () => {
      const editor = await showMarked(`${folder}/docs/page.md`, '‹\n');
      const inSite = await insertImage({ uri: uri('static/img/a fox.png'), altText: 'a' });
      assert.equal(inSite.link, '![a](/img/a%20fox.png)');
      const beside = await insertImage({ uri: uri('docs/b.png'), altText: 'b' });
      assert.equal(beside.link, '![b](b.png)');
      assert.ok(editor.document.getText().includes(inSite.link));
    });
  });
});
