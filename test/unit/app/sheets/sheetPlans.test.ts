import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { URI } from 'vscode-uri';
import type { GeneratedImage } from '../../../../src/app/making/batch.ts';
import { createSheetPlans } from '../../../../src/app/sheets/sheetPlans.ts';
import { english } from '../../../../src/app/words/l10n.ts';

const site = { uri: URI.file('/home/ada/site'), name: 'site', index: 0 };

/** @param links where folders that are links lead */
async function writtenBeside(imagePath: string, links: Readonly<Record<string, string>>) {
  const written: string[] = [];
  const { planOf } = createSheetPlans({
    studio: {
      orderMany: async () => ({
        items: [],
        altText: '',
        wantsInsertion: false,
        context: {} as never,
      }),
    },
    reader: { readSheet: async () => ({ jobs: [], failures: [] }) },
    readText: async () => 'prompt\nA fox\n',
    writeNew: async (folder, name, ending) => written.push(`${folder.path}/${name}${ending}`),
    resolve: async (uri) => {
      const [from, to] = Object.entries(links).find(([each]) => uri.path.startsWith(each)) ?? [];
      return from === undefined ? uri : uri.with({ path: uri.path.replace(from, to!) });
    },
    folders: { all: () => [site], of: () => site },
    uris: URI as never,
    l10n: english,
  });
  const plan = await planOf(URI.file('/home/ada/site/CLAUDE.csv'), new AbortController().signal);
  const image = { uri: URI.file(imagePath).toString(), prompt: 'A fox', seed: 1 };
  await plan.finish?.([image as GeneratedImage]);
  return written;
}

describe('The contact sheet of a prompt sheet', () => {
  test('lies in the folder of its images', async () => {
    assert.deepEqual(await writtenBeside('/home/ada/site/images/CLAUDE/a/fox.webp', {}), [
      '/home/ada/site/images/CLAUDE/CLAUDE.md',
    ]);
  });

  test('is not written where a link leads its folder out of the workspace, though the images are in it', async () => {
    const links = { '/home/ada/site/images/CLAUDE': '/home/ada' };
    await assert.rejects(
      writtenBeside('/home/ada/site/images/CLAUDE/site/pics/fox.webp', links),
      /lies outside/,
    );
  });
});
