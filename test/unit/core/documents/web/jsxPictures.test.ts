import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { fc } from '../../../../support/propertyTests.ts';
import { planInsertion } from '../../../../../src/core/documents/insertion.ts';
import { findPictures } from '../../../../../src/core/documents/web/jsxPictures.ts';
import { pictureWriter as writer } from '../../../../../src/core/documents/web/jsxWriter.ts';
import { pathOfUrl } from '../../../../../src/core/documents/web/urlPath.ts';
import { countOf } from '../../../../support/testLength.ts';
import { fixtureVariants } from './fixture.ts';
import { asWritten, hostilePaths, hostileTexts } from './hostileTexts.ts';
import { insertAt, insertMarked } from './insertMarked.ts';
import { elementsInJsx, parseJsx, visit } from './readJsx.ts';
import { shippedFiles } from './shippedFiles.ts';

const found = (text: string) =>
  findPictures(text).map(({ path, altText, caption }) => ({ path, altText, caption }));

/** What Babel's tree says of elements with a `src`, as far as those are pictures. */
const elements = (text: string) =>
  elementsInJsx(text)
    .filter(({ name, url }) => /^(?:img|motion\.img|.*Image)$/.test(name) && !url.startsWith('@/'))
    .map(({ url, altText }) => ({ path: pathOfUrl(url), altText }));

describe('what Babel sees in JSX is what is found', () => {
  for (const file of ['jsx/everyForm.tsx.txt', 'jsx/everyForm.jsx.txt']) {
    for (const [name, text] of fixtureVariants(file)) {
      test(`in every form of ${file}, ${name}`, () => {
        const all = found(text);
        for (const { path, altText } of elements(text)) {
          const match = all.some((other) => other.path === path && other.altText === altText);
          assert.ok(match || /code\.png/.test(path!), `${path}: ${altText}`);
        }
      });
    }
  }
});

const [[, tsx]] = fixtureVariants('jsx/everyForm.tsx.txt') as [[string, string]];
const [[, jsx]] = fixtureVariants('jsx/everyForm.jsx.txt') as [[string, string]];

test('what imports and requires is found with what elements say about it', () => {
  const imports = findPictures(tsx).filter(({ path }) => path.includes('imports/'));
  assert.deepEqual(
    imports.map(({ path, altText }) => [path, altText]),
    [
      ['./imports/fox.webp', 'The fox'],
      ['../imports/owl.png', 'The owl'],
      ['./imports/unused.jpg', undefined],
      ['./imports/side-effect.png', undefined],
      ['./imports/wolf.png', 'The wolf'],
      ['./imports/lynx.png', 'The lynx'],
      ['./imports/required.png', 'Required'],
      ['./imports/required-default.png', 'Required default'],
      ['./imports/url.png', 'URL'],
      ['./imports/native.png', 'Native'],
    ],
  );
  assert.deepEqual(found(jsx)[0], { path: './fox.webp', altText: 'The fox', caption: undefined });
});

