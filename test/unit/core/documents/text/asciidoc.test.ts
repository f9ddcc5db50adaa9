import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { convert } from '@asciidoctor/core';
import { fc } from '../../../../support/propertyTests.ts';
import { findPictures } from '../../../../../src/core/documents/text/asciidocPictures.ts';
import { pictureWriter } from '../../../../../src/core/documents/text/asciidocWriter.ts';
import { defaultAlt, shownBy, type ShownPicture } from './asciidoctor.ts';
import { hostilePath, hostileText, runs } from './hostileText.ts';
import { documentVariants, hostileDocuments } from './variants.ts';
import { at, cursor, placeOf, writeInto } from './writeInto.ts';

const foundIn = (text: string): ShownPicture[] =>
  findPictures(text).map(({ path, altText }) => ({ path, altText: altText ?? defaultAlt(path) }));

const fixture = readFileSync(
  new URL('../../../../fixtures/languages/asciidoc/pictures.adoc', import.meta.url),
  'utf8',
);

describe('pictures of AsciiDoc documents', () => {
  for (const [name, text] of documentVariants(fixture)) {
    test(`are those that Asciidoctor shows, in a document ${name}`, async () => {
      const shown = await shownBy(text);
      assert.ok(shown.length >= 15);
      assert.deepEqual(foundIn(text), shown);
    });
  }

  test('stand where they are said to stand', () => {
    for (const [, text] of documentVariants(fixture)) {
      for (const { start, end, pathStart, pathEnd } of findPictures(text)) {
        assert.match(text.slice(start, end), /^image::?[^]*\]$/);
        assert.match(text.slice(pathStart, pathEnd), /^\S+( a)?\.png$/);
      }
    }
  });

  test('have caption, size and title', () => {
    const [picture] = findPictures('.A *bold* title\nimage::a.png[Fox,100,50]\n');
    assert.equal(picture?.caption, 'A bold title');
    assert.deepEqual([picture?.width, picture?.height], [100, 50]);
    assert.equal(findPictures('.A "`red`" fox\nimage::a.png[]\n')[0]?.caption, 'A “red” fox');
    assert.equal(findPictures('image:a.png[Fox,title="16:9 draft"]')[0]?.title, '16:9 draft');
  });

  test('say whether there is an alt text, and whether it is empty', () => {
    const [none, empty, named] = findPictures('image:a.png[] image:a.png[""] image:a.png[alt=]');
    assert.equal(none && 'altText' in none, false);
    assert.deepEqual([empty?.altText, named?.altText], ['', '']);
  });

  test('follow imagesdir from place to place', () => {
    const text =
      ':imagesdir: a\n\nimage::x.png[]\n\n:sub: c\n:imagesdir: b/{sub}\n\nimage::x.png[]\n\n:imagesdir: {sub}/\n\nimage::x.png[]\n\n:!imagesdir:\n\nimage::x.png[]\n';
    assert.deepEqual(
      findPictures(text).map(({ path }) => path),
      ['a/x.png', 'b/c/x.png', 'c/x.png', 'x.png'],
    );
  });

  test('are found in documents that make no sense, and nothing throws', () => {
    for (const text of hostileDocuments([
      'image:',
      'image::a[',
      'image:a[\\]',
      '|===\n',
      'a|',
      '----\n',
      '+',
      '++',
      '$$',
      'pass:[',
      '[',
      '"',
      '* ',
      '::',
      '{a}',
    ])) {
      assert.ok(Array.isArray(findPictures(text)));
    }
  });
});

const base = `= Title
:imagesdir: images

First paragraph, with *text*
on two lines.

* item one
** nested item
* item two

----
code
----

|===
| cell | other
|===

Last line`;

