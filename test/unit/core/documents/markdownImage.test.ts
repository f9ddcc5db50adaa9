import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { fc } from '../../../support/propertyTests.ts';
import {
  altTextOf,
  encodeTarget,
  escapeAltText,
  markdownImage,
  relativeTarget,
} from '../../../../src/core/documents/markdownImage.ts';
import { normalizePath } from '../../../../src/core/uriPath.ts';
import { countOf } from '../../../support/testLength.ts';
import { imagesIn } from './readMarkdown.ts';

const runs = { numRuns: countOf({ sample: 5000, full: 100_000 }) };

const traps = [
  '\\',
  '\\\\',
  '![',
  '](x)',
  '](',
  ')',
  '[a](b)',
  '[a]',
  '[^1]',
  '^',
  '&copy;',
  '&#35;',
  '&',
  '<b>',
  '<!--',
  '<https://x.y>',
  'https://x.y',
  'www.x.y',
  '`',
  '``',
  '```',
  '*',
  '**a**',
  '_a_',
  '__',
  '~~a~~',
  '~',
  '|',
  '$',
  '$$x$$',
  '$1',
  '${CLIPBOARD}',
  '  ',
  ' ',
  '\t',
  '!',
  '!!',
  '\n',
  '\r\n',
  '\u2028',
  '\0',
  '\ud83d',
  '\udc00',
  '😀',
  '👩‍👩‍👧',
  'שלום',
  '\u202e',
  'é',
  'e\u0301',
  '猫',
  '"',
  "'",
  '#',
  '# ',
  '- ',
  '1. ',
  '> ',
  ':',
  '::',
  '{',
  '}',
  '=',
  '+',
  '-->',
  '\\*',
  '\\\n',
  'a',
  'b c',
];
const hostileText = fc.oneof(
  fc
    .array(fc.oneof(fc.constantFrom(...traps), fc.string({ unit: 'binary' })), { maxLength: 12 })
    .map((parts) => parts.join('')),
  fc.string({ unit: 'grapheme', maxLength: 40 }),
);

/** What a document can hold of a text on one line. */
const storable = (text: string): string =>
  text
    .replace(/[\r\n\u2028\u2029]+/g, ' ')
    .replaceAll('\0', '\ufffd')
    .toWellFormed();

const surroundings: Record<string, (image: string) => string> = {
  alone: (image) => image,
  'in a sentence': (image) => `See ${image}, *there*.`,
  'in a list item': (image) => `- a\n- ${image}\n- b`,
  'in a block quote': (image) => `> ${image}\n> more`,
  'in a heading': (image) => `# ${image}`,
  'in emphasis': (image) => `**${image}**`,
  'beside brackets': (image) => `[${image}](x "y") [z]`,
};

describe('an alt text', () => {
  for (const [where, surround] of Object.entries(surroundings)) {
    test(`is read back exactly ${where}`, () => {
      fc.assert(
        fc.property(hostileText, (text) => {
          const markdown = surround(markdownImage(text, 'a.webp'));
          assert.deepEqual(
            imagesIn(markdown).map(({ altText, destination }) => [altText, destination]),
            [[storable(text), 'a.webp']],
            markdown,
          );
        }),
        runs,
      );
    });
  }

  test('may be very long', () => {
    const text = '[*_`<&amp;😀 '.repeat(20_000);
    assert.equal(imagesIn(markdownImage(text, 'a'))[0]?.altText, text);
  });

  test('stays readable where nothing needs an escape', () => {
    const text = 'A cat & a dog (at 5:30!), #1, "so-called" 100% – 2^3 = 8';
    assert.equal(escapeAltText(text), text);
  });

  test('is escaped where formulas, tables, footnotes and strike-through would begin', () => {
    assert.equal(escapeAltText('^1 $5 a|b ~c~'), '\\^1 \\$5 a\\|b \\~c\\~');
  });

  test('is empty for a decorative image', () => {
    assert.equal(markdownImage('', 'a.webp'), '![](a.webp)');
  });
});

describe('the alt text of a prompt', () => {
  test('is on one line with single spaces', () => {
    assert.equal(altTextOf('  a\tcat\r\n\u2028on a\u00a0 mat '), 'a cat on a mat');
  });
  test('of 200 characters is whole', () => {
    const prompt = `${'😀'.repeat(195)} mats`;
    assert.equal(altTextOf(prompt), prompt);
  });
  test('is cut at a word', () => {
    assert.equal(altTextOf(`${'word '.repeat(60)}`), 'word '.repeat(40).trim());
    assert.equal(altTextOf(`${'x'.repeat(200)} y`), 'x'.repeat(200));
    assert.equal(altTextOf(`${'x'.repeat(150)} ${'y'.repeat(60)}`), 'x'.repeat(150));
  });
  test('is cut inside a word where there is only one, not inside a character', () => {
    assert.equal(altTextOf('猫'.repeat(300)), '猫'.repeat(200));
    assert.equal(altTextOf('e\u0301'.repeat(300)), 'e\u0301'.repeat(100));
    assert.equal(altTextOf('x' + 'e\u0301'.repeat(300)), 'x' + 'e\u0301'.repeat(99));
    assert.equal(altTextOf('👩‍👩‍👧'.repeat(100)), '👩‍👩‍👧'.repeat(40));
  });
});

