import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { pythonWithDocutils } from '../../../../../scripts/ensureCheckers.mjs';
import { fc } from '../../../../support/propertyTests.ts';
import { findPictures } from '../../../../../src/core/documents/text/restructuredTextPictures.ts';
import { pictureWriter } from '../../../../../src/core/documents/text/restructuredTextWriter.ts';
import { hostilePath, hostileText, runs } from './hostileText.ts';
import { runTool } from './outsideTool.ts';
import { documentVariants, hostileDocuments } from './variants.ts';
import { at, cursor, placeOf, writeInto } from './writeInto.ts';

interface ReadPicture {
  readonly path: string;
  readonly altText: string | null;
}

/** Reads a list of documents by docutils, and says for each its pictures and its errors. */
const program = `
import json, sys, docutils.core, docutils.nodes
settings = {'report_level': 5, 'halt_level': 6, 'input_encoding': 'unicode'}
found = []
for text in json.loads(sys.stdin.buffer.read().decode('utf-8')):
    tree = docutils.core.publish_doctree(text, settings_overrides=settings)
    images = tree.findall(docutils.nodes.image)
    found.append([{'path': image['uri'], 'altText': image.get('alt')} for image in images])
print(json.dumps(found))
`;

const python = pythonWithDocutils();

function readByDocutils(texts: readonly string[]): ReadPicture[][] {
  if (python === undefined) throw new Error('docutils is missing: install python3-docutils');
  return JSON.parse(runTool(python, ['-c', program], JSON.stringify(texts))) as ReadPicture[][];
}

const foundIn = (text: string): ReadPicture[] =>
  findPictures(text).map(({ path, altText = null }) => ({ path, altText }));

/** Docutils gives the URL of a path and keeps line ends. */
const asFound = (pictures: readonly ReadPicture[]): ReadPicture[] =>
  pictures.map(({ path, altText }) => ({
    path: path.replace(/%(?:25|23|3F)/g, decodeURIComponent),
    altText: altText === null ? null : altText.replace(/\s*\n\s*/g, ' '),
  }));

const fixture = readFileSync(
  new URL('../../../../fixtures/languages/restructuredText/pictures.rst', import.meta.url),
  'utf8',
);

describe('pictures of reStructuredText documents', () => {
  test('are those that docutils reads, whatever the line ends', () => {
    const variants = documentVariants(fixture);
    const read = readByDocutils(variants.map(([, text]) => text.replace(/^\ufeff/, '')));
    for (const [index, [name, text]] of variants.entries()) {
      assert.ok(read[index]!.length >= 14);
      assert.deepEqual(foundIn(text), asFound(read[index]!), name);
    }
  });

  test('stand where they are said to stand', () => {
    for (const [, text] of documentVariants(fixture)) {
      for (const { start, end, pathStart, pathEnd } of findPictures(text)) {
        assert.match(text.slice(start, end), /^\.\. [^]*\S$/);
        assert.match(text.slice(pathStart, pathEnd), /^\S[^]*\.png$/);
      }
    }
  });

  test('have the caption of their figure, and sizes', () => {
    const text =
      '.. figure:: a.png\n   :width: 300px\n   :height: 200\n\n   A *bold* ``caption`` of :ref:`it <x>` _`too`,\n   on two lines.\n\n   Legend\n';
    const [picture] = findPictures(text);
    assert.equal(picture?.caption, 'A bold caption of it too, on two lines.');
    assert.deepEqual([picture?.width, picture?.height], [300, 200]);
  });

  test('are found in what has a class, and in headers and footers', () => {
    const text = `.. header:: .. image:: a.png

.. footer:: Text

   .. image:: b.png

.. class:: no-web
   x

    .. image:: c.png
        :alt: C

.. class:: .. image:: no.png

.. class:: y
.. image:: d.png
`;
    assert.deepEqual(foundIn(text), readByDocutils([text])[0]);
    assert.equal(foundIn(text).length, 4);
  });

  test('are found in the cells of CSV tables', () => {
    const text = `.. csv-table:: Title, "x"
   :header: "A", "B"

   ".. image:: a.png", x
   .. image:: b.png, y, "z"
   "

   .. image:: c.png
      :alt: C

   .. image:: d.png
   ",  ".. image:: e.png"
   "Say ""no"" image",".. image:: f.png
      :alt: F",
`;
    assert.deepEqual(foundIn(text), readByDocutils([text])[0]);
    assert.equal(foundIn(text).length, 6);
  });

  test('have the name of their substitution for alt text', () => {
    const text = `.. |fox in  *snow*| image:: a.png
   :width: 2px
.. |b| image:: b.png
   :alt: B
.. |c| image:: c.png
   :alt:
.. |d| figure:: d.png
`;
    assert.deepEqual(foundIn(text), readByDocutils([text])[0]);
    assert.equal(foundIn(text)[0]?.altText, 'fox in *snow*');
  });

  test('are found in directives that only Sphinx knows', () => {
    const text =
      '.. tab-set::\n\n   .. tab-item:: A\n\n      .. image:: a%20b.png\n\n.. mermaid::\n\n   .. image:: no.png\n';
    assert.deepEqual(foundIn(text), [{ path: 'a b.png', altText: null }]);
  });

  test('are found in documents that make no sense, and nothing throws', () => {
    const parts = [
      '.. image:: a.png\n',
      '.. image::\n',
      '- ',
      '  - a\n',
      '::\n',
      '::\n\n  a\n',
      '.. ',
      '   ',
      '+--+--+\n',
      '| a | b |\n',
      '== ==\n',
      ':a: ',
      '.. figure:: a\n\n   ',
      '\t',
      '1. ',
      '`a',
      '**a',
      '.. |a| image:: b\n',
      '.. csv-table::\n\n   ::"',
      '   "::,',
      '\\ ',
    ];
    for (const text of hostileDocuments(parts)) assert.ok(Array.isArray(findPictures(text)));
  });
});

