import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import type { Received } from '../../standIn/control.ts';

/** Every POST that could have been charged, also those that the service never read. */
export function postCount({ requests }: Received): number {
  return requests.filter(({ method, path }) => method === 'POST' && path === '/api/features')
    .length;
}

/** Requests for an image, to the storage and to where it redirects. */
export function downloadCount({ requests }: Received): number {
  return requests.filter(({ origin }) => origin !== 'api').length;
}

/** Fails where any but the API origin saw the key. */
export function assertKeyStayedHome({ counts, problems }: Received): void {
  const { api: _, ...others } = counts.byKeyHeaderOrigin;
  assert.deepEqual(
    { others, leaks: counts.keyLeaks, problems },
    { others: { storage: 0, third: 0 }, leaks: 0, problems: [] },
  );
}

/**
 * Fails where an error, with all its causes and properties, holds what may not be shown nor logged:
 * VS Code itself writes down what a command rejects with.
 */
export function assertTellsNoSecret(error: unknown, apiKey: string): void {
  const told = inspect(error, { depth: 12, showHidden: true, maxStringLength: null });
  for (const secret of [apiKey, 'X-Amz-', 'PROVIDER-SECRET', 'provider-internal', 'user:secret']) {
    assert.ok(!told.includes(secret), `the error tells "${secret}":\n${told}`);
  }
}
