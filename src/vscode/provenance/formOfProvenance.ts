import { outputFormats } from '../../core/models.ts';
import type { Provenance } from '../../core/provenance/provenance.ts';
import { requestOfProvenance } from '../../core/provenance/requestOfProvenance.ts';
import type { FormValues } from '../../protocol/messages.ts';

/**
 * What the panel's form takes over from an image.
 * @throws {ImageError} `badRequest` where the image was made with what is not on offer here.
 */
export function formOfProvenance(provenance: Provenance): Partial<FormValues> {
  const format = outputFormats.find((each) => each === provenance.outputFormat) ?? 'webp';
  const values = requestOfProvenance(provenance, format);
  const { prompt, model, aspectRatio, outputFormat, seed } = values;
  const { outputQuality, inferenceSteps, goFast, megapixels } = values;
  return {
    prompt,
    seed,
    altText: null,
    ...(model && { model }),
    ...(aspectRatio && { aspectRatio }),
    ...(outputFormat && { outputFormat }),
    ...(outputQuality !== undefined && { outputQuality }),
    ...(inferenceSteps !== undefined && { inferenceSteps }),
    ...(goFast !== undefined && { goFast }),
    ...(megapixels && { megapixels }),
  };
}
