import assert from 'node:assert/strict';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as vscode from 'vscode';
import { generate } from './support/generate.ts';
import { generateWhile } from './support/heldRequest.ts';
import { imagesIn } from '../support/imagesIn.ts';
import { showMarked } from './support/markedText.ts';
import { standIn } from './support/standIn.ts';
import { closeEditors, freshFolder, inWorkspace, showDocument } from './support/workspace.ts';

const small = { megapixels: '0.25', outputFormat: 'jpg' } as const;
const cat = { prompt: 'A cat', altText: 'cat', fileName: 'cat', folder: './', ...small };
/** The link of `cat` in a fresh folder. */
const link = '![cat](cat.jpg)';
const three = { ...cat, count: 3, seed: 7 };
const links = [link, '![cat](cat-1.jpg)', '![cat](cat-2.jpg)'];

const pagePath = (): string => `${freshFolder()}/page.md`;

async function writeUnshown(path: string, text: string): Promise<vscode.Uri> {
  const uri = inWorkspace(path);
  await mkdir(dirname(uri.fsPath), { recursive: true });
  await writeFile(uri.fsPath, text);
  return uri;
}

const exists = (uri: string): Promise<boolean> =>
  stat(vscode.Uri.parse(uri, true).fsPath).then(
    () => true,
    () => false,
  );

const selectedText = ({ document, selection }: vscode.TextEditor): string =>
  document.getText(selection);

async function typeAt(editor: vscode.TextEditor, position: [number, number], text: string) {
  const isEdited = await editor.edit((edit) => edit.insert(new vscode.Position(...position), text));
  assert.ok(isEdited);
}

/** Edits to a document while something runs. */
async function editsDuring(document: vscode.TextDocument, run: () => Promise<unknown>) {
  const edits: vscode.TextDocumentContentChangeEvent[][] = [];
  const subscription = vscode.workspace.onDidChangeTextDocument((event) => {
    if (event.document === document && event.contentChanges.length > 0) {
      edits.push([...event.contentChanges]);
    }
  });
  try {
    await run();
  } finally {
    subscription.dispose();
  }
  return edits;
}

