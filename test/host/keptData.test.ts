import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { fromStored } from '../../src/core/jobs.ts';
import { createFavourites } from '../../src/vscode/host/favourites.ts';
import { createHistoryCache } from '../../src/vscode/host/historyCache.ts';
import { readStored } from '../../src/app/jobs/storedImages.ts';
import { createTestLog } from './support/testLog.ts';

const keptPath = (): string => {
  const extension = vscode.extensions.getExtension('fluxklein.image-generator');
  assert.ok(extension);
  return join(extension.extensionPath, 'test', 'fixtures', 'kept', 'version1');
};
const textOf = (name: string): Promise<string> => readFile(join(keptPath(), name), 'utf8');

suite('What the first version has kept', () => {
  test('of the panel’s images is read, each with how it ended', async () => {
    const jobs = readStored(await textOf('images.json'), vscode.Uri).map(fromStored);
    assert.deepEqual(
      jobs.map(({ status, asset, insertedInto, error }) =>
        [
          status,
          asset?.recordId.slice(0, 8),
          insertedInto,
          error?.code,
          error?.reason,
          error?.recordId?.slice(0, 8),
          error?.mayHaveBeenCharged && 'charged?',
        ]
          .filter(Boolean)
          .join(' '),
      ),
      [
        'done 3ad77bb4',
        'done f5d3d585 index.md',
        'failed serverDown busy charged?',
        'failed network linkExpired 43b1cd7f charged?',
        'failed badRequest outsideWorkspace',
        'cancelled cancelled 7b0c785e charged?',
        'cancelled cancelled',
        'failed network interrupted charged?',
      ],
    );
  });

  test('of the history’s index is read, and the favourites too', async () => {
    const { log } = createTestLog();
    const paths: string[] = [];
    const cache = createHistoryCache(vscode.Uri.file(keptPath()), log);
    await cache.read(({ path }) => paths.push(path));
    assert.deepEqual(paths, ['assets/a-lighthouse.webp', 'img/крыши.jpg', 'logo.png']);
    const stored: unknown = JSON.parse(await textOf('favouriteRecords.json'));
    const favourites = createFavourites({
      keys: () => [],
      get: <T>() => stored as T,
      update: async () => undefined,
    });
    assert.ok(favourites.has('3ad77bb4-0d7a-4660-a89e-caf32466ef97'));
  });
});
