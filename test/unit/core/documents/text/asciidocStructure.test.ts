import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { findPictures } from '../../../../../src/core/documents/text/asciidocPictures.ts';
import { pictureWriter } from '../../../../../src/core/documents/text/asciidocWriter.ts';
import { shownBy } from './asciidoctor.ts';
import { cursor, writeInto } from './writeInto.ts';

const pathsIn = (text: string): string[] => findPictures(text).map(({ path }) => path);

/** The paths of a document, which are those that Asciidoctor shows. */
async function agreedPaths(text: string): Promise<string> {
  const shown = (await shownBy(text)).map(({ path }) => path);
  assert.deepEqual(pathsIn(text), shown, text);
  for (const { start, end, pathStart, pathEnd } of findPictures(text)) {
    assert.match(text.slice(start, end), /^image::?\S+\[[^\]]*\]$/, text);
    assert.match(text.slice(pathStart, pathEnd), /^\S+\.png$/, text);
  }
  return shown.join(' ');
}

const conditionalFolders = {
  '= T\nifndef::imagesdir[:imagesdir: images]\n\nimage::a.png[]\n': 'images/a.png',
  '= T\n:imagesdir: mine\nifndef::imagesdir[:imagesdir: images]\n\nimage::a.png[]\n': 'mine/a.png',
  '= T\nifdef::env-github[:imagesdir: hub]\n\nimage::a.png[]\n': 'a.png',
  ':imagesdir: i\nifdef::env-github[]\n:imagesdir: hub\nendif::[]\n\nimage::a.png[]\n': 'i/a.png',
  'ifndef::imagesdir[]\n:imagesdir: i\n:sub: s\nendif::[]\n\nimage::{sub}/a.png[]\n': 'i/s/a.png',
  ':x:\n\nifdef::x,y[:imagesdir: any]\nifdef::x+y[:imagesdir: all]\n\nimage::a.png[]\n':
    'any/a.png',
  ':x:\n\nifndef::x,y[:imagesdir: no]\nifndef::x+y[:imagesdir: i]\n\nimage::a.png[]\n': 'i/a.png',
  'ifdef::x[]\nifndef::y[]\n:imagesdir: i\nendif::[]\nendif::[]\n\nimage::a.png[]\n': 'a.png',
};

describe('conditions in AsciiDoc', () => {
  test('decide which folder of pictures counts', async () => {
    for (const [text, path] of Object.entries(conditionalFolders)) {
      assert.equal(await agreedPaths(text), path, text);
    }
  });

  test('may have a picture between their brackets', async () => {
    assert.equal(await agreedPaths('ifndef::env-github[image::a.png[Alt]]\n'), 'a.png');
    const text = 'Text\n\nifndef::x[image::a.png[]]\n\nifndef::x[See image:b.png[].]\n';
    assert.equal(await agreedPaths(text), 'a.png b.png');
    assert.equal(
      await agreedPaths('* item\nifdef::asciidoctor[]\nimage::a.png[]\nendif::[]\n'),
      'a.png',
    );
  });

  test('are read on both sides', () => {
    const text =
      'ifdef::x[]\nText.\nimage::no.png[]\nendif::[]\nifndef::x[]\nimage::a.png[]\nendif::[]\nifdef::x[image::b.png[]]\n';
    assert.deepEqual(pathsIn(text), ['a.png', 'b.png']);
  });

  test('may be nested deeper than makes sense', () => {
    const depth = 20_000;
    const text = `${'ifdef::x[]\n'.repeat(depth)}:imagesdir: i\nimage::a.png[]\n${'endif::[]\n'.repeat(depth)}image::b.png[]\n`;
    assert.deepEqual(pathsIn(text), ['a.png', 'b.png']);
  });

  test('decide which folder a written picture is in', () => {
    const write = (header: string): string =>
      writeInto(pictureWriter, `${header}\n\n`, cursor(header.split('\n').length, 0), [
        { altText: 'fox', path: 'images/a.png' },
      ]).inserted.trim();
    const condition = 'ifndef::imagesdir[:imagesdir: images]';
    assert.equal(write(`= Guide\n${condition}`), 'image::a.png[fox]');
    assert.equal(write(`= Guide\n:imagesdir: b\n${condition}`), 'image::../images/a.png[fox]');
    assert.equal(write('ifdef::x[]\n:imagesdir: b\nendif::[]'), 'image::images/a.png[fox]');
    assert.equal(write('ifdef::x[----]\n:imagesdir: images'), 'image::images/a.png[fox]');
    assert.equal(write(':x: a \\\n b\n:imagesdir: images'), 'image::a.png[fox]');
  });
});

