import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { fc } from '../../../support/propertyTests.ts';
import sharp from 'sharp';
import { sourceOf } from '../../../../src/core/provenance/byteSource.ts';
import { readProvenance } from '../../../../src/core/provenance/readProvenance.ts';
import { embedProvenance } from '../../../support/imageProvenance.ts';
import { checkers } from './checkers.ts';
import { decoded } from './imageFiles.ts';
import { jpegParts } from './imageParts.ts';
import { sampleProvenance } from './sampleProvenance.ts';

const image = sharp({ create: { width: 8, height: 8, channels: 3, background: '#a40' } });
const files = {
  png: await image.clone().png().toBuffer(),
  jpg: await image.clone().jpeg().toBuffer(),
  webp: await image.clone().webp().toBuffer(),
};

async function afterReading(bytes: Uint8Array, prompt: string): Promise<string | undefined> {
  const embedded = await embedProvenance(bytes, { ...sampleProvenance, prompt });
  return (await readProvenance(sourceOf(embedded)))?.prompt;
}

const control = Array.from({ length: 32 }, (_, code) => String.fromCharCode(code)).join('');

const prompts: Readonly<Record<string, string>> = {
  'in Arabic and Hebrew, right to left': 'قطة على \u202eسطح، שועל בשלג',
  'in Chinese, Japanese and Korean': '雪の中の赤い狐、한국의 여우、狐狸在雪地裡',
  'in Devanagari, Thai and Tamil': 'बर्फ़ में लोमड़ी สุนัขจิ้งจอก பனியில் நரி',
  'in Greek, Cyrillic and Georgian': 'αλεπού στο χιόνι, лиса в снегу, მელა თოვლში',
  'in scripts beyond the first plane': '𐌰𐌱𐌲 𓀀𓂀 𠀋𡃁 𞤀𞤣',
  'of emoji joined and coloured': '👩🏽‍🚀👨‍👩‍👧‍👦🏳️‍🌈❤️‍🔥',
  'of combining marks': 'e\u0301\u0323 Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢',
  'with quotes and brackets of every kind': `"double" 'single' \`back\` «» „“ <a href="x">&amp;</a>`,
  'with what ends character data in XML': 'a ]]> b <![CDATA[ c ]]> --> <?xpacket end="w"?> <!-- d',
  'with every control character': `a${control}b\u007f\u0080\u0085\u009f`,
  'with line breaks of every kind': 'a\nb\r\nc\rd\u2028e\u2029f\n\n',
  'with lone surrogates': 'a\ud800b\udc00c\udfff\ud83d',
  'with what is no character': 'a\ufffeb\uffffc\ufdd0\u{1fffe}',
  'with a byte order mark': '\ufeffa\ufeff',
  'that is a lone replacement character': '\ufffd',
  'of white space': ' \t a  b ',
  'like the JSON that holds it': '"\\u0001" \\ud800 {"prompt":"x"}',
  'like the settings behind it': 'a fox\nNegative prompt: b\nSteps: 20, Seed: 1',
  'of 10,000 characters': 'ein Fuchs, '.repeat(910).slice(0, 10_000),
  'of 10,000 characters of three bytes': '雪'.repeat(10_000),
  'of 10,000 ampersands': '&'.repeat(10_000),
  'of 10,000 control characters': '\u0001'.repeat(10_000),
  'of 10,000 lone surrogates': '\udfff'.repeat(10_000),
};

describe('A prompt is equal after reading', () => {
  for (const [format, bytes] of Object.entries(files)) {
    for (const [title, prompt] of Object.entries(prompts)) {
      test(`${format}: one ${title}`, async () => {
        assert.equal(await afterReading(bytes, prompt), prompt);
      });
    }

    test(`${format}: any at all`, async () => {
      const anyText = fc.string({ unit: 'binary', minLength: 1, maxLength: 300 });
      const units = fc.array(fc.nat(0xffff), { minLength: 1, maxLength: 300 });
      const anyUnits = units.map((codes) => String.fromCharCode(...codes));
      await fc.assert(
        fc.asyncProperty(fc.oneof(anyText, anyUnits), async (prompt) => {
          assert.equal(await afterReading(bytes, prompt), prompt);
        }),
      );
    });
  }
});

describe('Other programs', () => {
  test('read the same prompt, and U+FFFD for what XML cannot hold', async () => {
    const cases = Object.entries(files).flatMap(([format, bytes]) =>
      Object.values(prompts).map((prompt, index) => ({
        name: `${index}.${format}`,
        bytes,
        prompt,
      })),
    );
    const embedded = new Map<string, Uint8Array>();
    for (const { name, bytes, prompt } of cases) {
      embedded.set(name, await embedProvenance(bytes, { ...sampleProvenance, prompt }));
    }
    const tags = await checkers.tagsOf(embedded);
    assert.deepEqual(await checkers.complaintsAbout(embedded), new Map());
    for (const { name, prompt } of cases) {
      const readable = prompt.replace(
        /[^\t\n\r -\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu,
        '\ufffd',
      );
      const found = String(tags.get(name)!['XMP-dc:Description']);
      // ExifTool takes white space off the ends.
      assert.equal(found.trim(), readable.trim(), name);
      assert.equal(tags.get(name)!['ExifTool:Warning'], undefined, name);
    }
  });

  test('find the exact prompt as ASCII JSON, only where XML cannot hold it', async () => {
    const named = new Map<string, Uint8Array>();
    for (const [format, bytes] of Object.entries(files)) {
      for (const [name, prompt] of [
        ['plain', 'plain ]]>'],
        ['not', 'not \u0001 \ud800'],
      ] as const) {
        const embedded = await embedProvenance(bytes, { ...sampleProvenance, prompt });
        named.set(`${name}.${format}`, embedded);
      }
    }
    const tags = await checkers.tagsOf(named);
    for (const format of Object.keys(files)) {
      assert.equal(tags.get(`plain.${format}`)!['XMP-fluxKlein:PromptJson'], undefined);
      const json = tags.get(`not.${format}`)!['XMP-fluxKlein:PromptJson'];
      assert.equal(json, String.raw`"not \u0001 \ud800"`);
    }
  });
});

describe('A JPEG with more XMP than one segment holds', () => {
  const prompt = '\u0001'.repeat(10_000);

  test('has it in Extended XMP, and the short fields in the first segment', async () => {
    const embedded = await embedProvenance(files.jpg, { ...sampleProvenance, prompt });
    const blocks = jpegParts(Buffer.from(embedded)).filter(({ name }) => name === 'e1');
    const [main, ...others] = blocks.map(({ data }) => data.toString('latin1'));
    assert.match(main!, /^http:\/\/ns\.adobe\.com\/xap\/1\.0\/\0/);
    assert.match(main!, /<fluxKlein:seed>4294967295</);
    assert.doesNotMatch(main!, /promptJson/);
    assert.equal(others.length, 2);
    for (const other of others) assert.match(other, /^http:\/\/ns\.adobe\.com\/xmp\/extension\/\0/);
    assert.deepEqual(await decoded(embedded), await decoded(files.jpg));
  });

  test('loses it again with a short prompt, and gains nothing by having had it', async () => {
    const long = await embedProvenance(files.jpg, { ...sampleProvenance, prompt });
    const short = await embedProvenance(long, sampleProvenance);
    assert.ok(
      Buffer.from(short).equals(Buffer.from(await embedProvenance(files.jpg, sampleProvenance))),
    );
  });
});