describe('a target', () => {
  const segment = fc
    .oneof(
      hostileText,
      fc.constantFrom(
        'a b',
        'a#b',
        'a?b=c',
        '100%',
        '%41',
        'a(b',
        'a)b',
        "it's",
        'a:b',
        'C:',
        '\u0301a',
        ',\u0327',
        'x&amp;',
        'con',
        '..',
        '$1',
        '${CLIPBOARD}',
      ),
    )
    .map((text) => text.replaceAll('/', '_'))
    .filter((text) => text !== '');
  const path = fc
    .array(segment, { minLength: 1, maxLength: 4 })
    .map((segments) => `/${segments.join('/')}`);

  test('decodes to the path, in a document of exactly one image', () => {
    fc.assert(
      fc.property(path, path, (documentPath, imagePath) => {
        const relative = relativeTarget({ documentPath, imagePath });
        fc.pre(relative !== '');
        const target = encodeTarget(relative);
        const images = imagesIn(`${markdownImage('x', target)} and text`);
        assert.equal(images.length, 1, target);
        assert.equal(decodeURIComponent(images[0]!.destination), relative.toWellFormed());
        assert.match(target, /^(?:[-._~/\p{L}\p{M}\p{Nd}]|%[0-9A-F]{2})+$/u);
        assert.doesNotMatch(target, /(?:^|[^\p{L}\p{M}\p{Nd}]|%[0-9A-F]{2})\p{M}/u);
      }),
      runs,
    );
  });

  test('leads from the document to the image', () => {
    fc.assert(
      fc.property(path, path, (document, image) => {
        const documentPath = normalizePath(`${document}/d.md`);
        const imagePath = normalizePath(`${image}/i.png`);
        // Between Windows drives there is no way.
        fc.pre(![documentPath, imagePath].some((each) => /^\/[a-z]:\//i.test(each)));
        const relative = relativeTarget({ documentPath, imagePath });
        assert.equal(normalizePath(`${documentPath}/../${relative}`), imagePath);
      }),
      runs,
    );
  });

  test('resolves as a URL does', () => {
    const target = encodeTarget(
      relativeTarget({ documentPath: '/s/a:b/d.md', imagePath: '/s/x:y #1?.png' }),
    );
    assert.equal(new URL(target, 'file:///s/a%3Ab/d.md').pathname, '/s/x%3Ay%20%231%3F.png');
  });

  const places: [document: string, image: string, expected: string][] = [
    ['/s/docs/a.md', '/s/docs/b.webp', 'b.webp'],
    ['/s/docs/a.md', '/s/docs/img/b.webp', 'img/b.webp'],
    ['/s/docs/a.md', '/s/assets/b.webp', '../assets/b.webp'],
    ['/a.md', '/b.webp', 'b.webp'],
    ['/c:/s/a.md', '/C:/s/b.webp', 'b.webp'],
    ['/c:/s/a.md', '/d:/s/b.webp', '/d:/s/b.webp'],
    ['/s/Docs/a.md', '/s/docs/b.webp', '../docs/b.webp'],
  ];
  for (const [documentPath, imagePath, expected] of places) {
    test(`from ${documentPath} to ${imagePath} is ${expected}`, () => {
      assert.equal(relativeTarget({ documentPath, imagePath }), expected);
    });
  }

  test('ignores case where the file system does', () => {
    const options = { documentPath: '/c:/Site/a.md', imagePath: '/C:/site/B.webp' };
    assert.equal(relativeTarget({ ...options, ignoreCase: true }), 'B.webp');
    assert.equal(relativeTarget(options), '../site/B.webp');
  });

  test('keeps every script readable', () => {
    for (const readable of ['猫/кошка-1.webp', 'שלום.png', 'e\u0301.webp', 'नमस्ते.jpg']) {
      assert.equal(encodeTarget(readable), readable);
    }
  });

  test('hides what marks, emoji and direction could do', () => {
    assert.equal(encodeTarget('\u0301a/\u202e😀'), '%CC%81a/%E2%80%AE%F0%9F%98%80');
    assert.equal(encodeTarget("a (b)'!*.webp"), 'a%20%28b%29%27%21%2A.webp');
    assert.equal(encodeTarget('\ud83d'), '%EF%BF%BD');
  });
});
