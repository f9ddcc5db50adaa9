import assert from 'node:assert/strict';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import sharp from 'sharp';
import * as vscode from 'vscode';
import type { GeneratedImage, Rejection } from './support/generate.ts';
import { addresses, standIn } from './support/standIn.ts';
import { paidBodies } from '../support/paidBodies.ts';
import { assertKeyStayedHome, postCount } from './support/traffic.ts';
import {
  closeEditors,
  filesBelow,
  freshFolder,
  inWorkspace,
  removeFolder,
  withSetting,
} from './support/workspace.ts';

async function write(path: string, text: string): Promise<vscode.Uri> {
  const uri = inWorkspace(path);
  await mkdir(dirname(uri.fsPath), { recursive: true });
  await writeFile(uri.fsPath, text);
  return uri;
}

function make(args: object): Thenable<GeneratedImage[]> {
  return vscode.commands.executeCommand('fluxKlein.generateMissingImages', args);
}

async function failure(asked: Thenable<unknown>): Promise<Rejection> {
  try {
    await asked;
  } catch (error) {
    return error as Rejection;
  }
  throw new Error('the command did not reject');
}

suite('Missing images of a document', () => {
  let folder: string;

  setup(async () => {
    await standIn.reset();
    folder = freshFolder();
  });
  teardown(async () => {
    await closeEditors();
    await removeFolder(folder);
  });

  test('each gets its own path, format, prompt and options, and the document stays as it is', async () => {
    const text =
      '\ufeff# Foxes\r\n\r\n![a fox in fresh snow](img/fox.webp "16:9 seed=7 draft")\r\n\r\n' +
      '- ![an owl](<img/an owl.jpeg>)\r\n- ![there](img/there.png) ![](img/decor.png)\r\n\r\n' +
      '![again](img/fox.webp) ![remote](https://example.org/a.png) ![svg](a.svg)\r\n\r\n' +
      '```\r\n![code](code.png)\r\n```\r\n<img src="img/wide.png" alt="a barn" width="300" height="200">';
    const uri = await write(`${folder}/page.md`, text);
    await write(`${folder}/img/there.png`, 'x');
    const images = await make({ uri });
    assert.deepEqual(
      images.map(({ uri: made, prompt, format }) => [
        made.slice(made.lastIndexOf('/') + 1),
        prompt,
        format,
      ]),
      [
        ['fox.webp', 'a fox in fresh snow', 'webp'],
        ['an%20owl.jpeg', 'an owl', 'jpg'],
        ['wide.png', 'a barn', 'png'],
      ],
    );
    assert.deepEqual(await filesBelow(folder), [
      'img/an owl.jpeg',
      'img/fox.webp',
      'img/there.png',
      'img/wide.png',
      'page.md',
    ]);
    const [fox, owl, barn] = paidBodies(await standIn.received())
      .toSorted((a, b) => String(a['prompt']).localeCompare(String(b['prompt'])))
      .map((body) => body) as [object, object, object];
    assert.deepEqual(
      [fox, owl, barn].map((body) => {
        const { prompt, aspect_ratio, megapixels, output_format } = body as Record<string, unknown>;
        return [prompt, aspect_ratio, megapixels, output_format];
      }),
      [
        ['a barn', '3:2', '1', 'png'],
        ['a fox in fresh snow', '16:9', '0.25', 'webp'],
        ['an owl', '1:1', '1', 'jpg'],
      ],
    );
    assert.equal(images[0]?.seed, 7);
    const owlFile = inWorkspace(`${folder}/img/an owl.jpeg`).fsPath;
    assert.equal((await sharp(owlFile).metadata()).format, 'jpeg');
    assert.equal(await readFile(uri.fsPath, 'utf8'), text);
    assertKeyStayedHome(await standIn.received());
  });

  test('forty are made with one action; some fail, and running again makes only those', async () => {
    const names = Array.from({ length: 40 }, (_, index) => `img/p${index}.webp`);
    const text = names
      .map((name, index) => `![picture ${index}](${name} "draft seed=${index + 1}")`)
      .join('\n\n');
    const uri = await write(`${folder}/many.md`, text);
    for (let index = 5; index <= 40; index += 5) {
      await standIn.addFault({ fault: 'safetyRefusal', seed: index });
    }
    const error = await failure(make({ uri, confirmed: true }));
    assert.equal(error.images?.length, 32);
    assert.deepEqual(
      error.failures?.map(({ prompt }) => prompt),
      [4, 9, 14, 19, 24, 29, 34, 39].map((index) => `picture ${index}`),
    );
    assert.equal((await filesBelow(folder)).length, 33);
    await standIn.reset();
    const rest = await make({ uri });
    assert.equal(rest.length, 8);
    assert.equal(postCount(await standIn.received()), 8);
    assert.deepEqual(await filesBelow(folder), ['many.md', ...names].sort());
    assert.equal(await readFile(uri.fsPath, 'utf8'), text);
    assert.deepEqual(await make({ uri }), []);
  });

  test('more than the settings allow are made only when confirmed', async () => {
    const uri = await write(`${folder}/two.md`, '![a](a.webp)\n\n![b](b.webp)\n');
    await withSetting('fluxKlein.confirmImagesAbove', 1, async () => {
      const error = await failure(make({ uri }));
      assert.equal(error.code, 'badRequest');
      assert.match(error.message, /confirmed: true/);
      assert.equal(postCount(await standIn.received()), 0);
      assert.equal((await make({ uri, confirmed: true })).length, 2);
    });
  });

  test('what has no words, an ignored target or a place outside is left out', async () => {
    await write(`${folder}/.gitignore`, 'out/\n');
    const uri = await write(
      `${folder}/page.md`,
      '![](empty.png) ![ignored](out/a.png) ![far](../../../../far.png) ![near](near.png)\n',
    );
    const images = await make({ uri });
    assert.deepEqual(
      images.map(({ prompt }) => prompt),
      ['near'],
    );
  });

  test('wrong options in a title fail by name, and the others are made', async () => {
    const uri = await write(`${folder}/page.md`, '![a](a.png "seed=0")\n\n![b](b.png)\n');
    const error = await failure(make({ uri }));
    assert.equal(error.code, 'badRequest');
    assert.equal(error.images?.length, 1);
    assert.match(String(error.failures?.[0]?.message), /a\.png.*seed must be/);
  });

  test('bytes of another format than the name says are no file of that name', async () => {
    const uri = await write(`${folder}/page.md`, '![a](a.png)\n');
    await standIn.addFault({ fault: 'otherFormat' });
    const error = await failure(make({ uri }));
    assert.equal(error.code, 'badReply');
    assert.deepEqual(await filesBelow(folder), ['page.md']);
  });

  test('what an earlier run has paid for and not saved is fetched, not paid again', async () => {
    const uri = await write(`${folder}/page.md`, '![a](a.png "draft")\n\n![b](b.png "draft")\n');
    // The first link and the fresh one that is asked for at once.
    await standIn.addFault({ fault: 'expiredLink', promptIncludes: 'a', times: 2 });
    const error = await failure(make({ uri }));
    assert.deepEqual(
      error.failures?.map(({ prompt, code }) => [prompt, code]),
      [['a', 'network']],
    );
    const [image, ...others] = await make({ uri });
    assert.deepEqual(others, []);
    assert.equal(postCount(await standIn.received()), 2, 'one for each image');
    const [paid] = paidBodies(await standIn.received()).filter(({ prompt }) => prompt === 'a');
    assert.equal(image?.seed, paid?.['seed']);
    assert.deepEqual(await filesBelow(folder), ['a.png', 'b.png', 'page.md']);
  });

  test('another prompt is another image, whatever was paid for in its place', async () => {
    const before = await write(`${folder}/before.md`, '![before](a.png "draft")\n');
    await standIn.addFault({ fault: 'expiredLink', times: 2 });
    await failure(make({ uri: before }));
    const after = await write(`${folder}/after.md`, '![after](a.png "draft")\n');
    const [image] = await make({ uri: after });
    assert.equal(image?.prompt, 'after');
    assert.equal(postCount(await standIn.received()), 2);
    // Nothing is left for another test to find.
    await rm(inWorkspace(`${folder}/a.png`).fsPath);
    await make({ uri: before });
    assert.equal(postCount(await standIn.received()), 2);
  });

  test('a notebook has those of its Markdown cells', async () => {
    const cell = (kind: string, source: string[]): object => ({
      cell_type: kind,
      metadata: {},
      source,
      ...(kind === 'code' && { outputs: [], execution_count: null }),
    });
    const notebook = {
      cells: [
        cell('markdown', ['# Cells\n', '![a cell](cell.png)']),
        cell('code', ['x = "![no](no.png)"']),
      ],
      metadata: {},
      nbformat: 4,
      nbformat_minor: 5,
    };
    const uri = await write(`${folder}/book.ipynb`, JSON.stringify(notebook));
    const images = await make({ uri });
    assert.deepEqual(
      images.map(({ prompt }) => prompt),
      ['a cell'],
    );
    assert.ok((await filesBelow(folder)).includes('cell.png'));
  });

  test('other languages are read as theirs', async () => {
    const documents: Record<string, string> = {
      'page.html': '<p><img src="html.png" alt="of html"></p>',
      'page.adoc': ':imagesdir: img\n\nimage::adoc.png[of asciidoc]\n',
      'page.tex': '\\includegraphics{latex}\n',
      'page.rst': '.. image:: rst.png\n   :alt: of rst\n',
      'page.typ': '#image("typst.png", alt: "of typst")\n',
      'page.org': '#+ATTR_HTML: :alt of org\n[[file:org.png]]\n',
      'page.vue': '<template><img src="./vue.png" alt="of vue"></template>',
      'page.tsx': 'export const A = () => <img src="./tsx.png" alt="of tsx" />;\n',
      'page.mdx': 'import A from "a"\n\n![of mdx](mdx.png)\n',
    };
    for (const [name, text] of Object.entries(documents)) {
      const uri = await write(`${folder}/${name}`, text);
      const images = await make({ uri }).then(undefined, (error: Error) => {
        throw new Error(`${name}: ${error.message}`);
      });
      assert.equal(images.length, name === 'page.tex' ? 0 : 1, name);
    }
    assert.ok((await filesBelow(folder)).includes('img/adoc.png'));
  });

  test('bad arguments name what is allowed', async () => {
    for (const args of [
      { uri: 7 },
      { uri: inWorkspace('absent.md') },
      { uri: inWorkspace(`${folder}/a.md`), confirmed: 'yes' },
      { uri: inWorkspace(`${folder}/a.md`), count: 3 },
    ]) {
      assert.equal((await failure(make(args))).code, 'badRequest', JSON.stringify(args));
    }
  });
});