describe('pictures written into AsciiDoc', () => {
  const places: [number, number][] = [];
  base.split('\n').forEach((line, index) => {
    places.push([index, 0], [index, line.length >> 1], [index, line.length]);
  });

  test('read back as they were given, at every place, inline and in blocks', async () => {
    const property = fc.asyncProperty(
      hostileText,
      hostilePath,
      fc.constantFrom(...places),
      fc.boolean(),
      async (altText, path, [line, character], isSelection) => {
        // A name that begins with a folder of pictures is written without it.
        const selection = isSelection
          ? { start: at(line, 0), end: at(line, character) }
          : cursor(line, character);
        const { text } = writeInto(pictureWriter, base, selection, [{ altText, path }]);
        const wanted = [{ path, altText }];
        const clean = (pictures: ShownPicture[]) =>
          pictures.map((picture) => ({ ...picture, path: normalized(picture.path) }));
        assert.deepEqual(clean(foundIn(text)), wanted, text);
        assert.deepEqual(clean(await shownBy(text)), wanted, text);
      },
    );
    await fc.assert(property, { numRuns: runs(300) });
  });

  test('are an inline macro in a line of text, and a block on a line of its own', () => {
    const picture = { altText: 'A fox, in snow', path: 'images/fox.webp' };
    assert.equal(
      writeInto(pictureWriter, base, cursor(3, 5), [picture]).inserted,
      'image:fox.webp["A fox, in snow"]',
    );
    assert.equal(
      writeInto(pictureWriter, base, cursor(9, 0), [picture]).inserted,
      '\nimage::fox.webp["A fox, in snow"]\n',
    );
  });

  test('leave marks, links, headers and verbatim paragraphs whole', async () => {
    const places: [from: string, to: string][] = [
      ['‸* item', '* ‸item'],
      ['* [‸x] item', '* [x] ‸item'],
      ['. one\n‸. two', '. one\n. ‸two'],
      ['NO‸TE: text', 'NOTE: ‸text'],
      ['see https://x‸.org[a, "b"] x', 'see https://x.org[a, "b"]‸ x'],
      ['see https://x.org‸', 'see https://x.org ‸'],
      ['a <<se‸c,ref>> b', 'a <<sec,ref>>‸ b'],
      ['a +li‸teral+ b', 'a +literal+ ‸ b'],
      ['text *bold*‸', 'text *bold* ‸'],
      ['text image:b.p‸ng[B] x', 'text image:b.png[B]‸ x'],
      ['text image:b.p‸ng[B on\ntwo lines] x', 'text image:b.png[B on\ntwo lines]‸ x'],
      ['text image:b.png[B on\ntw‸o lines] x', 'text image:b.png[B on\ntwo lines]‸ x'],
      ['An open kbd:[Ctrl\n‸\nNext text] here', 'An open kbd:[Ctrl\n\n‸\n\nNext text] here'],
      ['----\nx:[‸0\n----\ntext [a] here', '----\nx:[0\n----\n\n‸\n\ntext [a] here'],
      ['// see link:x[a‸\nb]', '// see link:x[a\n\n‸\n\nb]'],
      ['* Press kbd:[Ctrl‸\n* See [1]', '* Press kbd:[Ctrl‸\n* See [1]'],
      ['hard +‸\nbreak', 'hard‸ +\nbreak'],
      ['= T\nAn ‸Author\n:a: b\n\ntext', '= T\nAn Author\n:a: b\n\n‸\n\ntext'],
      ['= T\nAn Aut‸hor\n\ntext', '= T\nAn Author\n\n‸\n\ntext'],
      ['[source]\nco‸de\nmore\n\nx', '[source]\ncode\nmore\n\n‸\n\nx'],
      ['[verse]\n____\nli‸ne\n____\n', '[verse]\n____\nline\n____\n\n‸\n'],
      ['a\n\n  li‸teral\n  x\n', 'a\n\n  literal\n  x\n\n‸\n'],
      ['====\n* item\n==‸==\n', '====\n* item\n====\n\n‸\n'],
      ['|===\na|\n* x\n‸|===\n', '|===\na|\n* x\n|===\n\n‸\n'],
      ['. one\n‸+\n--\nx\n--\n', '. one\n‸\n+\n--\nx\n--\n'],
      ['. one\n+\n--\nx\n-‸-\n\n. two', '. one\n+\n--\nx\n--\n‸\n\n. two'],
      [
        '. one\n+\n[source]\n----\nx\n----\n‸\n. two',
        '. one\n+\n[source]\n----\nx\n----\n‸\n\n. two',
      ],
      ['. one\n+\n lite‸ral\n\n. two', '. one\n+\n literal\n‸\n\n. two'],
      ['a *bold‸* b', 'a *bold‸* b'],
      ['a *‸bold* b', 'a *‸bold* b'],
      ['a (((i‸n, dex))) b', 'a (((in, dex)))‸ b'],
      ['‸^*^ note', '‸ ^*^ note'],
    ];
    for (const [from, to] of places) {
      const { shown, text } = placeOf(pictureWriter, from);
      const count = from.includes('image:') ? 2 : 1;
      assert.equal(shown, to);
      assert.equal((await shownBy(text)).length, count, text);
      assert.equal(findPictures(text).length, count, text);
    }
  });

  test('stay in the list item that they follow', async () => {
    const pictures = ['a', 'b'].map((name) => ({ altText: name, path: `images/${name}.png` }));
    const { text } = writeInto(pictureWriter, base, { start: at(7, 0), end: at(7, 5) }, pictures);
    const html = (await convert(text)) as string;
    assert.match(
      html,
      /nested item<\/p>\s*<div class="imageblock">[^]*?b\.png[^]*?<\/li>[^]*item two/,
    );
    assert.equal(html.match(/<ul>/g)?.length, 2);
  });

  test('leave the folder of pictures out, or say that it does not count', () => {
    const write = (folder: string, path: string) =>
      writeInto(pictureWriter, `:imagesdir: ${folder}\n\n`, cursor(2, 0), [{ altText: 'x', path }])
        .inserted;
    assert.equal(write('img', 'img/a.png'), 'image::a.png[x]');
    assert.equal(write('./img/', 'assets/a.png'), 'image::../assets/a.png[x]');
    assert.equal(write('../img', 'assets/a.png'), 'image::assets/a.png[x,imagesdir=""]');
    assert.equal(write('https://x.y/', 'a.png'), 'image::a.png[x,imagesdir=""]');
  });

  test('are decorative without an alt text', async () => {
    const { text } = writeInto(pictureWriter, '', cursor(0, 0), [{ altText: '', path: 'a.png' }]);
    assert.deepEqual(await shownBy(text), [{ path: 'a.png', altText: '' }]);
    assert.equal(findPictures(text)[0]?.altText, '');
  });
});

/** Without steps into a folder and out again. */
function normalized(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else parts.push(part);
  }
  return parts.join('/');
}
