import { createControlClient } from '../../standIn/controlClient.ts';
import type { Addresses, StandInControl } from '../../standIn/control.ts';

/** Where the stand-in of this run listens. */
export const addresses = JSON.parse(process.env['FLUX_STAND_IN'] ?? '{}') as Addresses;

/** Drives the stand-in of this run. */
export const standIn: StandInControl = createControlClient(addresses.controlOrigin);