suite('Missing images of the workspace', () => {
  let folder: string;

  setup(async () => {
    await standIn.reset();
    folder = freshFolder();
  });
  teardown(async () => {
    await closeEditors();
    await removeFolder(folder);
  });

  test('every document that no rule leaves out counts, and what is in the editor before the disk', async () => {
    await write(`${folder}/.gitignore`, 'drafts/\n');
    await write(`${folder}/a.md`, '![in a](shared.png)\n');
    await write(`${folder}/deep/b.html`, '<img src="b.png" alt="in b"><img src="../shared.png">');
    await write(`${folder}/drafts/c.md`, '![in c](c.png)\n');
    await write(`${folder}/node_modules/d.md`, '![in d](d.png)\n');
    const open = await vscode.workspace.openTextDocument(await write(`${folder}/e.md`, '# E\n'));
    const editor = await vscode.window.showTextDocument(open);
    await editor.edit((edit) => edit.insert(new vscode.Position(1, 0), '![in e](e.png)\n'));
    const images = await vscode.commands.executeCommand<GeneratedImage[]>(
      'fluxKlein.generateMissingImagesInWorkspace',
      { confirmed: true },
    );
    const ours = images.filter(({ uri }) => uri.includes(folder));
    assert.deepEqual(ours.map(({ prompt }) => prompt).toSorted(), ['in a', 'in b', 'in e']);
    assert.ok(addresses.apiKey);
  });
});
