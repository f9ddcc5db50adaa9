import { join } from 'node:path';

/** Where a program keeps what outlives it, on Linux. */
export const stateVariable = 'XDG_STATE_HOME';

/** @param dataPath all that a window of a test keeps */
export const stateFolder = (dataPath: string): string => join(dataPath, 'state');

/** The ledger of a window of a test. */
export const ledgerIn = (dataPath: string): string =>
  join(stateFolder(dataPath), 'flux-klein', 'ledger');
