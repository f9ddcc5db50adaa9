import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import sharp from 'sharp';
import * as vscode from 'vscode';
import { seedFrom } from '../support/testLength.ts';
import { awkwardName, awkwardText } from '../support/awkwardTexts.ts';
import { generate, type GeneratedImage } from './support/generate.ts';
import { imagesIn } from '../support/imagesIn.ts';
import { isWholeRun } from './support/ownSuite.ts';
import { createSeededRandom, type SeededRandom } from '../support/seededRandom.ts';
import { standIn } from './support/standIn.ts';
import { closeEditors, freshFolder, inWorkspace, removeFolder } from './support/workspace.ts';

/** Another run tries other combinations: FLUX_LINKS_SEED=7 npm test -- host --grep Links */
const seed = seedFrom('FLUX_LINKS_SEED');
/** A sample in the oldest VS Code: the links are the same there. */
const editorCount = isWholeRun ? 40 : 10;

interface Combination {
  readonly documentPath: string;
  readonly args: {
    readonly prompt: string;
    readonly altText?: string;
    readonly folder: string;
    readonly fileName?: string;
  };
}

function fileNameFrom(random: SeededRandom): string | undefined {
  switch (random.below(10)) {
    case 0:
      return undefined;
    case 1:
      return random.pick(['CON', 'nul.png', 'Com1', 'lpt¹.webp', 'aux .jpg', 'CONIN$', 'prn.']);
    case 2:
      return `${random.pick(['..', '../..', '../../up', './here', '.hidden', 'a/../../b', '...'])}`;
    case 3:
      return random.pick(['long ', '湖', '👩🏽‍🚀', 'e\u0301']).repeat(300);
    case 4:
      return `${awkwardName(random)}/${awkwardName(random)}`;
    case 5:
      return `\${slug}-\${seed}-${awkwardName(random).replaceAll('${', '$')}`;
    default:
      return awkwardText(random).replaceAll('${', '$').trim() || 'name';
  }
}

/** Windows takes not all of what others take, and folders that it does not take are refused. */
const folderName = (random: SeededRandom): string =>
  awkwardName(random)
    .replace(/[\p{Cc}<>:"\\|?*]/gu, '-')
    .replace(/[. ]+$/, '-');

function folderFrom(random: SeededRandom): string | undefined {
  switch (random.below(8)) {
    case 0:
      return undefined;
    case 1:
      return './';
    case 2:
      return `./${folderName(random)}`;
    case 3:
      return './${documentBaseName}';
    case 4:
      return `./a b/../${folderName(random)}`;
    default:
      // Below a folder of the test's own, so that all of it can be removed.
      return `${root}/${folderName(random)}/${folderName(random)}`;
  }
}

const root = freshFolder();

function combinationFrom(random: SeededRandom, documentPath: string): Combination {
  const folder = folderFrom(random) ?? `/${root}/assets`;
  const fileName = fileNameFrom(random);
  const prompt = random.oneIn(6)
    ? `${awkwardText(random, 40)} ${awkwardText(random, 40)}`
    : awkwardText(random);
  const args = {
    prompt,
    ...(random.oneIn(2) && { altText: random.oneIn(8) ? '' : awkwardText(random) }),
    folder,
    ...(fileName !== undefined && { fileName }),
  };
  return { documentPath, args };
}

function documentPathFrom(random: SeededRandom, index: number): string {
  const depth = random.below(5);
  const folders = Array.from({ length: depth }, () => awkwardName(random));
  return [root, ...folders, `${index} ${awkwardName(random)}.md`].join('/');
}

/** What the alt text must read as; independent of how the extension makes it. */
function assertAltText(
  actual: string,
  { altText, prompt }: Combination['args'],
  because: string,
): void {
  if (altText !== undefined) {
    assert.equal(actual, altText.replace(/[\r\n\u2028\u2029]+/g, ' '), because);
    return;
  }
  const line = prompt.trim().split(/\s+/u).join(' ');
  if (Array.from(line).length <= 200) {
    assert.equal(actual, line, because);
    return;
  }
  const rest = line.slice(actual.length);
  assert.ok(line.startsWith(actual) && Array.from(actual).length <= 200, because);
  const isCutAtWord = rest.startsWith(' ') || !actual.includes(' ');
  assert.ok(isCutAtWord && actual.length > 0, because);
}

async function assertLeadsToImage(target: string, image: GeneratedImage, documentPath: string) {
  const path = resolve(dirname(inWorkspace(documentPath).fsPath), target);
  assert.equal(path, vscode.Uri.parse(image.uri, true).fsPath);
  const { format, width, height } = await sharp(path).metadata();
  assert.deepEqual({ format, width, height }, { format: 'jpeg', width: 512, height: 512 });
}

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
      const combination = combinationFrom(random, documentPathFrom(random, 1000 + index));
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
      await assertLeadsToImage(found[0]!.target, image, documentPath);
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
