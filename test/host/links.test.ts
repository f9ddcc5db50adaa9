import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as vscode from 'vscode';
import { seedFrom } from '../support/testLength.ts';
import {
  assertAltText,
  assertLeadsToImage,
  combinationFrom,
  documentPathFrom,
} from '../support/linkCombinations.ts';
import { generate } from './support/generate.ts';
import { imagesIn } from '../support/imagesIn.ts';
import { isWholeRun } from './support/ownSuite.ts';
import { createSeededRandom } from '../support/seededRandom.ts';
import { standIn } from './support/standIn.ts';
import { closeEditors, freshFolder, inWorkspace, removeFolder } from './support/workspace.ts';

/** Another run tries other combinations: FLUX_LINKS_SEED=7 npm test -- host --grep Links */
const seed = seedFrom('FLUX_LINKS_SEED');
/** A sample in the oldest VS Code: the links are the same there. */
const editorCount = isWholeRun ? 40 : 10;

const root = freshFolder();

async function makeDocument(path: string): Promise<vscode.Uri> {
  const uri = inWorkspace(path);
  await mkdir(dirname(uri.fsPath), { recursive: true });
  await writeFile(uri.fsPath, '# A page\n\nSome words.\n');
  return uri;
}

const small = { megapixels: '0.25', outputFormat: 'jpg', outputQuality: 20 } as const;

suite('Links', function () {
  this.timeout(7 * 60_000);
  setup(async () => {
    await standIn.reset();
  });
  suiteTeardown(async () => {
    await closeEditors();
    await removeFolder(root);
  });

  test(`in an editor, ${editorCount} combinations stand at the cursor, in the middle of a line`, async () => {
    const random = createSeededRandom(seed + 1);
    for (let index = 0; index < editorCount; index++) {
      const combination = combinationFrom(
        random,
        root,
        documentPathFrom(random, root, 1000 + index),
      );
      const { documentPath, args } = combination;
      const document = await vscode.workspace.openTextDocument(await makeDocument(documentPath));
      const editor = await vscode.window.showTextDocument(document);
      editor.selection = new vscode.Selection(2, 5, 2, 5);
      const [image] = await generate({ ...args, ...small });
      assert.ok(image?.inserted, `seed ${seed}: ${JSON.stringify(args)}`);
      assert.equal(document.getText(), `# A page\n\nSome ${image.link}words.\n`);
      const found = imagesIn(document.getText());
      assert.equal(found.length, 1, `seed ${seed}: ${JSON.stringify(combination)}`);
      assertAltText(found[0]!.altText, args, image.link);
      await assertLeadsToImage(found[0]!.target, image, inWorkspace(documentPath).fsPath);
      assert.equal(document.getText(editor.selection), /^!\[([^]*)\]\(/.exec(image.link)![1]);
      await closeEditors();
    }
  });

  test('a prompt and an alt text that look like snippets stay as they are', async () => {
    const folder = freshFolder();
    const text = '$1 ${CLIPBOARD} ${2:x} \\ } $TM_FILENAME `$(id)`';
    const uri = await makeDocument(`${folder}/page.md`);
    const editor = await vscode.window.showTextDocument(uri);
    const [image] = await generate({ prompt: text, folder, ...small });
    assert.equal(image?.prompt, text);
    assert.equal(imagesIn(editor.document.getText())[0]?.altText, text);
    await closeEditors();
    await removeFolder(folder);
  });
});