suite('Inserting links', () => {
  setup(() => standIn.reset());
  teardown(closeEditors);

  for (const [what, text] of [
    ['takes its parser for ever', 'f<T>('.repeat(30)],
    ['takes its parser all memory', 'image:'.repeat(1600)],
  ] as const) {
    test(`a short program that ${what} holds nobody up, and the image is there`, async () => {
      await showDocument(`${freshFolder()}/page.tsx`, text);
      let isHeldMs = 0;
      let last = performance.now();
      const clock = setInterval(() => {
        const now = performance.now();
        isHeldMs = Math.max(isHeldMs, now - last);
        last = now;
      }, 50);
      try {
        const [image] = await generate(cat);
        assert.ok(await exists(image!.uri));
      } finally {
        clearInterval(clock);
      }
      assert.ok(isHeldMs < 2000, `${isHeldMs} ms`);
    });
  }

  suite('one image at the cursor', () => {
    const places: Record<string, [marked: string, expected: string]> = {
      'in an empty document': ['‹', link],
      'at the start': ['‹Some words.\n', `${link}Some words.\n`],
      'in the middle of a line': ['One\n\nSome ‹words.\n', `One\n\nSome ${link}words.\n`],
      'at the end, with no final line end': ['Some words. ‹', `Some words. ${link}`],
      'on the last, empty line': ['Some words.\n\n‹', `Some words.\n\n${link}`],
      'in a list item': ['- a ‹\n- b\n', `- a ${link}\n- b\n`],
    };
    for (const [name, [marked, expected]] of Object.entries(places)) {
      test(`${name}: is inserted bare, its alt text selected`, async () => {
        const editor = await showMarked(pagePath(), marked);
        const [image] = await generate(cat);
        assert.equal(image?.inserted, true);
        assert.equal(image.link, link);
        assert.equal(editor.document.getText(), expected);
        assert.equal(selectedText(editor), 'cat');
        assert.equal(vscode.window.activeTextEditor, editor);
      });
    }
  });

  suite('after a selection, in a paragraph of its own', () => {
    const places: Record<string, [marked: string, expected: string]> = {
      'within a line': ['A ‹grey cat› sits.\nOn.\n', `A grey cat sits.\n\n${link}\n\nOn.\n`],
      'over several lines': [
        '‹A cat\nsits› here.\n\nNext.\n',
        `A cat\nsits here.\n\n${link}\n\nNext.\n`,
      ],
      'that ends where the next line begins': [
        '‹A cat.\n›\nNext.\n',
        `A cat.\n\n${link}\n\nNext.\n`,
      ],
      'of a whole document': ['‹A cat.›', `A cat.\n\n${link}`],
      'in a list item': ['- ‹a cat›\n- b\n', `- a cat\n\n  ${link}\n\n- b\n`],
      'in a quote': ['> ‹a cat›\n> more\n', `> a cat\n>\n> ${link}\n>\n> more\n`],
      'in a code fence': ['```\n‹cat›\n```\n\nx\n', `\`\`\`\ncat\n\`\`\`\n\n${link}\n\nx\n`],
      'in a table': [
        '| a |\n|---|\n| ‹cat› |\n| b |\n',
        `| a |\n|---|\n| cat |\n| b |\n\n${link}\n`,
      ],
    };
    for (const [name, [marked, expected]] of Object.entries(places)) {
      test(name, async () => {
        const editor = await showMarked(pagePath(), marked);
        const selected = selectedText(editor);
        const [image] = await generate(cat);
        assert.equal(image?.inserted, true);
        assert.equal(editor.document.getText(), expected);
        assert.ok(expected.includes(selected), 'the selected text stays');
        assert.equal(selectedText(editor), 'cat');
      });
    }

    test('without a prompt, the selected text is the prompt', async () => {
      await showMarked(pagePath(), 'A ‹grey cat › sits.');
      const { prompt: _, ...rest } = cat;
      const [image] = await generate(rest);
      assert.equal(image?.prompt, 'grey cat');
    });
  });

  suite('several images', () => {
    test('get into one edit, a paragraph each, in the order of their seeds', async () => {
      const editor = await showMarked(pagePath(), 'Some ‹words.\nMore.\n');
      const version = editor.document.version;
      // The first is answered last.
      await standIn.addFault({ fault: 'slowHead', seed: 7, delayMs: 400 });
      const edits = await editsDuring(editor.document, async () => {
        const images = await generate(three);
        assert.deepEqual(
          images.map((image) => [image.seed, image.link, image.inserted]),
          links.map((each, index) => [7 + index, each, true]),
        );
      });
      assert.deepEqual(
        edits.map((changes) => changes.map(({ rangeLength }) => rangeLength)),
        [[0]],
      );
      assert.equal(editor.document.version, version + 1);
      assert.equal(editor.document.getText(), `Some words.\n\n${links.join('\n\n')}\n\nMore.\n`);
      assert.ok(imagesIn(editor.document.getText()).every((image) => image.isAloneInParagraph));
      assert.equal(selectedText(editor), 'cat');
      assert.equal(editor.selection.start.line, 2);
    });

    test('one undo takes all links back and leaves the files; redo brings them again', async () => {
      const editor = await showMarked(pagePath(), 'Some ‹words›.\n');
      const images = await generate(three);
      const text = editor.document.getText();
      await vscode.commands.executeCommand('undo');
      assert.equal(editor.document.getText(), 'Some words.\n');
      assert.deepEqual(await Promise.all(images.map(({ uri }) => exists(uri))), [true, true, true]);
      await vscode.commands.executeCommand('redo');
      assert.equal(editor.document.getText(), text);
    });

    test('what was typed before stays typed when they are undone', async () => {
      const editor = await showMarked(pagePath(), '‹');
      await vscode.commands.executeCommand('type', { text: 'Typed ' });
      await generate(cat);
      assert.equal(editor.document.getText(), `Typed ${link}`);
      await vscode.commands.executeCommand('undo');
      assert.equal(editor.document.getText(), 'Typed ');
    });

    test('where one fails, the others are inserted', async () => {
      const editor = await showMarked(pagePath(), '‹');
      await standIn.addFault({ fault: 'safetyRefusal', seed: 8 });
      await assert.rejects(generate(three), { code: 'promptRefused' });
      assert.equal(editor.document.getText(), `${links[0]}\n\n${links[2]}`);
    });
  });

  suite('what a file is made of', () => {
    test('CRLF stays CRLF', async () => {
      const editor = await showMarked(pagePath(), 'One ‹two›\r\nthree\r\n');
      await generate(three);
      const text = editor.document.getText();
      assert.equal(text, `One two\r\n\r\n${links.join('\r\n\r\n')}\r\n\r\nthree\r\n`);
    });

    test('a byte order mark and a missing final line end stay so', async () => {
      const path = pagePath();
      const editor = await showDocument(path, '\ufeffWords', [0, 5, 0, 5]);
      await generate(cat);
      await editor.document.save();
      const saved = await readFile(inWorkspace(path).fsPath, 'utf8');
      assert.equal(saved, `\ufeffWords${link}`);
    });

    test('an indented cursor line brings no indentation into the link', async () => {
      const editor = await showMarked(pagePath(), '- a\n\n  - b ‹\n');
      await generate({ ...three, count: 2 });
      assert.equal(
        editor.document.getText(),
        `- a\n\n  - b \n\n    ${links[0]}\n\n    ${links[1]}\n`,
      );
    });
  });

  test('an empty alt text gives a decorative image', async () => {
    const editor = await showMarked(pagePath(), 'Some ‹words');
    const [image] = await generate({ ...cat, altText: '' });
    assert.equal(editor.document.getText(), 'Some ![](cat.jpg)words');
    assert.equal(image?.link, '![](cat.jpg)');
  });

  test('with insert: false the document stays as it is, and the link is told', async () => {
    const editor = await showMarked(pagePath(), 'Some ‹words');
    const [image] = await generate({ ...cat, insert: false });
    assert.equal(editor.document.getText(), 'Some words');
    assert.equal(editor.document.isDirty, false);
    assert.deepEqual([image?.inserted, image?.link], [false, link]);
  });

  suite('while the image is made', () => {
    const edits: Record<
      string,
      [marked: string, edit: (editor: vscode.TextEditor) => Thenable<unknown>, expected: string]
    > = {
      'text before the place': [
        'One\nSome ‹words\n',
        (editor) => typeAt(editor, [0, 0], 'Zero\n'),
        `Zero\nOne\nSome ${link}words\n`,
      ],
      'text before it in the line': [
        'Some ‹words\n',
        (editor) => typeAt(editor, [0, 0], 'And '),
        `And Some ${link}words\n`,
      ],
      'text after it': [
        'Some ‹words\n',
        (editor) => typeAt(editor, [1, 0], 'More\n'),
        `Some ${link}words\nMore\n`,
      ],
      'text exactly there': [
        'Some ‹words\n',
        () => vscode.commands.executeCommand('type', { text: 'new ' }),
        `Some new ${link}words\n`,
      ],
      'text away before it': [
        'One\nSome ‹words\n',
        (editor) => editor.edit((edit) => edit.delete(new vscode.Range(0, 0, 1, 2))),
        `me ${link}words\n`,
      ],
      'text away up to it': [
        'Some ‹words\n',
        (editor) => editor.edit((edit) => edit.delete(new vscode.Range(0, 0, 0, 5))),
        `${link}words\n`,
      ],
      'half of the selection away': [
        'A ‹grey cat› sits.\n',
        (editor) => editor.edit((edit) => edit.delete(new vscode.Range(0, 0, 0, 7))),
        `cat sits.\n\n${link}\n`,
      ],
    };
    for (const [name, [marked, edit, expected]] of Object.entries(edits)) {
      test(`whoever writes or takes ${name}: the place follows`, async () => {
        const editor = await showMarked(pagePath(), marked);
        const [image] = await generateWhile(cat, () => edit(editor));
        assert.equal(image?.inserted, true);
        assert.equal(editor.document.getText(), expected);
      });
    }

    test('a place that is deleted is gone: nothing is inserted, the file stays', async () => {
      const editor = await showMarked(pagePath(), 'One\nSome ‹words\nLast\n');
      const [image] = await generateWhile(cat, () =>
        editor.edit((edit) => edit.replace(new vscode.Range(0, 1, 2, 1), 'x')),
      );
      assert.equal(image?.inserted, false);
      assert.equal(image.link, link);
      assert.equal(editor.document.getText(), 'Oxast\n');
      assert.ok(await exists(image.uri));
    });

    test('so is the place in a document that is closed, also when it is opened again', async () => {
      for (const isOpenedAgain of [false, true]) {
        const path = pagePath();
        await showMarked(path, 'Some ‹words\n');
        const [image] = await generateWhile(cat, async () => {
          await closeEditors();
          if (isOpenedAgain) await vscode.window.showTextDocument(inWorkspace(path));
        });
        const { document } = await vscode.window.showTextDocument(inWorkspace(path));
        if (!isOpenedAgain) assert.equal(image?.inserted, false);
        const expected = image?.inserted ? `Some ${link}words\n` : 'Some words\n';
        assert.equal(document.getText(), expected);
        assert.equal(await readFile(inWorkspace(path).fsPath, 'utf8'), 'Some words\n');
        await closeEditors();
      }
    });

    test('the cursor may go on: the link gets where it was, and nothing is selected', async () => {
      const editor = await showMarked(pagePath(), 'Some ‹words\n\nElsewhere.\n');
      await generateWhile(cat, async () => {
        editor.selection = new vscode.Selection(2, 9, 2, 9);
        await vscode.commands.executeCommand('type', { text: ' too' });
      });
      assert.equal(editor.document.getText(), `Some ${link}words\n\nElsewhere too.\n`);
      assert.ok(editor.selection.isEmpty);
      assert.deepEqual([editor.selection.active.line, editor.selection.active.character], [2, 13]);
    });

    test('whoever writes in another document keeps the focus there', async () => {
      const first = await showMarked(pagePath(), 'Some ‹words\n');
      let second: vscode.TextEditor | undefined;
      const [image] = await generateWhile(cat, async () => {
        second = await showMarked(pagePath(), 'Other‹\n');
        await vscode.commands.executeCommand('type', { text: ' text' });
      });
      assert.equal(image?.inserted, true);
      assert.equal(first.document.getText(), `Some ${link}words\n`);
      assert.equal(vscode.window.activeTextEditor, second);
      await vscode.commands.executeCommand('type', { text: ' goes on' });
      assert.equal(second?.document.getText(), 'Other text goes on\n');
    });

    test('one undo takes it back there, too', async () => {
      const first = await showMarked(pagePath(), 'Some ‹words\n');
      await generateWhile(three, () => showMarked(pagePath(), '‹'));
      const { document } = first;
      assert.equal(document.getText(), `Some words\n\n${links.join('\n\n')}\n`);
      await vscode.window.showTextDocument(document);
      await vscode.commands.executeCommand('undo');
      assert.equal(document.getText(), 'Some words\n');
    });

    test('several commands for one document: every link gets in', async () => {
      const { document } = await showMarked(pagePath(), '‹');
      const images = await Promise.all(Array.from({ length: 8 }, () => generate(cat)));
      assert.ok(images.every(([image]) => image?.inserted));
      const found = imagesIn(document.getText());
      assert.equal(new Set(found.map(({ target }) => target)).size, 8);
    });
  });

  suite('with the argument document', () => {
    const ends: Record<string, [text: string, expected: string]> = {
      'with a final line end': ['Words.\n', `Words.\n\n${link}\n`],
      'without one': ['Words.', `Words.\n\n${link}`],
      'that is empty': ['', link],
      'that ends in a list': ['- a\n- b', `- a\n- b\n\n${link}`],
      'that ends with blank lines': ['Words.\n\n\n', `Words.\n\n\n${link}\n`],
      'with CRLF': ['Words.\r\n', `Words.\r\n\r\n${link}\r\n`],
    };
    for (const [name, [text, expected]] of Object.entries(ends)) {
      test(`a document ${name} that is not shown gets a paragraph at its end`, async () => {
        const shown = await showMarked(pagePath(), 'Shown‹');
        const uri = await writeUnshown(pagePath(), text);
        const [image] = await generate({ ...cat, document: uri });
        assert.equal(image?.inserted, true);
        const document = await vscode.workspace.openTextDocument(uri);
        assert.equal(document.getText(), expected);
        assert.equal(shown.document.getText(), 'Shown');
        assert.equal(vscode.window.activeTextEditor, shown);
        await document.save();
      });
    }

    test('a document shown beside gets it at its cursor, and the active editor keeps the focus', async () => {
      const beside = await showMarked(pagePath(), 'Some words‹ beside.\n');
      const path = pagePath();
      await writeUnshown(path, 'Active\n');
      const active = await vscode.window.showTextDocument(inWorkspace(path), {
        viewColumn: vscode.ViewColumn.Two,
      });
      for (const document of [beside.document.uri, beside.document.uri.toString()]) {
        const [image] = await generate({ ...cat, document });
        assert.equal(image?.inserted, true);
      }
      assert.equal(beside.document.getText(), `Some words${link}![cat](cat-1.jpg) beside.\n`);
      assert.equal(active.document.getText(), 'Active\n');
      assert.equal(vscode.window.activeTextEditor, active);
    });

    test('a document in a hidden tab gets it where its cursor was, also after an edit', async () => {
      const hidden = await showMarked(pagePath(), 'Some ‹words.\n');
      await showMarked(pagePath(), 'Shown‹');
      const edit = new vscode.WorkspaceEdit();
      edit.insert(hidden.document.uri, new vscode.Position(0, 0), 'First.\n');
      await vscode.workspace.applyEdit(edit);
      await generate({ ...cat, document: hidden.document.uri });
      assert.equal(hidden.document.getText(), `First.\nSome ${link}words.\n`);
    });

    for (const document of ['page.md', 7, inWorkspace('no/such/page.md')]) {
      test(`${String(document)} is refused before anything is sent`, async () => {
        await assert.rejects(generate({ ...cat, document }), {
          code: 'badRequest',
          message: /^document must be /,
        });
        assert.equal((await standIn.received()).requests.length, 0);
      });
    }
  });
});