test('nothing else is taken for a picture', () => {
  const no =
    /in-|not-|side-eff|aliased|package\/|@\/|dynamic\.png|joined|component\.js|mapped-no|\$\{|escaped|drawing/;
  const allowed = /figure-dynamic|in-(?:attribute|function)\.png|not-self-closing|side-effect/;
  const wrong = findPictures(tsx + jsx).filter(({ path }) => no.test(path) && !allowed.test(path));
  assert.deepEqual(
    wrong.map(({ path }) => path),
    [],
  );
});

test('figures, sources, styles and the rest are found too', () => {
  const of = (path: string) => findPictures(tsx).find((picture) => picture.path === path);
  assert.equal(of('figure.png')?.caption, 'A bold caption, with text é');
  assert.equal(of('figure-dynamic.png')?.caption, undefined);
  assert.equal(of('picture.webp')?.altText, 'A picture');
  assert.equal(of('set-2.png')?.altText, 'Set');
  assert.deepEqual(
    [of('lines.png')?.width, of('lines.png')?.height, of('lines.png')?.title],
    [640, 480, 'The title'],
  );
  for (const path of [
    'poster.jpg',
    'button.png',
    'svg.png',
    'xlink.png',
    'style.png',
    'style-2.png',
    'style-element.png',
  ]) {
    assert.ok(of(path), path);
  }
  assert.equal(of('motion.png')?.altText, 'Motion');
  assert.equal(of('/member.webp')?.altText, 'A member');
});

test('a program that is too broken to parse still has its plain elements', () => {
  const text =
    'const a = <div>{b ? <img src="a.png" alt="A {x}" />}<img src={c} alt="no" /><img src="d.png"';
  assert.deepEqual(found(text), [{ path: 'a.png', altText: 'A {x}', caption: undefined }]);
  assert.deepEqual(
    found('const a = ( <div>\n<img src="a.png" alt="A" />\n<img src={b} />\n').map(
      ({ path }) => path,
    ),
    ['a.png'],
  );
});

describe('one error hides no plain element that Babel sees without it', () => {
  const programs: Record<string, string> = {
    'in a function body': `export default function A() {
  const x = ‹›1;
  return <div><img src="/a.png" alt="A" /></div>;
}`,
    'beside expressions': `const A = () => {
  const x = ‹›1;
  return (
    <figure>
      {b.map((c) => <img key={c > d} {...c} src="/b.png" alt="it's {c}" onLoad={() => { e('}'); }}/>)}
      {f && (<b title='"'>don't</b>)}
      <img src="/g.png" alt="G" />
    </figure>
  );
};`,
    'beside comparisons and types': `function A<T extends B>(c: Array<Title>) {
  const d = useState<Style>(c); ‹›;
  for (let i=0;i<n;i++) if (i<m && m>k) d(<string,>(x: string) => x);
  // <img src="/no.png" />
  /* <img src="/no.png" /> */
  const e = ['<img src="/no.png" />', \`
    <img src="/no.png" />\`];
  return <Foo.Image src="/h.png" alt="H"></Foo.Image>;
}`,
  };
  for (const [name, marked] of Object.entries(programs)) {
    test(name, () => {
      const [whole, broken] = ['', '= ;)'].map((error) => marked.replace('‹›', error));
      assert.throws(() => parseJsx(broken!));
      const seen = elementsInJsx(whole!).map(({ url, altText }) => [url, altText]);
      assert.ok(seen.length > 0);
      assert.deepEqual(
        found(broken!).map(({ path, altText }) => [path, altText]),
        seen,
      );
    });
  }
  test('though what a caption says is not known', () => {
    const text = 'const a = ; <figure><img src="a.png" /><figcaption>A {b}</figcaption></figure>';
    assert.deepEqual(found(text), [{ path: 'a.png', altText: undefined, caption: undefined }]);
  });
});

describe('a program in Flow is read like others', () => {
  test('with casts', () => {
    const text = '/* @flow */ const a = <img src={("a.png": any)} alt="A" />;';
    assert.deepEqual(found(text), [{ path: 'a.png', altText: 'A', caption: undefined }]);
  });
  const element = '<div><img src="/a.png" alt="A" /></div>';
  for (const start of [
    'type P = {| +name: ?string |};',
    'function f(a: ?string) {}',
    'type P = { +name: string, -age: number };',
    'opaque type C: string = string;',
  ]) {
    test(start, () => {
      const text = `${start}\nfunction A() { const n = 1; return ${element}; }`;
      assert.throws(() => parseJsx(text));
      const [seen] = elementsInJsx(text, 'flow');
      const expected = { path: seen!.url, altText: seen!.altText, caption: undefined };
      assert.deepEqual(found(text), [expected]);
      const pictures = [{ altText: '', path: 'b.png' }];
      const marked = text.replace('</div>', '‹</div>');
      assert.match(insertMarked(marked, { writer, pictures }), /alt="A" \/><img [^>]*><\/div>/);
    });
  }
});

const pieces = [
  '<',
  '>',
  '{',
  '}',
  '(',
  ')',
  '"',
  "'",
  '`',
  '/',
  '/>',
  '</',
  '=',
  '=>',
  ';',
  '\n',
  ' ',
  '//',
  '/*',
  '*/',

  '<div>',
  '</div>',
  '<>',
  '</>',
  '<img src="a.png" alt="x" />',
  '<img src={"b.png"} />',
  '${',
  'const a = ',

  'import a from "./c.png";',
  'require("./d.png")',
  'return ',
  'text',
  '<T,>',
  '&amp;',
  '{...a}',
  '😀',
  '\0',
];

test('broken programs are read without a failure, and what is found is there', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 25 }), (parts) => {
      const text = parts.join('');
      for (const { start, end, pathStart, pathEnd, path } of findPictures(text)) {
        assert.ok(0 <= start && start <= pathStart && pathStart <= pathEnd && pathEnd <= end);
        assert.equal(text.slice(pathStart, pathEnd), path);
      }
    }),
    { numRuns: countOf({ sample: 2000, full: 50_000 }) },
  );
});

