import assert from 'node:assert/strict';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { awkwardName, awkwardText } from './awkwardTexts.ts';
import type { SeededRandom } from './seededRandom.ts';

/** An image whose prompt, names and folder have broken links somewhere, and the document that is to show it. */
export interface Combination {
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

function folderFrom(random: SeededRandom, root: string): string | undefined {
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

/** @param root folder of the test's own */
export function combinationFrom(
  random: SeededRandom,
  root: string,
  documentPath: string,
): Combination {
  const folder = folderFrom(random, root) ?? `/${root}/assets`;
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

/** @param root folder of the test's own */
export function documentPathFrom(random: SeededRandom, root: string, index: number): string {
  const depth = random.below(5);
  const folders = Array.from({ length: depth }, () => awkwardName(random));
  return [root, ...folders, `${index} ${awkwardName(random)}.md`].join('/');
}

/** What the alt text must read as; independent of how the extension makes it. */
export function assertAltText(
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

/** The target of a link is the saved file, and that the image that was asked for: a JPEG of 0.25 megapixels. */
export async function assertLeadsToImage(
  target: string,
  image: { readonly uri: string },
  documentFsPath: string,
): Promise<void> {
  const path = resolve(dirname(documentFsPath), target);
  assert.equal(path, fileURLToPath(image.uri));
  const { format, width, height } = await sharp(path).metadata();
  assert.deepEqual({ format, width, height }, { format: 'jpeg', width: 512, height: 512 });
}