const base = `Title
=====

First paragraph, with *text*
on two lines.

- item one
- item two

  - nested item

1. first

   continued

Literal::

    literal text

.. note::

   A note

.. comment
   goes on

+---+---+
| a | b |
+---+---+

term
   definition

Last line`;

describe('pictures written into reStructuredText', () => {
  const places: [number, number][] = [];
  base.split('\n').forEach((line, index) => {
    places.push([index, 0], [index, line.length]);
  });

  test('read back as they were given, at every place', () => {
    const cases = fc.sample(
      fc.tuple(
        hostileText.filter((text) => text !== ''),
        hostilePath,
        fc.constantFrom(...places),
        fc.boolean(),
      ),
      runs(400),
    );
    const texts = cases.map(([altText, path, [line, character], isSelection]) => {
      const selection = isSelection
        ? { start: at(line, 0), end: at(line, character) }
        : cursor(line, character);
      return writeInto(pictureWriter, base, selection, [{ altText, path }]).text;
    });
    const read = readByDocutils(texts);
    for (const [index, [altText, path]] of cases.entries()) {
      assert.deepEqual(foundIn(texts[index]!), [{ path, altText }], texts[index]);
      assert.deepEqual(asFound(read[index]!), [{ path, altText }], texts[index]);
    }
  });

  test('keep the lists that they stand in', () => {
    const pictures = ['a', 'b'].map((name) => ({ altText: name, path: `${name}.png` }));
    const { inserted } = writeInto(
      pictureWriter,
      base,
      { start: at(6, 0), end: at(6, 4) },
      pictures,
    );
    assert.equal(
      inserted,
      '\n\n  .. image:: a.png\n     :alt: a\n\n  .. image:: b.png\n     :alt: b\n',
    );
  });

  test('leave labels, titles, quotes and tables with what belongs to them', () => {
    const places: [from: string, to: string][] = [
      ['.. _la‸bel:\n\nSection\n=======\n\nx', '.. _label:\n\nSection\n=======\n\n‸\n\nx'],
      ['.. class:: c‸\n\ntext', '.. class:: c\n\ntext\n\n‸'],
      [
        'Ti‸tle\n=====\n\n:author: A\n:version: 1\n\nx',
        'Title\n=====\n\n:author: A\n:version: 1\n\n‸\n\nx',
      ],
      ['Title\n++‸+++\n\n:author: A\n\nx', 'Title\n+++++\n\n:author: A\n\n‸\n\nx'],
      ['text‸\n\n   quote', 'text\n\n   ‸\n\n   quote'],
      [
        '== ==\na  b\n== ==\nc  ‸d\n\n   e\n== ==\n\nx',
        '== ==\na  b\n== ==\nc  d\n\n   e\n== ==\n\n‸\n\nx',
      ],
    ];
    const read = places.map(([from, to]) => {
      const { shown, text } = placeOf(pictureWriter, from);
      assert.equal(shown, to);
      return text;
    });
    for (const pictures of readByDocutils(read)) {
      assert.deepEqual(pictures, [{ path: 'a.png', altText: 'A fox' }]);
    }
  });

  test('are decorative without an alt text', () => {
    const { text } = writeInto(pictureWriter, '', cursor(0, 0), [{ altText: '', path: 'a.png' }]);
    assert.deepEqual(foundIn(text), [{ path: 'a.png', altText: '' }]);
    assert.deepEqual(readByDocutils([text]), [[{ path: 'a.png', altText: '' }]]);
  });
});