describe('programs that packages ship are read without a failure', () => {
  for (const [path, text] of shippedFiles(['.jsx', '.tsx', '.test.js'], 12)) {
    test(path, () => assert.ok(Array.isArray(findPictures(text))));
  }
});

test('what is written reads back, by Babel and by the finder', () => {
  fc.assert(
    fc.property(hostileTexts, hostilePaths, (altText, path) => {
      const code = insertMarked('const a = <p>‹</p>;', { writer, pictures: [{ altText, path }] });
      const [element, ...others] = elementsInJsx(code);
      assert.deepEqual(others, []);
      assert.equal(element!.altText, asWritten(altText));
      assert.equal(decodeURIComponent(element!.url), path.toWellFormed());
      const [picture] = findPictures(code);
      assert.equal(picture?.path, path.toWellFormed());
      assert.equal(picture?.altText, asWritten(altText));
    }),
    { numRuns: countOf({ sample: 2000, full: 50_000 }) },
  );
});

describe('a picture in JSX', () => {
  const one = '<img src="a.png" alt="A" />';
  const pictures = [{ altText: 'A', path: 'a.png' }];
  const cases: Record<string, [marked: string, expected: string]> = {
    'at a cursor among children': ['a = <p>b‹c</p>;', `a = <p>b${one}c</p>;`],
    'where a value is missing': ['const a = ‹;', `const a = ${one};`],
    'where a value is returned': [
      'const a = () => {\n  return ‹;\n};',
      `const a = () => {\n  return ${one};\n};`,
    ],
    'in braces': ['a = <p>{b && ‹}</p>;', `a = <p>{b && ${one}}</p>;`],
    'after a selection': [
      'a = (\n  <div>\n    <p>‹b›</p>\n  </div>\n);',
      `a = (\n  <div>\n    <p>b</p>\n    ${one}\n  </div>\n);`,
    ],
    'from within a tag': [
      'a = (\n  <div>\n    <p clas‹s="b">c</p>\n  </div>\n);',
      `a = (\n  <div>\n    <p class="b">c</p>\n    ${one}\n  </div>\n);`,
    ],
    'from a comment before': [
      '// a ‹fox›\nconst a = (\n  <div>\n    <p />\n  </div>\n);',
      `// a fox\nconst a = (\n  <div>\n    ${one}\n    <p />\n  </div>\n);`,
    ],
    'from within braces of several lines': [
      'a = (\n  <ul>\n    {b.map((c) => {\n      ‹d();\n›      return <li>{c}</li>;\n    })}\n  </ul>\n);',
      `a = (\n  <ul>\n    {b.map((c) => {\n      d();\n      return <li>\n      ${one}\n      {c}</li>;\n    })}\n  </ul>\n);`,
    ],
    'in a fragment': ['a = <>\n  ‹\n</>;', `a = <>\n  ${one}\n</>;`],
    'with tabs': [
      'a = (\n\t<div>\n\t\t<p>‹b›</p>\n\t</div>\n);',
      `a = (\n\t<div>\n\t\t<p>b</p>\n\t\t${one}\n\t</div>\n);`,
    ],
  };
  for (const [name, [marked, after]] of Object.entries(cases)) {
    test(name, () => assert.equal(insertMarked(marked, { writer, pictures }), after));
  }
});

