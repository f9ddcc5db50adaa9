import assert from 'node:assert/strict';
import { stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { URI } from 'vscode-uri';
import { imagesIn } from '../../support/imagesIn.ts';
import { paidBodies } from '../../support/paidBodies.ts';
import { closeDocuments, freshFolder, generate, showMarked, standIn } from './support/program.ts';

const ratios = ['1:1', '16:9', '9:16', '3:2', '2:3', '4:5', '5:4'] as const;
const formats = ['webp', 'jpg', 'png'] as const;
const sizes = {
  '1:1': [1024, 1024],
  '16:9': [1344, 768],
  '9:16': [768, 1344],
  '3:2': [1216, 832],
  '2:3': [832, 1216],
  '4:5': [896, 1088],
  '5:4': [1088, 896],
} as const;

describe('Every parameter', () => {
  beforeEach(() => standIn.reset());
  afterEach(closeDocuments);

  for (const format of formats) {
    for (const megapixels of ['0.25', '1'] as const) {
      test(`${format} at ${megapixels} megapixels in all seven ratios`, async () => {
        const folder = freshFolder();
        for (const ratio of ratios) {
          const page = await showMarked(`${folder}/${ratio.replace(':', 'x')}.md`, '');
          const [image] = await generate({
            prompt: `A lake, ${ratio}`,
            aspectRatio: ratio,
            outputFormat: format,
            megapixels,
            folder,
          });
          assert.ok(image);
          const path = URI.parse(image.uri).fsPath;
          const decoded = await sharp(path).metadata();
          const divisor = megapixels === '1' ? 1 : 2;
          const [width, height] = sizes[ratio];
          const expected = {
            format: format === 'jpg' ? 'jpeg' : format,
            width: width / divisor,
            height: height / divisor,
          };
          assert.deepEqual(
            { format: decoded.format, width: decoded.width, height: decoded.height },
            expected,
          );
          assert.deepEqual(
            { format: image.format, width: image.width, height: image.height },
            { ...expected, format },
          );
          assert.equal(image.bytes, (await stat(path)).size);
          const text = page.document.getText();
          assert.equal(text, image.link);
          const [link] = imagesIn(text);
          assert.equal(resolve(dirname(page.document.uri.fsPath), link?.target ?? ''), path);
        }
      });
    }
  }

  test('the nine parameters arrive as asked for, and the seeds count up', async () => {
    const images = await generate({
      prompt: '  A red fox  ',
      model: 'black-forest-labs/flux-2-klein-9b',
      aspectRatio: '4:5',
      outputFormat: 'jpg',
      outputQuality: 31,
      inferenceSteps: 2,
      goFast: false,
      megapixels: '0.25',
      disableSafetyChecker: true,
      seed: 4294967295,
      count: 3,
      insert: false,
      folder: freshFolder(),
    });
    const received = await standIn.received();
    const bodies = paidBodies(received).sort((a, b) => Number(b['seed']) - Number(a['seed']));
    const common = {
      prompt: 'A red fox',
      aspect_ratio: '4:5',
      output_format: 'jpg',
      output_quality: 31,
      num_inference_steps: 2,
      go_fast: false,
      megapixels: '0.25',
      disable_safety_checker: true,
    };
    assert.deepEqual(
      bodies,
      [4294967295, 2, 1].map((seed) => ({ ...common, seed })),
    );
    assert.deepEqual(
      images.map(({ seed }) => seed),
      [4294967295, 1, 2],
    );
    assert.ok(images.every(({ inserted }) => !inserted));
    assert.equal(received.counts.paidRequests, 3);
  });

  test('without arguments for them, the settings decide and a seed is drawn', async () => {
    const [image] = await generate({ prompt: 'A fox', insert: false, folder: freshFolder() });
    const [body] = paidBodies(await standIn.received());
    assert.deepEqual(body, {
      prompt: 'A fox',
      aspect_ratio: '1:1',
      output_format: 'webp',
      output_quality: 80,
      num_inference_steps: 4,
      go_fast: true,
      megapixels: '1',
      disable_safety_checker: false,
      seed: image?.seed,
    });
  });
});
