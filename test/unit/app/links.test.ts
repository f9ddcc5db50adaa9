import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { after, beforeEach, describe, test } from 'node:test';
import type { GeneratedImage } from '../../../src/app/making/batch.ts';
import type { Uri } from '../../../src/app/uri.ts';
import {
  assertAltText,
  assertLeadsToImage,
  combinationFrom,
  documentPathFrom,
  type Combination,
} from '../../support/linkCombinations.ts';
import { imagesIn } from '../../support/imagesIn.ts';
import { createSeededRandom } from '../../support/seededRandom.ts';
import { seedFrom } from '../../support/testLength.ts';
import {
  freshFolder,
  generate,
  inWorkspace,
  rejection,
  removeFolder,
  standIn,
  textOfDocument,
  withSetting,
} from './support/program.ts';

/** Another run tries other combinations: FLUX_LINKS_SEED=7 npm test -- unit --grep Links */
const seed = seedFrom('FLUX_LINKS_SEED');
const documentCount = 126;
const imagesEach = 8;

const badVariable = '$1 ${CLIPBOARD}';

const root = freshFolder();

async function checkImage(combination: Combination, image: GeneratedImage): Promise<void> {
  const because = `seed ${seed}: ${JSON.stringify({ combination, link: image.link })}`;
  const found = imagesIn(image.link);
  assert.equal(found.length, 1, because);
  const { altText, target, isAloneInParagraph } = found[0]!;
  assert.ok(isAloneInParagraph, because);
  assertAltText(altText, combination.args, because);
  try {
    await assertLeadsToImage(target, image, inWorkspace(combination.documentPath).fsPath);
  } catch (error) {
    throw new Error(`${String(error)}, ${because}`, { cause: error });
  }
}

async function makeDocument(path: string): Promise<Uri> {
  const uri = inWorkspace(path);
  await mkdir(dirname(uri.fsPath), { recursive: true });
  await writeFile(uri.fsPath, '# A page\n\nSome words.\n');
  return uri;
}

const small = { megapixels: '0.25', outputFormat: 'jpg', outputQuality: 20 } as const;

describe('Links', () => {
  beforeEach(async () => {
    await standIn.reset();
    // A thousand images cost more than the stand-in gives at the start.
    await standIn.configure({ creditLimit: 1_000_000_000 });
  });
  after(() => removeFolder(root));

  test(`${documentCount * imagesEach} combinations: the one image that a parser finds is the saved file, with its alt text`, async () => {
    const random = createSeededRandom(seed);
    const paths = Array.from({ length: documentCount }, (_, i) =>
      documentPathFrom(random, root, i),
    );
    const combinations = paths.map((path) =>
      Array.from({ length: imagesEach }, () => combinationFrom(random, root, path)),
    );
    const uris = new Set<string>();
    const handleDocument = async (index: number): Promise<void> => {
      const mine = combinations[index]!;
      const uri = await makeDocument(paths[index]!);
      const isInserted = index % 6 === 0;
      const images = await Promise.all(
        mine.map(async ({ args }) => {
          const because = `seed ${seed}: ${JSON.stringify(args)}`;
          const made = await generate({
            ...args,
            ...small,
            document: uri,
            insert: isInserted,
          }).catch((error: unknown) => {
            throw new Error(`${String(error)}, ${because}`, { cause: error });
          });
          assert.equal(made.length, 1, because);
          assert.equal(made[0]!.inserted, isInserted, because);
          return made[0]!;
        }),
      );
      for (const [i, image] of images.entries()) {
        assert.ok(!uris.has(image.uri), 'each image has a file of its own');
        uris.add(image.uri);
        await checkImage(mine[i]!, image);
      }
      if (isInserted) checkDocument(uri, images);
    };
    const waiting = paths.map((_, index) => index);
    const work = async (): Promise<void> => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        await handleDocument(next);
      }
    };
    await withSetting('fluxKlein.maxParallelRequests', 16, async () => {
      await Promise.all([work(), work(), work()]);
    });
    assert.equal(uris.size, documentCount * imagesEach);
    assert.ok(uris.size >= 1000);
  });

  function checkDocument(uri: Uri, images: readonly GeneratedImage[]): void {
    const found = imagesIn(textOfDocument(uri));
    const targets = images.map(({ link }) => imagesIn(link)[0]!.target);
    assert.deepEqual(found.map(({ target }) => target).sort(), targets.sort(), `seed ${seed}`);
    assert.ok(found.every(({ isAloneInParagraph }) => isAloneInParagraph));
  }

  for (const field of ['fileName', 'folder']) {
    test(`an unknown variable in ${field} is refused before anything is sent`, async () => {
      const { code, message } = await rejection({ prompt: 'A fox', [field]: badVariable });
      assert.equal(code, 'badRequest');
      assert.match(message, new RegExp(`${field}.*\\$\\{CLIPBOARD\\}`));
      assert.equal((await standIn.received()).requests.length, 0);
    });
  }

  test('a folder outside of the workspace is refused before anything is sent', async () => {
    for (const folder of ['..', '../..', 'a/../../b', `./../../${join('x', '..')}`]) {
      const { code, message } = await rejection({ prompt: 'A fox', folder });
      assert.equal(code, 'badRequest', folder);
      assert.match(message, /^folder /);
    }
    assert.equal((await standIn.received()).requests.length, 0);
  });
});
