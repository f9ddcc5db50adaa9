import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, test } from 'node:test';
import { URI } from 'vscode-uri';
import { readStored } from '../../../src/app/jobs/storedImages.ts';
import { createFavourites } from '../../../src/app/library/favourites.ts';
import { createHistoryCache } from '../../../src/app/library/historyCache.ts';
import { fromStored } from '../../../src/core/jobs.ts';

const textOf = (name: string): Promise<string> =>
  readFile(new URL(`../../fixtures/kept/version1/${name}`, import.meta.url), 'utf8');
const silent = (): void => undefined;
const log = { debug: silent, info: silent, warn: silent, error: silent };

describe('What the first version has kept', () => {
  test('of the panel’s images is read, each with how it ended', async () => {
    const stored = readStored(await textOf('images.json'), URI);
    assert.ok(stored !== 'newer');
    const jobs = stored.map(fromStored);
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
    const paths: string[] = [];
    const kept = { read: () => textOf('history.jsonl'), write: async () => undefined };
    const cache = createHistoryCache(kept, log);
    await cache.read(({ path }) => paths.push(path));
    assert.deepEqual(paths, ['assets/a-lighthouse.webp', 'img/крыши.jpg', 'logo.png']);
    const stored: unknown = JSON.parse(await textOf('favouriteRecords.json'));
    const favourites = createFavourites({
      get: <T>() => stored as T,
      update: async () => undefined,
    });
    assert.ok(favourites.has('3ad77bb4-0d7a-4660-a89e-caf32466ef97'));
  });
});
