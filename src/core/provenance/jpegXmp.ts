import { ImageError } from '../errors.ts';
import { extendedXmpSegments } from './extendedXmp.ts';
import { app1Block, xmpName } from './jpegSegments.ts';
import type { MetadataLimits } from './metadataLimits.ts';
import { readPacket } from './provenancePacket.ts';
import type { Provenance } from './provenance.ts';
import { isLongProperty, isProvenanceUri, provenanceProperties } from './provenanceXmp.ts';
import { xmpValuesOf, type XmpDocument } from './xmpDocument.ts';
import { editXmp, isEmptyXmp, newXmp, type XmpProperty } from './xmpEdit.ts';
import { xmpUri, type XmpName } from './xmpNames.ts';
import type { Hashes } from '../ports.ts';

/** The XMP of a JPEG as it stands in the file. */
export interface JpegXmp {
  readonly main: Uint8Array | undefined;
  /** What the note in `main` points to; `undefined` also where parts of it are missing. */
  readonly extended: Uint8Array | undefined;
}

/** The XMP that takes its place: segments in full. */
export interface JpegXmpSegments {
  readonly main: Uint8Array;
  /** `undefined`: what was there stays. */
  readonly extended: readonly Uint8Array[] | undefined;
}

/** Longest packet in the first segment. Source: XMP specification, part 3, table 6. */
const maxMainBytes = 65_502;
const noteName: XmpName = 'xmpNote:HasExtendedXMP';
const noteUri = xmpUri(noteName);
const isOurs = isProvenanceUri;
const isOursOrNote = (uri: string) => uri === noteUri || isProvenanceUri(uri);

/**
 * Puts provenance instead of any other into the XMP of a JPEG: into one segment where it fits, else
 * the long properties into Extended XMP.
 * @throws {ImageError} `notAnImage` where the XMP cannot be read, `tooLarge` where it has no room left.
 */
export function jpegXmpWithProvenance(
  xmp: JpegXmp,
  provenance: Provenance,
  md5: Hashes['md5'],
  { maxXmpBytes, maxExtendedXmpBytes }: MetadataLimits,
): JpegXmpSegments {
  const adds = provenanceProperties(provenance);
  const main = xmp.main && readPacket(xmp.main, maxXmpBytes);
  const extended = xmp.extended && readPacket(xmp.extended, maxExtendedXmpBytes);
  const keepsExtended = !extended || !Array.from(xmpValuesOf(extended).keys()).some(isOurs);
  if (keepsExtended) {
    const packet = packetOf(main, isOurs, adds);
    if (fits(packet)) return { main: segmentOf(packet), extended: undefined };
  }
  const rest = extended && editXmp(extended, { removes: isOurs, adds: [] });
  if (rest === undefined || isEmptyXmp(readPacket(utf8(rest), maxExtendedXmpBytes))) {
    const packet = packetOf(main, isOursOrNote, adds);
    if (fits(packet)) return { main: segmentOf(packet), extended: [] };
  }
  return divided(main, extended, adds, md5);
}

/** Tries the ways to divide it, those first that leave most to programs without Extended XMP. */
function divided(
  main: XmpDocument | undefined,
  extended: XmpDocument | undefined,
  adds: readonly XmpProperty[],
  md5: Hashes['md5'],
): JpegXmpSegments {
  const long = adds.filter(isLongProperty);
  const short = adds.filter((property) => !isLongProperty(property));
  const ways = [
    { stays: main, moves: extended, mainAdds: short, extendedAdds: long },
    { stays: main, moves: extended, mainAdds: [], extendedAdds: adds },
    ...(extended ? [] : [{ stays: undefined, moves: main, mainAdds: short, extendedAdds: long }]),
  ];
  for (const { stays, moves, mainAdds, extendedAdds } of ways) {
    const text = moves
      ? editXmp(moves, { removes: isOursOrNote, adds: extendedAdds })
      : newXmp(extendedAdds, { isPacket: false });
    const { guid, segments } = extendedXmpSegments(utf8(text), md5);
    const packet = packetOf(stays, isOursOrNote, [{ name: noteName, value: guid }, ...mainAdds]);
    if (fits(packet)) return { main: segmentOf(packet), extended: segments };
  }
  throw new ImageError('tooLarge', 'The XMP of the image leaves no room for more.');
}

function packetOf(
  document: XmpDocument | undefined,
  removes: (uri: string) => boolean,
  adds: readonly XmpProperty[],
): Uint8Array {
  return utf8(document ? editXmp(document, { removes, adds }) : newXmp(adds, { isPacket: true }));
}

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const fits = (packet: Uint8Array): boolean => packet.length <= maxMainBytes;
const segmentOf = (packet: Uint8Array): Uint8Array => app1Block(xmpName, packet);
