import type { ByteSource } from './byteSource.ts';
import { exifTexts } from './exif.ts';
import type { FoundMetadata } from './foundMetadata.ts';
import { utf8OrLatin1 } from './imageFile.ts';
import { findMetadata, xmpValues } from './readProvenance.ts';
import { xmpUri, type XmpName } from './xmpNames.ts';

/** One thing that an image says about itself. Text from outside: to be shown as nothing but text. */
export interface ForeignText {
  /** The name it has in the file, such as `parameters` or `dc:description`. */
  readonly label: string;
  /** Not empty; at most `maxForeignLength`. */
  readonly value: string;
}

/** Characters of one text. */
export const maxForeignLength = 200_000;

const xmpNames: readonly XmpName[] = [
  'dc:title',
  'dc:description',
  'dc:creator',
  'dc:subject',
  'xmp:CreatorTool',
  'Iptc4xmpExt:DigitalSourceType',
  'exif:UserComment',
];

/**
 * What an image says about how it was made, by whatever program: the text chunks of a PNG, XMP, Exif
 * and comments. Rejects only with what the source rejects with.
 */
export async function readForeign(source: ByteSource): Promise<readonly ForeignText[]> {
  const found = await findMetadata(source, 'all');
  const texts = [...pngTexts(found), ...xmpTexts(found), ...otherTexts(found)];
  return texts.flatMap(({ label, value }) => {
    const text = value.trim().slice(0, maxForeignLength);
    return text === '' ? [] : [{ label, value: text }];
  });
}

function pngTexts({ texts = [] }: FoundMetadata): ForeignText[] {
  return texts
    .filter(({ keyword }) => !keyword.startsWith('Raw profile type '))
    .map(({ keyword, text }) => ({ label: keyword, value: utf8OrLatin1(text) }));
}

function xmpTexts(found: FoundMetadata): ForeignText[] {
  const values = xmpValues(found);
  return xmpNames.flatMap((name) => {
    const value = values.get(xmpUri(name));
    return value === undefined ? [] : [{ label: name, value }];
  });
}

function otherTexts({ exif, comments = [] }: FoundMetadata): ForeignText[] {
  return [
    ...(exif ? exifTexts(exif) : []),
    ...comments.map((text) => ({ label: 'Comment', value: utf8OrLatin1(text) })),
  ];
}
