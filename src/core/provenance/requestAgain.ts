import { ImageError } from '../errors.ts';
import type { ImageFormat } from '../imageFormats.ts';
import type { GenerateArgs } from '../request.ts';
import type { Provenance } from './provenance.ts';
import { requestOfProvenance } from './requestOfProvenance.ts';

/** What shall be otherwise when an image is made again. */
export interface RegenerationWishes {
  /** Default `same`. */
  readonly seed?: 'same' | 'new';
  /** Default: the one that made it. */
  readonly prompt?: string;
  /** What becomes of the old file. Default `keep`. */
  readonly old?: 'keep' | 'trash';
}

/**
 * What to ask for to have an image again; the settings decide what nobody knows.
 * @throws {ImageError} `badRequest` where there is neither provenance nor a prompt.
 */
export function requestAgain(
  provenance: Provenance | undefined,
  format: ImageFormat,
  { seed, prompt }: RegenerationWishes,
): GenerateArgs & { readonly prompt: string } {
  if (!provenance) {
    if (prompt !== undefined) return { prompt, outputFormat: format };
    const message = 'prompt must be given: the image does not hold the one that made it.';
    throw new ImageError('badRequest', message, { field: 'prompt' });
  }
  const { seed: sameSeed, ...args } = requestOfProvenance(provenance, format);
  return {
    ...args,
    ...(prompt !== undefined && { prompt }),
    ...(seed !== 'new' && { seed: sameSeed }),
  };
}
