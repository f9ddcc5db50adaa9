import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Clock } from '../../../../src/core/ports.ts';
import { URI } from 'vscode-uri';
import { createImageMarker } from '../../../../src/app/images/imageMarker.ts';
import { request } from '../../oneMinAi/clientSetup.ts';
import { systemHashes } from '../../../../src/node/systemHashes.ts';

test('a paid image whose mark does not come is saved without it', async () => {
  const sleeps: number[] = [];
  const logged: string[] = [];
  const clock: Clock = { now: () => 0, sleep: async (ms) => void sleeps.push(ms) };
  const marker = createImageMarker({
    settings: { value: () => true } as never,
    toolVersion: '1',
    nowMs: () => 0,
    clock,
    hashes: systemHashes,
    uris: URI,
    tasks: { marked: () => new Promise(() => undefined) },
    log: { warn: (line: string) => logged.push(line) } as never,
  });
  const image = {
    bytes: new Uint8Array(3 * 1024 * 1024),
    format: 'png',
    width: 1,
    height: 1,
  } as const;
  const making = { request, recordId: 'r-1', uri: 'file:///a.png' };
  assert.equal(await marker.mark(image, making), image);
  assert.deepEqual(sleeps, [15_000]);
  assert.match(logged.join(), /without its provenance.*too long/);
});
