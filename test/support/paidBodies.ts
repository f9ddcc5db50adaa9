import type { Received } from '../standIn/control.ts';

/** The paid requests that arrived, as the values that count for the service. */
export function paidBodies({ requests }: Received): Record<string, unknown>[] {
  return requests
    .filter(({ path, method }) => method === 'POST' && path === '/api/features')
    .map(({ body }) => (body as { promptObject: Record<string, unknown> }).promptObject);
}