describe('pictures of AsciiDoc blocks', () => {
  test('may stand right under the first line of an item', async () => {
    const items = ['. Save', '* item', '- item', '1. item', 'Term::', 'term:: text', '<1> text'];
    for (const item of items) {
      assert.equal(await agreedPaths(`${item}\nimage::a.png[A]\n`), 'a.png', item);
      assert.equal(await agreedPaths(`${item}\n// no text\nimage::a.png[A]\n`), 'a.png', item);
      assert.equal(await agreedPaths(`${item}\nmore text\nimage::a.png[A]\n`), '', item);
    }
    assert.equal(
      await agreedPaths('* a\nimage::a.png[]\n* b\n\n. c\nimage::c.png[]\n. d\n'),
      'a.png c.png',
    );
    assert.equal(await agreedPaths('* item image:a.png[over\nlines]\n'), 'a.png');
  });

  test('are found in every cell that holds blocks', async () => {
    const paths = await agreedPaths('|===\na| image::a.png[A] a| image::b.png[B]\n|===\n');
    assert.equal(paths, 'a.png b.png');
    const columns =
      '[cols="a,a"]\n|===\n| image::a.png[] | image::b.png[]\n|\timage::c.png[]|image:d.png[]\n|===\n';
    assert.equal(await agreedPaths(columns), 'a.png b.png c.png d.png');
  });

  test('follow lines that are blocks of their own', async () => {
    const media = ['video::x.mp4[]', 'audio::x.mp3[]'];
    const breaks = [
      '<<<',
      '<<<<',
      "'".repeat(3),
      "'".repeat(5),
      '---',
      '***',
      '- - -',
      '* * *',
      '___',
    ];
    for (const line of [...breaks, ...media, 'toc::[]']) {
      assert.equal(await agreedPaths(`${line}\nimage::a.png[A]\n`), 'a.png', line);
      assert.equal(await agreedPaths(`Some text.\n${line}\nimage::a.png[A]\n`), '', line);
    }
    assert.equal(await agreedPaths('other::x[]\nimage::a.png[A]\n'), '');
  });
});

describe('a header of AsciiDoc', () => {
  const header = '= Title\nAn Author\n:imagesdir: i\n\nimage::a.png[]\n';

  test('may stand under comments and an anchor', async () => {
    for (const above of [
      '////\nA\n\ncomment\n////\n',
      '[[guide]]\n',
      '[#guide]\n',
      '// x\n\n[[a]]\n',
    ]) {
      assert.equal(await agreedPaths(above + header), 'i/a.png', above);
    }
    const inside =
      '= Title\n////\nA\n\ncomment\n////\nAn Author\n:imagesdir: i\n\nimage::a.png[]\n';
    assert.equal(await agreedPaths(inside), 'i/a.png');
    assert.equal(await agreedPaths(`////\n${header}`), '');
  });

  test('has values that go on in the next line', async () => {
    const entry = ':folder: a/ \\\n b/ \\\n  c\n:imagesdir: {folder}\n';
    const expected = 'a/ b/ c/a.png';
    assert.equal(await agreedPaths(`= T\n${entry}\nimage::a.png[]\n`), expected);
    assert.equal(await agreedPaths(`Text\n\n${entry}\nimage::a.png[]\n`), expected);
    assert.equal(await agreedPaths(':imagesdir: a \\\n\nimage::a.png[]\n'), 'a/a.png');
  });

  test('has values that name only what stands above them', () => {
    assert.deepEqual(pathsIn(':imagesdir: {d}\n:d: b\n\nimage::a.png[]\n'), []);
  });
});

describe('attributes in the path of an AsciiDoc picture', () => {
  test('leave it out where nothing says what they are', () => {
    assert.deepEqual(pathsIn('image::{img-dir}/fox.png[A fox]\n\nSee image:{x}.png[].\n'), []);
    assert.deepEqual(
      pathsIn(':imagesdir: {x}/img\n\nimage::a.png[]\n\nimage::b.png[imagesdir=i]\n'),
      ['i/b.png'],
    );
    assert.deepEqual(pathsIn('image::%7Bx%7D.png[]\n'), ['{x}.png']);
  });

  test('may name the folder of the document', async () => {
    const text =
      ':imagesdir: i\n\nimage::{docdir}/a.png[]\n\n:imagesdir: {docdir}/j/\n\nimage::b.png[]\n';
    assert.deepEqual(pathsIn(text), ['a.png', 'j/b.png']);
    const folder = `${process.cwd()}/`;
    const shown = (await shownBy(text)).map(({ path }) => path.replace(folder, ''));
    assert.deepEqual(shown, pathsIn(text));
  });
});
