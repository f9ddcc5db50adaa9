import type { ImageFormat } from '../models.ts';
import { parseGenerateArgs, type GenerateArgs } from '../request.ts';
import type { Provenance } from './provenance.ts';

/**
 * The request that made an image, as arguments. Values that a file lacks stay open, and so does whether images are
 * checked: that is the person's own decision, and no file's.
 * @param format of the file that it becomes, before what the image was asked for
 * @throws {ImageError} `badRequest` where the image was made with what is not on offer here.
 */
export function requestOfProvenance(
  provenance: Provenance,
  format: ImageFormat,
): GenerateArgs & { readonly prompt: string; readonly seed: number } {
  const { prompt, model, seed, aspectRatio } = provenance;
  const { outputQuality, inferenceSteps, goFast, megapixels } = provenance;
  const args = parseGenerateArgs({
    prompt,
    model,
    seed,
    aspectRatio,
    outputFormat: format,
    outputQuality,
    inferenceSteps,
    goFast,
    megapixels,
  });
  return { ...args, prompt: args.prompt!, seed };
}
