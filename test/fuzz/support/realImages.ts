import sharp, { type Sharp } from 'sharp';

const picture = (): Sharp =>
  sharp({ create: { width: 31, height: 17, channels: 3, background: '#3a7' } });

const withText = (): Sharp =>
  picture()
    .withExif({ IFD0: { Copyright: 'x'.repeat(300) } })
    .withXmp('<x:xmpmeta xmlns:x="adobe:ns:meta/"><a/></x:xmpmeta>')
    .withIccProfile('srgb');

/** Small files of every format and outline that an encoder writes. */
export function realImages(): Promise<Uint8Array[]> {
  const animated = sharp(Buffer.alloc(8 * 16 * 3, 90), {
    raw: { width: 8, height: 16, channels: 3, pageHeight: 8 },
  });
  const files = [
    picture().png(),
    picture().png({ progressive: true, palette: true }),
    withText().png(),
    picture().jpeg(),
    picture().jpeg({ progressive: true }),
    withText().jpeg(),
    picture().webp(),
    picture().webp({ lossless: true }),
    picture().ensureAlpha(0.5).webp(),
    withText().webp(),
    animated.webp({ loop: 0, delay: [100, 100] }),
  ];
  return Promise.all(files.map((file) => file.toBuffer()));
}
