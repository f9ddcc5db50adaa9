import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { fc } from '../../../../support/propertyTests.ts';
import { parse } from 'uniorg-parse/lib/parser.js';
import { findPictures } from '../../../../../src/core/documents/text/orgPictures.ts';
import { pictureWriter } from '../../../../../src/core/documents/text/orgWriter.ts';
import { hostilePath, hostileText, runs } from './hostileText.ts';
import { documentVariants, hostileDocuments } from './variants.ts';
import { at, cursor, placeOf, writeInto } from './writeInto.ts';

interface ReadPicture {
  readonly path: string;
  readonly altText: string | undefined;
}

interface OrgNode {
  readonly type: string;
  readonly linkType?: string;
  readonly path?: string;
  readonly rawLink?: string;
  readonly value?: string;
  readonly children?: readonly OrgNode[];
  readonly affiliated?: { readonly ATTR_HTML?: readonly string[] };
}

const isPicture = (path: string): boolean => /\.(?:png|jpe?g|webp)$/.test(path);

/** The links that uniorg reads, and that Org's exporters would show as pictures. */
function readByUniorg(text: string): ReadPicture[] {
  const pictures: ReadPicture[] = [];
  const visit = (node: OrgNode, alt: string | undefined): void => {
    const said = node.affiliated?.ATTR_HTML?.join(' ');
    const known =
      said === undefined ? alt : (/:alt(?: (.*?))?(?= :(?:width|height)|$)/.exec(said)?.[1] ?? '');
    const [description] = node.children ?? [];
    if (node.type === 'link' && node.linkType !== 'fuzzy') {
      const shown = description ? /^file:(.*)/.exec(description.value ?? '')?.[1] : undefined;
      const own = node.linkType === 'file' ? node.path : node.rawLink;
      const path = description ? shown : own;
      if (path !== undefined && isPicture(path)) pictures.push({ path, altText: known });
      return;
    }
    for (const child of node.children ?? []) visit(child, node.affiliated ? known : alt);
  };
  visit(parse(text) as unknown as OrgNode, undefined);
  return pictures;
}

const foundIn = (text: string): ReadPicture[] =>
  findPictures(text).map(({ path, altText }) => ({ path, altText }));

const fixture = readFileSync(
  new URL('../../../../fixtures/languages/org/pictures.org', import.meta.url),
  'utf8',
);

describe('pictures of Org documents', () => {
  test('are those that uniorg reads', () => {
    const read = readByUniorg(fixture);
    assert.ok(read.length >= 12);
    assert.deepEqual(foundIn(fixture), read);
  });

  test('are the same ones with other line ends, and stand where they are said to stand', () => {
    for (const [name, text] of documentVariants(fixture)) {
      assert.deepEqual(foundIn(text), foundIn(fixture), name);
      for (const { start, end, pathStart, pathEnd, path } of findPictures(text)) {
        assert.match(text.slice(start, end), /^(?:\[\[[^]*\]\]|<.*>|file:\S+)$/);
        assert.equal(text.slice(pathStart, pathEnd), path);
      }
    }
  });

  test('have captions and sizes', () => {
    const [picture] = findPictures(
      '#+CAPTION[short]: A *bold* [[x][link]]\n#+ATTR_HTML: :width 300px :height 200\n[[./a.png]]\n',
    );
    assert.equal(picture?.caption, 'A bold link');
    assert.deepEqual([picture?.width, picture?.height], [300, 200]);
  });

  test('have captions with the older names of keywords between', () => {
    const text = '#+CAPTION: A red fox\n#+LABEL: fig:fox\n#+RESULT:\n[[./fox.png]]\n';
    const [paragraph] = parse(text).children as unknown as OrgNode[];
    assert.ok(paragraph?.affiliated && 'CAPTION' in paragraph.affiliated);
    assert.equal(findPictures(text)[0]?.caption, 'A red fox');
  });

  test('have the size and the title that they have in HTML', () => {
    const [first, second] = findPictures(
      '#+ATTR_HTML: :width 300px :title 16:9 draft\n#+ATTR_LATEX: :width 5cm :height 96px\n[[./a.png]]\n\n' +
        '#+ATTR_LATEX: :width 1in\n[[./b.png]]\n',
    );
    assert.deepEqual([first?.width, first?.height, first?.title], [300, 96, '16:9 draft']);
    assert.deepEqual([second?.width, second?.title], [96, undefined]);
  });

  test('are found under headings with a mark that would begin verbatim text', () => {
    const text = '* H =x\nText [[./a.png]] y= z\n';
    assert.deepEqual(readByUniorg(text), [{ path: './a.png', altText: undefined }]);
    assert.deepEqual(foundIn(text), readByUniorg(text));
  });

  test('have no caption that stands above their heading', () => {
    const text = '#+CAPTION: C\n* Heading [[./a.png]]\n[[./b.png]]\n';
    assert.deepEqual(
      findPictures(text).map(({ path, caption }) => [path, caption]),
      [
        ['./a.png', undefined],
        ['./b.png', undefined],
      ],
    );
  });

  test('may have brackets and backslashes in their names', () => {
    assert.equal(findPictures('[[file:c\\]d\\\\\\[e.png]]')[0]?.path, 'c]d\\[e.png');
  });

  test('are not found in trees that are commented out', () => {
    assert.deepEqual(findPictures('* COMMENT a\n[[file:a.png]]\n** b\n[[file:a.png]]\n'), []);
    assert.equal(findPictures('* COMMENT a\n* b\n[[file:a.png]]\n').length, 1);
  });

  test('are found in documents that make no sense, and nothing throws', () => {
    const parts = [
      '[[',
      ']]',
      '[[file:a.png]]',
      '[[a][',
      '=',
      '~',
      ' =a',
      'file:',
      '<file:',
      '@@html:',
      'src_a{',
      '#+begin_src\n',
      '#+end_src\n',
      '#+caption: a\n',
      ':properties:\n',
      '* COMMENT a\n',
      '\\',
      '#+attr_html: :a :b\n',
    ];
    for (const text of hostileDocuments(parts)) assert.ok(Array.isArray(findPictures(text)));
  });
});

