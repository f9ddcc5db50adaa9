import { createControlClient } from '../../standIn/controlClient.ts';
import type { Addresses, Received, StandInControl } from '../../standIn/control.ts';

/** Where the stand-in of this run listens. */
export const addresses = JSON.parse(process.env['FLUX_STAND_IN'] ?? '{}') as Addresses;

/** Drives the stand-in of this run. */
export const standIn: StandInControl = createControlClient(addresses.controlOrigin);

/** The paid requests that arrived, as the values that count for the service. */
export function paidBodies({ requests }: Received): Record<string, unknown>[] {
  return requests
    .filter(({ path, method }) => method === 'POST' && path === '/api/features')
    .map(({ body }) => (body as { promptObject: Record<string, unknown> }).promptObject);
}
