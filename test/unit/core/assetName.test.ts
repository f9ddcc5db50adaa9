import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { fc } from '../../support/propertyTests.ts';
import {
  dateVariables,
  fileNameOf,
  renderName,
  slugOf,
  type NameVariables,
} from '../../../src/core/assetName.ts';
import { ImageError } from '../../../src/core/errors.ts';
import { countOf } from '../../support/testLength.ts';

const runs = { numRuns: countOf({ sample: 5000, full: 100_000 }) };

const variables: NameVariables = {
  slug: 'a-red-fox',
  date: '2026-03-27',
  time: '10-00-01',
  seed: '42',
  ratio: '16x9',
  model: 'flux-2-klein-4b',
  docName: 'Read me',
  heading: 'the-forest',
  n: '1',
};

const render = (template: string, changes: Partial<NameVariables> = {}): string =>
  renderName(template, { ...variables, ...changes }, 'fluxKlein.fileNameTemplate');

describe('a slug', () => {
  const cases: [text: string, slug: string][] = [
    ['A red fox, in the snow!', 'a-red-fox-in-the-snow'],
    ['  -- Hello --  ', 'hello'],
    ['一只红狐狸', '一只红狐狸'],
    ['Рыжая Лиса', 'рыжая-лиса'],
    ['ثعلب أحمر', 'ثعلب-أحمر'],
    ['लाल लोमड़ी', 'लाल-लोमड़ी'.normalize('NFC')],
    ['Cafe\u0301 au lait', 'café-au-lait'],
    ['a/b\\c:d', 'a-b-c-d'],
    ['😀😀', 'image'],
    ['', 'image'],
    ['\ud83d', 'image'],
    ['½ a² Ⅳ ٣', 'a-٣'],
    ['snake_case $1 ${CLIPBOARD}', 'snake-case-1-clipboard'],
    [`${'x'.repeat(60)} y`, 'x'.repeat(60)],
    [`${'x'.repeat(30)} ${'y'.repeat(30)}`, 'x'.repeat(30)],
    [`${'x'.repeat(30)} ${'y'.repeat(29)} z`, `${'x'.repeat(30)}-${'y'.repeat(29)}`],
    ['字'.repeat(100), '字'.repeat(60)],
    [`x${'q\u0301'.repeat(50)}`, `x${'q\u0301'.repeat(29)}`],
  ];
  for (const [text, slug] of cases) {
    test(`of ${JSON.stringify(text.slice(0, 30))}`, () => assert.equal(slugOf(text), slug));
  }

  test('is letters, marks, digits and single hyphens, at most 60 code points', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 150 }), (text) => {
        const slug = slugOf(text);
        assert.match(slug, /^[\p{L}\p{M}\p{Nd}]+(?:-[\p{L}\p{M}\p{Nd}]+)*$/u);
        assert.ok([...slug].length <= 60);
      }),
      runs,
    );
  });
});

describe('date and time', () => {
  test('are local', () => {
    const epochMs = Date.UTC(2026, 2, 27, 9, 0, 1, 999);
    assert.deepEqual(dateVariables(epochMs, -60), { date: '2026-03-27', time: '10-00-01' });
    assert.deepEqual(dateVariables(epochMs, 600), { date: '2026-03-26', time: '23-00-01' });
  });
});

