import { damagedImage } from './imageFile.ts';
import type { Provenance } from './provenance.ts';
import { isProvenanceUri, provenanceProperties } from './provenanceXmp.ts';
import { decodeXmp, readXmp, xmpValuesOf, type XmpDocument } from './xmpDocument.ts';
import { editXmp, newXmp } from './xmpEdit.ts';
import { xmpUri } from './xmpNames.ts';

/** A packet with this provenance instead of any other, and everything else that `packet` held. */
export function packetWithProvenance(
  packet: Uint8Array | undefined,
  provenance: Provenance,
  maxBytes: number,
): string {
  const adds = provenanceProperties(provenance);
  if (!packet) return newXmp(adds, { isPacket: true });
  return editXmp(readPacket(packet, maxBytes), { removes: isProvenanceUri, adds });
}

/** @throws {ImageError} `notAnImage` where it cannot be read, and so could not be kept. */
export function readPacket(packet: Uint8Array, maxBytes: number): XmpDocument {
  try {
    if (packet.length <= maxBytes) return readXmp(decodeXmp(packet));
  } catch {
    // What exactly is wrong with it helps nobody.
  }
  throw damagedImage('Its XMP cannot be read.');
}

/** Properties of a packet by their URIs; none where it cannot be read. */
export function valuesOfPacket(packet: Uint8Array, maxBytes: number): ReadonlyMap<string, string> {
  try {
    return xmpValuesOf(readPacket(packet, maxBytes));
  } catch {
    return new Map();
  }
}

/** No packet in one segment of a JPEG is longer. */
const maxSegmentBytes = 65_533;

/** Which Extended XMP belongs to the packet of a JPEG. */
export function extendedXmpGuid(packet: Uint8Array): string | undefined {
  return valuesOfPacket(packet, maxSegmentBytes).get(xmpUri('xmpNote:HasExtendedXMP'));
}
