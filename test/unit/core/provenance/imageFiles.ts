import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { projectRoot } from '../../../../scripts/projectPaths.mjs';

const suitePath = join(projectRoot, 'test', 'fixtures', 'images', 'pngSuite');

/** PngSuite, by the names of its files; those that begin with `x` are broken on purpose. */
export async function readPngSuite(): Promise<{
  readonly valid: Map<string, Buffer>;
  readonly broken: Map<string, Buffer>;
}> {
  const names = (await readdir(suitePath)).filter((name) => name.endsWith('.png')).sort();
  const files = await Promise.all(
    names.map(async (name) => [name, await readFile(join(suitePath, name))] as const),
  );
  const isBroken = ([name]: readonly [string, Buffer]) => name.startsWith('x');
  return {
    valid: new Map(files.filter((file) => !isBroken(file))),
    broken: new Map(files.filter(isBroken)),
  };
}

/** All pixels of all frames as a decoder shows them, with their profile applied, and their layout. */
export async function decoded(bytes: Uint8Array): Promise<{ pixels: Buffer; layout: string }> {
  const image = sharp(bytes, { failOn: 'warning', pages: -1 });
  const { data, info } = await image.raw().toBuffer({ resolveWithObject: true });
  const { pages, delay, loop, orientation, icc } = await sharp(bytes, { pages: -1 }).metadata();
  const layout = JSON.stringify({ info, pages, delay, loop, orientation, icc: icc?.length });
  return { pixels: data, layout };
}
