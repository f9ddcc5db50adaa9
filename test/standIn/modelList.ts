import { priceOf } from './records.ts';
import { jsonReply, type Reply } from './reply.ts';
import { supportedModels } from './strictRequest.ts';

function model(modelId: string, name: string, price: number | null): Record<string, unknown> {
  return {
    uuid: `model-${name.toLowerCase().replaceAll(/\W+/g, '-')}`,
    modelId,
    name,
    provider: 'Replicate',
    status: 'ACTIVE',
    features: ['IMAGE_GENERATOR'],
    // A model without a price: a client must show none.
    creditMetadata: price === null ? null : { ALL: price },
  };
}

/** What `GET /models` answers; it knows one feature only. */
export function modelList(feature: string | null): Reply {
  if (feature !== 'IMAGE_GENERATOR') return jsonReply(400, { message: 'Unknown feature' });
  const models = [
    ...supportedModels.map((id) =>
      model(id, id.endsWith('9b') ? 'FLUX.2 [klein] 9B' : 'FLUX.2 [klein] 4B', priceOf(id)),
    ),
    model('black-forest-labs/flux-2-pro', 'FLUX.2 [pro]', 15_000),
    model('some-lab/unpriced', 'Unpriced', null),
  ];
  return jsonReply(200, { models, total: models.length });
}
