import fc from 'fast-check';
import { seedFrom } from './testLength.ts';

// One change's failure is not another's: the same draws for everybody, and new ones in a long run.
fc.configureGlobal({ seed: seedFrom('FLUX_PROPERTY_SEED') });

export { fc };
