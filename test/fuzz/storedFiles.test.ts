import assert from 'node:assert/strict';
import { provenanceOf } from '../../src/core/provenance/provenance.ts';
import { readForeign } from '../../src/core/provenance/readForeign.ts';
import { readProvenance } from '../../src/core/provenance/readProvenance.ts';
import { sourceOf } from '../../src/core/provenance/byteSource.ts';
import { isOwn, readEntry, withoutOldUrl } from '../../src/core/ledgerEntry.ts';
import { modelIds } from '../../src/core/models.ts';
import { embedProvenance, stripMetadata } from '../support/imageProvenance.ts';
import { fuzz } from './support/fuzzer.ts';
import { garbage, garbageBytes, mutatedBytes, mutatedText } from './support/mutation.ts';
import { realImages } from './support/realImages.ts';

const request = {
  prompt: 'A red fox — "quoted" <b> & 湖',
  model: modelIds[0],
  aspectRatio: '16:9',
  outputFormat: 'webp',
  outputQuality: 80,
  inferenceSteps: 4,
  goFast: true,
  megapixels: '0.25',
  disableSafetyChecker: false,
  seed: 7,
} as const;
const provenance = provenanceOf({
  request,
  recordId: 'a1b2c3d4-e5f6-7890-abcd-ef1234567890',
  createdAtMs: 0,
  toolVersion: '0.1.0',
});

const plain = await realImages();
const marked = await Promise.all(plain.map((bytes) => embedProvenance(bytes, provenance)));
const images = [...plain, ...marked];
const heads = images.map((bytes) => bytes.subarray(0, 40));

fuzz<Uint8Array>('What is written in an image', [
  {
    name: 'the reader of provenance',
    draw: (random) =>
      random.oneIn(8) ? garbageBytes(random, heads) : mutatedBytes(random.pick(images), random),
    async read(bytes) {
      const found = await readProvenance(sourceOf(bytes));
      if (found) assert.equal(typeof found.prompt, 'string');
    },
  },
  {
    name: 'the reader of what other tools wrote',
    draw: (random) => mutatedBytes(random.pick(images), random),
    async read(bytes) {
      for (const { value } of await readForeign(sourceOf(bytes))) assert.ok(value.length > 0);
    },
  },
  {
    name: 'the remover of metadata',
    draw: (random) => mutatedBytes(random.pick(marked), random),
    read: (bytes) => assert.ok(stripMetadata(bytes).length <= bytes.length + 64),
  },
]);

const intent = {
  version: 1,
  id: 'a1',
  createdAtMs: 0,
  origin: 'https://api.1min.ai',
  request,
  place: { folderUri: 'file:///site/assets', name: 'red-fox' },
};
const entry = [
  intent,
  { record: { recordId: 'r-1', namedAtMs: 0, imageUrl: 'https://s3.test/a?X-Amz-Signature=1' } },
  { naming: { uri: 'file:///site/assets/red-fox.webp', byteCount: 7 } },
]
  .map((line) => `${JSON.stringify(line)}\n`)
  .join('');

fuzz<string>('What was left by a crash', [
  {
    name: 'the reader of ledger entries',
    draw: (random) => (random.oneIn(8) ? garbage(random) : mutatedText(entry, random)),
    read(text) {
      const read = readEntry(text);
      if (isOwn(read)) {
        assert.equal(withoutOldUrl(read, Date.UTC(2200, 0)).record?.imageUrl, undefined);
      }
    },
  },
]);
