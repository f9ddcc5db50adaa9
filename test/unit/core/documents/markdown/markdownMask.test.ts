import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { maskUnclosed, unmask } from '../../../../../src/core/documents/markdown/markdownMask.ts';
import { findPictures } from '../../../../../src/core/documents/markdown/markdownPictures.ts';

const kinds = [
  ['<!--', '-->'],
  ['<?', '?>'],
  ['<![CDATA[', ']]>'],
  ['<!A', '>'],
] as const;

const countOf = (text: string, part: string): number => text.split(part).length - 1;

describe('what would be looked for to the end of a block from each of its beginnings', () => {
  for (const [begin, end] of kinds) {
    const many = `a ${begin} `.repeat(10_000);
    const texts: Record<string, string> = {
      'nothing ends it': many,
      'it ends in another paragraph': `- ${many}\n\n  b ${end}`,
      'it ends in another paragraph of a quote': `> ${many}\n>\n> b ${end}`,
      'its lines may be code, and are text': `a\n${`    ${begin}\n`.repeat(10_000)}`,
      'its lines may be items, and are text': `a\n${`2) ${begin}\n`.repeat(10_000)}`,
    };
    for (const [what, text] of Object.entries(texts)) {
      test(`is no more where ${what}: ${begin}`, () => {
        const masked = maskUnclosed(text);
        assert.ok(countOf(masked, begin) <= 8, `${countOf(masked, begin)} are left`);
        assert.equal(masked.length, text.length);
        assert.equal(unmask(masked), text);
      });
    }

    test(`is as it was where it ends: ${begin}`, () => {
      const text = `a ${begin} ![no](no.png) ${end} ![yes](yes.png)\n\n`.repeat(300);
      assert.equal(maskUnclosed(text), text);
      assert.equal(findPictures(text).length, 300);
    });

    test(`is as it was where it begins a block: ${begin}`, () => {
      const text = `Words.\n\n${begin}\n![no](no.png)\n\n![no](no.png)\n${end}\n\n![yes](yes.png)\n\n`;
      assert.equal(maskUnclosed(text.repeat(200)), text.repeat(200));
      assert.equal(findPictures(text.repeat(200)).length, 200);
    });
  }

  test('is read as it stands in code and in words', () => {
    const text = `${'Words. '.repeat(2000)} ![a <? b](a.png) \`<!A\` ![c](c.png)`;
    assert.deepEqual(
      findPictures(text).map(({ path, altText }) => [path, altText]),
      [
        ['a.png', 'a <? b'],
        ['c.png', 'c'],
      ],
    );
  });
});
