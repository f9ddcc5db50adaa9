import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import sharp from 'sharp';
import { createPainter, pictureSizes, type PictureRequest } from '../../standIn/painter.ts';

const request: PictureRequest = {
  prompt: 'a lake at dawn',
  model: 'black-forest-labs/flux-2-klein-4b',
  seed: 2_417_733,
  aspectRatio: '16:9',
  megapixels: '0.25',
  format: 'webp',
  quality: 80,
};

const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

describe('The painter', () => {
  const decoded = { webp: 'webp', jpg: 'jpeg', png: 'png' } as const;
  const each = Object.entries(pictureSizes).flatMap(([aspectRatio, size]) =>
    [false, true].map((isCoarse) => ({ aspectRatio, size, isCoarse })),
  );
  for (const { aspectRatio, size, isCoarse } of each) {
    const [fullWidth, fullHeight] = size;
    it(`makes ${aspectRatio} in every format, full and half a side${isCoarse ? ', in squares' : ''}`, async () => {
      const painter = createPainter({ isCoarse });
      for (const format of ['webp', 'jpg', 'png'] as const) {
        for (const [megapixels, scale] of [['1', 1] as const, ['0.25', 0.5] as const]) {
          const bytes = await painter.paint({ ...request, aspectRatio, format, megapixels });
          const { width, height, format: found } = await sharp(bytes).metadata();
          assert.deepEqual(
            { found, width, height },
            { found: decoded[format], width: fullWidth * scale, height: fullHeight * scale },
          );
        }
      }
    });
  }

  it('makes the same bytes of the same request, also where nothing is kept', async () => {
    for (const format of ['webp', 'jpg', 'png'] as const) {
      const first = await createPainter().paint({ ...request, format });
      const second = await createPainter().paint({ ...request, format });
      assert.equal(hashOf(first), hashOf(second));
    }
  });

  it('makes another picture of another prompt, seed or model', async () => {
    const painter = createPainter();
    const pictures = await Promise.all([
      painter.paint(request),
      painter.paint({ ...request, prompt: 'a lake at dusk' }),
      painter.paint({ ...request, seed: 2_417_734 }),
      painter.paint({ ...request, model: 'black-forest-labs/flux-2-klein-9b' }),
    ]);
    assert.equal(new Set(pictures.map(hashOf)).size, 4);
  });

  it('honours the quality in webp and jpg, 0 and 100 included, and ignores it in png', async () => {
    const painter = createPainter();
    const sizeOf = async (format: 'webp' | 'jpg' | 'png', quality: number): Promise<number> =>
      (await painter.paint({ ...request, format, quality })).length;
    for (const format of ['webp', 'jpg'] as const) {
      const [least, usual, most] = [0, 80, 100].map((quality) => sizeOf(format, quality));
      assert.ok(((await least) ?? 0) < ((await usual) ?? 0), format);
      assert.ok(((await usual) ?? 0) < ((await most) ?? 0), format);
    }
    assert.equal(await sizeOf('png', 0), await sizeOf('png', 100));
  });

  it('paints once for requests that come at the same time, and keeps no more than it may', async () => {
    const painter = createPainter({ maxPictures: 1 });
    const [first, again] = [painter.paint(request), painter.paint(request)];
    assert.equal(await first, await again);
    await painter.paint({ ...request, seed: 1 });
    const later = await painter.paint(request);
    assert.notEqual(later, await first);
    assert.deepEqual(later, await first);
  });
});
