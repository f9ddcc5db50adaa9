import type { ImageFormat } from '../imageFormats.ts';
import { parameter, parameterNames } from '../parameters.ts';
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
  const { prompt, model, seed } = provenance;
  const values = parameterNames.flatMap((name) =>
    parameter(name).isPersonal ? [] : [[name, provenance[name]] as const],
  );
  const args = parseGenerateArgs({
    ...Object.fromEntries(values),
    prompt,
    model,
    seed,
    outputFormat: format,
  });
  return { ...args, prompt: args.prompt!, seed };
}
