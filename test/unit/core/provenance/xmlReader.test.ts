import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { fc } from '../../../support/propertyTests.ts';
import { readXml } from '../../../../src/core/provenance/xmlReader.ts';
import {
  asciiJson,
  xmlAttribute,
  xmlContent,
  XmlError,
} from '../../../../src/core/provenance/xmlText.ts';

describe('The XML reader', () => {
  test('reads elements, attributes and text with their namespaces', () => {
    const root = readXml(
      `<?xml version="1.0"?><!-- <x> --><a xmlns="urn:a" xmlns:b='urn:b' b:c = "1 &lt;&#65;" d='"'>` +
        `t<b:e xmlns:b="urn:other"/>&amp;<![CDATA[<&]]><!-- no --></a >\n`,
    );
    assert.equal(root.namespace, 'urn:a');
    assert.equal(root.text, 't&<&');
    assert.deepEqual(
      root.attributes.map(({ namespace, localName, value }) => [namespace, localName, value]),
      [
        ['urn:b', 'c', '1 <A'],
        ['', 'd', '"'],
      ],
    );
    assert.deepEqual(
      root.children.map(({ namespace, localName }) => [namespace, localName]),
      [['urn:other', 'e']],
    );
  });

  test('tells where elements and attributes stand', () => {
    const text = '<a>\n <b c="d"  e="f">g</b><h/></a>';
    const root = readXml(text);
    const [b, h] = root.children;
    assert.equal(text.slice(b!.start, b!.end), '<b c="d"  e="f">g</b>');
    assert.equal(text.slice(b!.endTagStart), '</b><h/></a>');
    assert.equal(h!.endTagStart, undefined);
    assert.deepEqual(
      b!.attributes.map(({ start, end }) => text.slice(start, end)),
      [' c="d"', '  e="f"'],
    );
  });

  const refused: readonly string[] = [
    '',
    'text',
    '<a>',
    '</a>',
    '<a></b>',
    '<a/><b/>',
    '<a b></a>',
    '<a b=c/>',
    '<a b="1"c="2"/>',
    '<a b="<"/>',
    '<a',
    '<a b="',
    '<!-- ',
    '<a><![CDATA[</a>',
    '<!DOCTYPE a><a/>',
    '<a>&nbsp;</a>',
    '<a>&</a>',
    '<a>&#x110000;</a>',
    '<b:a/>',
    '< a/>',
  ];
  for (const text of refused) {
    test(`refuses ${text || 'nothing'}`, () => {
      assert.throws(() => readXml(text), XmlError);
    });
  }

  test('throws nothing else, whatever it is given', () => {
    const pieces = fc.constantFrom(
      '<',
      '>',
      '/',
      'a',
      ':',
      '=',
      '"',
      "'",
      '&',
      ';',
      '!',
      '--',
      '[CDATA[',
      ']]>',
      '?',
      ' ',
      'xmlns',
      '#x1',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 40 }), (parts) => {
        try {
          readXml(parts.join(''));
        } catch (error) {
          assert.ok(error instanceof XmlError, String(error));
        }
      }),
      { numRuns: 3000 },
    );
  });

  test('reads back every text that can be written', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const root = readXml(`<a b="${xmlAttribute(text)}">${xmlContent(text)}</a>`);
        const readable = text.replace(
          /[^\t\n\r -\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu,
          '\ufffd',
        );
        assert.equal(root.text, readable);
        assert.equal(root.attributes[0]!.value, readable);
      }),
    );
  });
});

describe('ASCII JSON', () => {
  test('holds every text in printable characters', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(0xffff)), (units) => {
        const text = String.fromCharCode(...units);
        const json = asciiJson(text);
        assert.match(json, /^[ -~]*$/);
        assert.equal(JSON.parse(json), text);
      }),
    );
  });
});
