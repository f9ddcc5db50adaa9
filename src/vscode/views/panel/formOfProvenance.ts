import { imageFormats } from '../../../core/imageFormats.ts';
import { parameterNames } from '../../../core/parameters.ts';
import type { Provenance } from '../../../core/provenance/provenance.ts';
import { requestOfProvenance } from '../../../core/provenance/requestOfProvenance.ts';
import type { FormValues } from '../../../protocol/messages.ts';

/**
 * What the panel's form takes over from an image.
 * @throws {ImageError} `badRequest` where the image was made with what is not on offer here.
 */
export function formOfProvenance(provenance: Provenance): Partial<FormValues> {
  const format = imageFormats.find((each) => each === provenance.outputFormat) ?? 'webp';
  const values = requestOfProvenance(provenance, format);
  const { prompt, model, seed } = values;
  // Whether images are checked is not among them: that is the person's own decision, and no file's.
  const taken = parameterNames.flatMap((name) =>
    values[name] === undefined ? [] : [[name, values[name]] as const],
  );
  return { prompt, seed, altText: null, ...(model && { model }), ...Object.fromEntries(taken) };
}
