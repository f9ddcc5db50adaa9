import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { sourceOf } from '../../../../src/core/provenance/byteSource.ts';
import { readProvenance } from '../../../../src/core/provenance/readProvenance.ts';
import { embedProvenance } from '../../../support/imageProvenance.ts';
import { checkers, type Tags } from './checkers.ts';
import { decoded, readPngSuite } from './imageFiles.ts';
import { everyKind } from './imageKinds.ts';
import { sampleProvenance } from './sampleProvenance.ts';

const suite = await readPngSuite();
const originals = new Map([...(await everyKind()), ...suite.valid]);

/** The tags by which ExifTool knows the fields. */
const expectedTags = {
  'XMP-dc:Description': sampleProvenance.prompt,
  'XMP-xmp:CreatorTool': sampleProvenance.tool,
  'XMP-iptcExt:DigitalSourceType': sampleProvenance.digitalSourceType,
  'XMP-fluxKlein:Model': sampleProvenance.model,
  'XMP-fluxKlein:Seed': sampleProvenance.seed,
  'XMP-fluxKlein:AspectRatio': sampleProvenance.aspectRatio,
  'XMP-fluxKlein:OutputFormat': sampleProvenance.outputFormat,
  'XMP-fluxKlein:OutputQuality': sampleProvenance.outputQuality,
  'XMP-fluxKlein:InferenceSteps': sampleProvenance.inferenceSteps,
  'XMP-fluxKlein:GoFast': sampleProvenance.goFast,
  'XMP-fluxKlein:Megapixels': 0.25,
  'XMP-fluxKlein:DisableSafetyChecker': sampleProvenance.disableSafetyChecker,
  'XMP-fluxKlein:RecordId': sampleProvenance.recordId,
  'XMP-fluxKlein:CreatedAt': '2026:03:27 10:00:01.250Z',
  'XMP-fluxKlein:SourceImage': sampleProvenance.sourceImage,
};

/** Tags that say where and how large the file is, or which blocks it has. */
const ownOfTheFile =
  /^(?:SourceFile|System:|File:|Composite:|ExifTool:|RIFF:WebP_Flags|MPImage\d:MPImage(?:Length|Start)$)/;
const replaced = new Set([...Object.keys(expectedTags), 'PNG:Parameters']);

describe('Provenance goes into a file of any kind', () => {
  const embedded = new Map<string, Uint8Array>();
  let tagsBefore: Map<string, Tags>;
  let tagsAfter: Map<string, Tags>;
  let complaintsBefore: Map<string, string>;
  let complaintsAfter: Map<string, string>;

  before(async () => {
    for (const [name, bytes] of originals) {
      embedded.set(name, await embedProvenance(bytes, sampleProvenance));
    }
    tagsBefore = await checkers.tagsOf(originals);
    tagsAfter = await checkers.tagsOf(embedded);
    complaintsBefore = await checkers.complaintsAbout(originals);
    complaintsAfter = await checkers.complaintsAbout(embedded);
  });

  for (const [name, original] of originals) {
    test(`${name}: the picture is the same, bit for bit`, async () => {
      const [was, is] = [await decoded(original), await decoded(embedded.get(name)!)];
      assert.equal(is.layout, was.layout);
      assert.ok(is.pixels.equals(was.pixels));
    });

    test(`${name}: ExifTool reads every field, and everything that was there`, () => {
      const tags = tagsAfter.get(name)!;
      for (const [tag, value] of Object.entries(expectedTags)) assert.equal(tags[tag], value, tag);
      for (const [tag, value] of Object.entries(tagsBefore.get(name)!)) {
        if (ownOfTheFile.test(tag) || replaced.has(tag)) continue;
        assert.deepEqual(tags[tag], value, tag);
      }
      const warning = tags['ExifTool:Warning'];
      if (warning !== undefined) assert.equal(warning, tagsBefore.get(name)!['ExifTool:Warning']);
    });

    test(`${name}: it is as valid as it was, and reads back`, async () => {
      const complaint = complaintsBefore.get(name);
      assert.equal(complaintsAfter.get(name) === undefined, complaint === undefined);
      const bytes = embedded.get(name)!;
      assert.deepEqual(await readProvenance(sourceOf(bytes)), sampleProvenance);
    });

    test(`${name}: a second provenance takes the place of the first`, async () => {
      const other = { ...sampleProvenance, prompt: 'another', seed: 1 };
      const twice = await embedProvenance(embedded.get(name)!, other);
      assert.deepEqual(await readProvenance(sourceOf(twice)), other);
      const back = await embedProvenance(twice, sampleProvenance);
      assert.ok(Buffer.from(back).equals(embedded.get(name)!));
    });
  }

  test('and all but two of the files were valid before, by the checkers', () => {
    // A time of 1970, which pngcheck does not believe, and colours that jpeginfo does not know.
    assert.deepEqual([...complaintsBefore.keys()], ['cm7n0g04.png', 'cmyk.jpg']);
  });
});
