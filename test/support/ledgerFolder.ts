import { join } from 'node:path';

/** The ledger of a window of a test: it has its own. See src/node/ledger/ledgerPlace.ts. */
export const ledgerVariable = 'FLUX_KLEIN_LEDGER';

/** @param dataPath all that a window of a test keeps */
export const ledgerIn = (dataPath: string): string => join(dataPath, 'flux-klein', 'ledger');
