import { Agent, request } from 'undici';
import type { GenerationRequest } from '../../src/core/request.ts';
import { requestBody } from '../../src/oneMinAi/wire.ts';

/** The least that has to happen between a request and its image: nothing is checked, retried or paced. */
export interface BareClient {
  fetchImage(wanted: GenerationRequest): Promise<Uint8Array>;
  close(): Promise<void>;
}

export function createBareClient({
  apiOrigin,
  apiKey,
}: {
  readonly apiOrigin: string;
  readonly apiKey: string;
}): BareClient {
  const dispatcher = new Agent();
  return {
    async fetchImage(wanted) {
      const answer = await request(`${apiOrigin}/api/features`, {
        dispatcher,
        method: 'POST',
        headers: { 'API-KEY': apiKey, 'content-type': 'application/json' },
        body: JSON.stringify(requestBody(wanted)),
      });
      const { aiRecord } = (await answer.body.json()) as { aiRecord: { temporaryUrl: string } };
      const image = await request(aiRecord.temporaryUrl, { dispatcher });
      return new Uint8Array(await image.body.arrayBuffer());
    },
    close: () => dispatcher.close(),
  };
}

/** Fetches one image after the other on each of `parallel` lanes. */
export async function fetchAll(
  client: BareClient,
  wanted: readonly GenerationRequest[],
  parallel: number,
): Promise<void> {
  const waiting = [...wanted];
  const lane = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) await client.fetchImage(next);
  };
  await Promise.all(Array.from({ length: parallel }, lane));
}