describe('a name template', () => {
  const cases: [template: string, name: string][] = [
    ['${slug}', 'a-red-fox'],
    ['${date}/${time}-${slug}', '2026-03-27/10-00-01-a-red-fox'],
    ["${docName} (${ratio}) #${n} $5 [50%] & 'x' {y}", "Read me (16x9) #1 $5 [50%] & 'x' {y}"],
    ['${slug}-${seed}.webp', 'a-red-fox-42'],
    ['${slug}.JPEG', 'a-red-fox'],
    ['${slug}.gif', 'a-red-fox.gif'],
    ['../../${slug}', 'a-red-fox'],
    ['/etc//./${slug}/', 'etc/a-red-fox'],
    ['..', 'image'],
    ['', 'image'],
    ['.png', 'image'],
    [' .hidden. ', 'hidden'],
    ['con', 'con_'],
    ['COM¹.tar/aux/nul .x', 'COM¹_.tar/aux_/nul_ .x'],
    ['console', 'console'],
    ['com10', 'com10'],
    ['a<b>c:d"e\\f|g?h*i\tj\u202ek\u2028l', 'a-b-c-d-e-f-g-h-i-j-k-l'],
    ['图/😀 שלום', '图/😀 שלום'],
    ['x\ud83dy', 'x-y'],
  ];
  for (const [template, name] of cases) {
    test(`${JSON.stringify(template)} gives ${name}`, () => assert.equal(render(template), name));
  }

  const empty: [template: string, empty: (keyof NameVariables)[], name: string][] = [
    ['${slug}-${heading}', ['heading'], 'a-red-fox'],
    ['${heading}-${slug}', ['heading'], 'a-red-fox'],
    ['${slug}-${heading}-${n}', ['heading'], 'a-red-fox-1'],
    ['${docName}_${heading} ${slug}', ['docName', 'heading'], 'a-red-fox'],
    ['${slug}.${docName}.${heading}', ['docName', 'heading'], 'a-red-fox'],
    ['${docName}/${slug}', ['docName'], 'a-red-fox'],
    ['img/${heading}-${slug}', ['heading'], 'img/a-red-fox'],
    ['${slug}--${heading}x', ['heading'], 'a-red-fox-x'],
    ['${slug}${heading}-${n}', ['heading'], 'a-red-fox1'],
    ['${heading}', ['heading'], 'image'],
  ];
  for (const [template, names, name] of empty) {
    test(`${template} without ${names.join(' and ')} gives ${name}`, () => {
      const changes = Object.fromEntries(names.map((each) => [each, '']));
      assert.equal(render(template, changes), name);
    });
  }

  test('takes a value as it is: it makes no folders and is not expanded again', () => {
    const docName = 'a/../b ${slug} $& $1';
    assert.equal(render('${docName}', { docName }), 'a-..-b ${slug} $& $1');
    assert.equal(render('x/${docName}/y', { docName: '..' }), 'x/y');
  });

  for (const template of [
    '${slugs}',
    '${}',
    '${slug',
    '${slug/a/b/}',
    '${ slug }',
    'x${constructor}',
  ]) {
    test(`${template} is refused by the field's name, with what is allowed`, () => {
      assert.throws(
        () => render(template),
        (error) =>
          error instanceof ImageError &&
          error.code === 'badRequest' &&
          error.field === 'fluxKlein.fileNameTemplate' &&
          error.message.includes('fluxKlein.fileNameTemplate') &&
          error.message.includes('${docName}'),
      );
    });
  }
});

const reserved = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])\s*(?:\.|$)/i;
const forbidden = /[\p{Cc}\p{Cs}\p{Bidi_Control}<>:"\\|?*]/u;

const pieces = fc.oneof(
  fc.constantFrom(
    'con',
    'NUL',
    'aux',
    'com1',
    'LPT³',
    '.',
    '..',
    '/',
    ' ',
    '\\',
    ':',
    '\0',
    '\u202e',
    '😀',
    '字',
    'e\u0301',
    '\u0301',
    '.png',
    '.webp',
    '-',
    '_',
  ),
  fc.string({ unit: 'binary', maxLength: 6 }),
  fc.string({ unit: 'grapheme', maxLength: 120 }),
);
const anyText = fc.array(pieces, { maxLength: 8 }).map((parts) => parts.join(''));

test('any template and value gives a path of safe names', () => {
  fc.assert(
    fc.property(
      fc.tuple(anyText, anyText, anyText, fc.nat(1000), fc.constantFrom('webp', 'jpg', 'png')),
      ([before, value, after, attempt, format]) => {
        const template = `${before}\${docName}${after}`
          .replaceAll('${d', '\0{d')
          .replaceAll('$', '')
          .replaceAll('\0{d', '${d');
        const path = fileNameOf(render(template, { docName: value }), format, attempt);
        for (const name of path.split('/')) {
          assert.ok(name !== '' && !name.startsWith('.') && !/[. ]$/.test(name), name);
          assert.ok(Buffer.byteLength(name) <= 255, name);
          assert.doesNotMatch(name, forbidden);
          assert.doesNotMatch(name, reserved);
        }
        assert.ok(path.endsWith(attempt > 0 ? `-${attempt}.${format}` : `.${format}`), path);
      },
    ),
    runs,
  );
});

describe('a file name', () => {
  test('counts up where names are taken', () => {
    assert.equal(fileNameOf('a/fox', 'webp', 0), 'a/fox.webp');
    assert.equal(fileNameOf('a/fox', 'png', 1), 'a/fox-1.png');
    assert.equal(fileNameOf('fox.v2', 'jpg', 12), 'fox.v2-12.jpg');
  });
  test('keeps number and extension where it is cut to 255 bytes', () => {
    assert.equal(fileNameOf('x'.repeat(300), 'webp', 10), `${'x'.repeat(247)}-10.webp`);
    assert.equal(fileNameOf('x'.repeat(250), 'webp', 0), `${'x'.repeat(250)}.webp`);
    assert.equal(fileNameOf('字'.repeat(100), 'png', 0), `${'字'.repeat(83)}.png`);
  });
  test('is not cut inside a character', () => {
    assert.equal(fileNameOf('e\u0301'.repeat(100), 'png', 0), `${'e\u0301'.repeat(83)}.png`);
    assert.equal(fileNameOf('👩‍👩‍👧'.repeat(20), 'png', 0), `${'👩‍👩‍👧'.repeat(13)}.png`);
  });
  test('has folders of at most 255 bytes, too', () => {
    assert.equal(fileNameOf(`${'y'.repeat(300)}/fox`, 'png', 0), `${'y'.repeat(255)}/fox.png`);
  });
});