const base = `#+TITLE: Title

* Heading
:PROPERTIES:
:ID: x
:END:
A paragraph with *text*
on two lines.

- item one
- item two

#+begin_src sh
echo
#+end_src

| a | b |
| c | d |

# comment

Last line`;

describe('pictures written into Org', () => {
  const places: [number, number][] = [];
  base.split('\n').forEach((line, index) => {
    places.push([index, 0], [index, line.length]);
  });

  test('read back as they were given, at every place in a block', () => {
    // Brackets are escaped as Org does it, which uniorg reads otherwise.
    const path = hostilePath.filter((each) => !/[[\]]/.test(each));
    const altText = hostileText.filter((text) => text !== '' && !/:[-\w]+(?:\s|$)/.test(text));
    const property = fc.property(
      altText,
      path,
      fc.constantFrom(...places),
      (alt, file, [line, character]) => {
        const pictures = [{ altText: alt, path: file }];
        const selection = { start: at(line, 0), end: at(line, Math.max(1, character)) };
        const { text } = writeInto(pictureWriter, base, selection, pictures);
        assert.deepEqual(foundIn(text), pictures, text);
        assert.deepEqual(readByUniorg(text), pictures, text);
      },
    );
    fc.assert(property, { numRuns: runs(300) });
  });

  test('keep brackets in names, and words that look like attributes', () => {
    const { text } = writeInto(pictureWriter, '', cursor(0, 0), [
      { altText: 'a :b c', path: 'x[1]y.png' },
    ]);
    assert.deepEqual(foundIn(text), [{ path: 'x[1]y.png', altText: 'a\u00a0:b c' }]);
  });

  test('are bare links in a line of text, and paragraphs in lists', () => {
    const picture = { altText: 'A fox', path: 'a.png' };
    assert.equal(
      writeInto(pictureWriter, base, cursor(6, 3), [picture]).inserted,
      '[[file:a.png]]',
    );
    assert.equal(
      writeInto(pictureWriter, base, { start: at(9, 0), end: at(9, 3) }, [picture]).inserted,
      '\n\n  #+ATTR_HTML: :alt A fox\n  [[file:a.png]]\n',
    );
  });

  test('leave marks, links, tables and what belongs to a heading whole', () => {
    const places: [from: string, to: string][] = [
      ['‸* Head', '* ‸Head'],
      ['* DONE [#A] Head  :tag:‸', '* DONE [#A] Head‸  :tag:'],
      ['- a\n‸- [ ] b', '- a\n- [ ] ‸b'],
      ['- a\n‸  more', '- a\n  ‸more'],
      ['- te‸rm :: text', '- term :: ‸text'],
      ['see [[https://x.o‸rg][x]] y', 'see [[https://x.org][x]]‸ y'],
      ['see https://x.org‸', 'see https://x.org ‸'],
      ['‸*bold* x', '‸ *bold* x'],
      ['a =ver‸batim= b', 'a =verbatim=‸ b'],
      ['a[fn‸:1] b\n\n[fn:1] x', 'a[fn:1]‸ b\n\n[fn:1] x'],
      ['| a | b |‸', '| a | b‸ |'],
      ['|--‸-|\n| c |', '|---|\n| c |\n\n‸'],
      ['\\begin{equation}\nx‸\n\\end{equation}', '\\begin{equation}\nx\n\\end{equation}\n\n‸'],
      ['#+CAPTION: C\n‸[[file:b.png]]', '#+CAPTION: C\n[[file:b.png]]\n\n‸'],
      [
        '* H\nSCHEDULED: <2024-01-‸01>\n:PROPERTIES:\n:END:\nx',
        '* H\nSCHEDULED: <2024-01-01>\n:PROPERTIES:\n:END:\n\n‸\n\nx',
      ],
    ];
    for (const [from, to] of places) {
      const { shown, text } = placeOf(pictureWriter, from);
      const count = from.includes('b.png') ? 2 : 1;
      assert.equal(shown, to);
      assert.equal(readByUniorg(text).length, count, text);
      assert.equal(findPictures(text).length, count, text);
    }
  });

  test('are decorative without an alt text', () => {
    const { text } = writeInto(pictureWriter, '', cursor(0, 0), [{ altText: '', path: 'a.png' }]);
    assert.deepEqual(foundIn(text), [{ path: 'a.png', altText: '' }]);
  });
});