const trees = fc
  .letrec<{ node: string; nodes: string }>((tie) => ({
    node: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      fc.constantFrom(
        'text',
        '&amp;',
        '<br />',
        '{/* c */}',
        '{"x"}',
        '<p\n  a="b"\n>c</p>',
        '{a > b}',
      ),
      tie('nodes').map((inner) => `<div>\n${inner}\n</div>`),
      tie('nodes').map((inner) => `<ul>\n<li>${inner}</li>\n</ul>`),
      tie('nodes').map((inner) => `{a.map((b) => {\n  return <p>${inner}</p>;\n})}`),
      tie('nodes').map((inner) => `{a ? <>\n${inner}</> : null}`),
    ),
    nodes: fc.array(tie('node'), { maxLength: 3 }).map((nodes) => nodes.join('\n')),
  }))
  .nodes.map(
    (inner) =>
      `import a from 'b';\n// c\nexport const D = () => {\n  const e = 1;\n  return (\n<main>\n${inner}\n</main>\n  );\n};\n`,
  );

test('wherever pictures go, the program stays one and all of them are in it', () => {
  const places = trees.chain((text) =>
    fc.tuple(
      fc.constant(text),
      fc.nat(text.length),
      fc.nat(text.length),
      fc.integer({ min: 1, max: 3 }),
    ),
  );
  const count = (code: string): number => {
    let elements = 0;
    visit(parseJsx(code), ({ type }) => (type === 'JSXElement' ? elements++ : undefined));
    return elements;
  };
  fc.assert(
    fc.property(places, fc.boolean(), ([text, a, b, pictureCount], isBare) => {
      const [start, end] = isBare ? [a, a] : [Math.min(a, b), Math.max(a, b)];
      const pictures = Array.from({ length: pictureCount }, (_, i) => ({
        altText: '',
        path: `new-${i}.png`,
      }));
      const after = insertAt(text, start, end, { writer, pictures });
      const added = findPictures(after).map(({ path }) => path);
      assert.deepEqual(
        added,
        pictures.map(({ path }) => path),
        after,
      );
      assert.equal(count(after), count(text) + pictureCount, after);
    }),
    { numRuns: countOf({ sample: 500, full: 10_000 }) },
  );
});

test('a document with no place for a picture refuses one, but where one may stand at the cursor', () => {
  const icon = 'export const Icon = () => (\n  <svg width="1"><path d="M0 0" /></svg>\n);\n';
  const isRefused = (text: string, offset: number): boolean => {
    const lines = text.split('\n');
    const before = text.slice(0, offset).split('\n');
    const position = { line: before.length - 1, character: before.at(-1)!.length };
    return Boolean(
      planInsertion({
        writer,
        lines: { lineCount: lines.length, lineAt: (line) => lines[line]! },
        selection: { start: position, end: position },
        pictures: [{ altText: 'A', path: 'a.png' }],
      }).isRefused,
    );
  };
  assert.equal(isRefused(icon, icon.indexOf('M0')), true);
  assert.equal(isRefused(icon, icon.length), false);
  assert.equal(isRefused('let a = ;', 8), false);
});

test('styles in template literals show pictures, but those that code puts together', () => {
  const text = [
    'const Card = styled(Box).attrs({ a: 1 })`',
    '  a: url(${img}) url(a/${img}.png) url("${base}/b.png");',
    '  ${mixin};',
    '  background: url("./card.png") ${1};',
    '`;',
    'const Global = createGlobalStyle`body { background: url(body.png) }`;',
    'const query = gql`url(no.png)`;',
  ].join('\n');
  const found = findPictures(text);
  assert.deepEqual(
    found.map(({ path }) => path),
    ['./card.png', 'body.png'],
  );
  for (const { pathStart, pathEnd, path } of found) {
    assert.equal(text.slice(pathStart, pathEnd), path);
  }
});
