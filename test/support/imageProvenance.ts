import { systemHashes } from '../../src/node/systemHashes.ts';
import {
  embedProvenance as embed,
  stripMetadata as strip,
} from '../../src/core/provenance/embedProvenance.ts';
import type { Provenance } from '../../src/core/provenance/provenance.ts';

/** As the core has it, with the sums that the extension hands in. */
export const embedProvenance = (bytes: Uint8Array, provenance: Provenance): Promise<Uint8Array> =>
  embed(bytes, provenance, systemHashes);

/** As the core has it, with the checksum that the extension hands in. */
export const stripMetadata = (bytes: Uint8Array): Uint8Array => strip(bytes, systemHashes.crc32);
