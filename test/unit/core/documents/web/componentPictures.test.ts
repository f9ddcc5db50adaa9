import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { fc } from '../../../../support/propertyTests.ts';
import type {
  FindPictures,
  PictureWriter,
} from '../../../../../src/core/documents/documentLanguage.ts';
import { findPictures as findInSvelte } from '../../../../../src/core/documents/web/sveltePictures.ts';
import { pictureWriter as svelteWriter } from '../../../../../src/core/documents/web/svelteWriter.ts';
import { pathOfSource } from '../../../../../src/core/documents/web/sourcePath.ts';
import { findPictures as findInVue } from '../../../../../src/core/documents/web/vuePictures.ts';
import { pictureWriter as vueWriter } from '../../../../../src/core/documents/web/vueWriter.ts';
import { countOf } from '../../../../support/testLength.ts';
import { fixtureVariants } from './fixture.ts';
import { asWritten, hostilePaths, hostileTexts } from './hostileTexts.ts';
import { insertMarked } from './insertMarked.ts';
import {
  compiledVueScript,
  elementsInSvelte,
  elementsInVue,
  type ReadElement,
} from './readComponents.ts';

interface Language {
  readonly file: string;
  readonly find: FindPictures;
  readonly writer: PictureWriter;
  readonly read: (text: string) => ReadElement[];
  /** A component with a place for a picture. */
  readonly component: string;
  /** What only the finder knows of, as it is no plain attribute. */
  readonly others: Readonly<Record<string, string | undefined>>;
}

const common = { './imports/lynx.png': 'The lynx', './imports/fox.webp': 'The fox' };
const languages: Record<string, Language> = {
  Vue: {
    file: 'vue/everyForm.vue.txt',
    find: findInVue,
    writer: vueWriter,
    read: elementsInVue,
    component: '<script>\nlet a;\n</script>\n<template>\n  <p>‹</p>\n</template>\n',
    others: {
      ...common,
      '../imports/unused.png': undefined,
      './bound.png': 'Bound',
      './bound-template.png': 'A template',
      './required.png': 'Required',
      'picture.webp': 'A picture',
      'picture-2.webp': 'A picture',
      './inline.png': undefined,
      'poster.jpg': undefined,
      './style.png': undefined,
      'style-2.png': undefined,
      'style-3.png': undefined,
    },
  },
  Svelte: {
    file: 'svelte/everyForm.svelte.txt',
    find: findInSvelte,
    writer: svelteWriter,
    read: elementsInSvelte,
    component: '<script>\nlet a;\n</script>\n{#if a}\n  <p>‹</p>\n{/if}\n',
    others: {
      ...common,
      'braces.png': 'In braces',
      'template.png': 'A template',
      'quoted-braces.png': 'Quoted braces',
      'picture.webp': 'A picture',
      'picture-2.webp': 'A picture',
      'inline.png': undefined,
      'style.png': undefined,
    },
  },
};

for (const [name, { file, find, writer, read, component, others }] of Object.entries(languages)) {
  describe(`what the compiler sees in ${name} is what is found`, () => {
    for (const [variant, text] of fixtureVariants(file)) {
      test(`in every form, ${variant}`, () => {
        const plain = read(text)
          .map(({ url, altText }) => ({
            path: pathOfSource(url),
            altText: altText?.replace(/\r\n/g, '\n'),
          }))
          .filter(({ path }) => path !== undefined && !path.endsWith('.js'));
        const rest = Object.entries(others).map(([path, altText]) => ({ path, altText }));
        const byPath = (a: { path?: string | undefined }, b: { path?: string | undefined }) =>
          String(a.path).localeCompare(String(b.path));
        const found = find(text).map(({ path, altText }) => ({ path, altText }));
        assert.deepEqual(found.toSorted(byPath), [...plain, ...rest].toSorted(byPath));
      });
    }
    test('with captions, titles and sizes', () => {
      const [[, text]] = fixtureVariants(file) as [[string, string]];
      const of = (path: string) => find(text).find((picture) => picture.path === path);
      assert.equal(of('figure.png')?.caption, 'A bold caption');
      assert.equal(of('figure-dynamic.png')?.caption, undefined);
      const { title, width, height } = of('alt-first.jpeg')!;
      assert.deepEqual([title, width, height], ['The title', 640, 480]);
    });
  });

  test(`what is written into ${name} reads back, by its compiler and by the finder`, () => {
    fc.assert(
      fc.property(hostileTexts, hostilePaths, (altText, path) => {
        const text = insertMarked(component, { writer, pictures: [{ altText, path }] });
        const [element, ...rest] = read(text);
        assert.deepEqual(rest, []);
        assert.equal(element!.altText, asWritten(altText));
        const isRelative = (url: string): string => decodeURIComponent(url).replace(/^\.\//, '');
        assert.equal(isRelative(element!.url), path.toWellFormed());
        const [picture] = find(text);
        assert.equal(picture?.path.replace(/^\.\//, ''), path.toWellFormed());
        assert.equal(picture?.altText, asWritten(altText));
      }),
      { numRuns: countOf({ sample: 500, full: 20_000 }) },
    );
  });

  test(`wherever pictures go in ${name}, the component stays one and all of them are in it`, () => {
    const text = `${component.replace('‹', 'a')}<style>\n.a { b: c }\n</style>\n`;
    for (let offset = 0; offset <= text.length; offset++) {
      for (const count of [1, 2]) {
        const pictures = Array.from({ length: count }, (_, i) => ({
          altText: 'x',
          path: `${i}.png`,
        }));
        const marked = `${text.slice(0, offset)}‹${text.slice(offset)}`;
        const after = insertMarked(marked, { writer, pictures });
        assert.equal(read(after).length, count, after);
      }
    }
  });

  test(`broken ${name} is read without a failure`, () => {
    const pieces = [
      '<template>',
      '</template>',
      '<script>',
      '</script>',
      '<style>',
      '{',
      '}',
      '{{',
      '}}',
      '{#if a}',
      '{/if}',
      '"',
      "'",
      '`',
      '<!--',
      '<img src="a.png">',
      '<img :src="',
      '<img src={',
      '/',
      '\n',
      'a',
      '>',
      '<',
      '${',
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 25 }), (parts) => {
        const text = parts.join('');
        for (const { start, pathStart, pathEnd, end } of find(text)) {
          assert.ok(
            0 <= start &&
              start <= pathStart &&
              pathStart <= pathEnd &&
              pathEnd <= end &&
              end <= text.length,
          );
        }
      }),
      { numRuns: countOf({ sample: 1000, full: 20_000 }) },
    );
  });
}

test('a slash that closes a tag ends a value in Svelte', () => {
  const text = [
    "<script>import logo from './logo.png';</script>",
    "<img src={'/b.png'}/>",
    '<img alt="x" src={`/c.png`}/>',
    '<img alt="y" src=./d.png/>',
    '<img src=e/f.png alt=z>',
    '<textarea bind:value={a}/>',
    '<svelte:head><title a={a}/></svelte:head>',
    '<img src={"/g.png"} alt={"z/"}/>',
    '<img alt={"w"} src="/h.png"/>',
  ].join('\n');
  const seen = elementsInSvelte(text, true).map(({ url, altText }) => [url, altText]);
  assert.equal(seen.length, 6);
  const [, ...found] = findInSvelte(text).map(({ path, altText }) => [path, altText]);
  assert.deepEqual(found, seen);
  const [logo] = findInSvelte(`${text}<img src={logo} alt={"A fox"}/>`);
  assert.equal(logo?.altText, 'A fox');
});

test('that slash stays part of a value in Vue, and closes nothing', () => {
  const text = '<template><p><img alt="x" src=./a.png/></p></template>';
  assert.deepEqual(
    elementsInVue(text).map(({ url }) => url),
    ['./a.png/'],
  );
  assert.deepEqual(
    findInVue(text).map(({ path }) => path),
    [pathOfSource('./a.png/')],
  );
});

test('what such a slash has closed in Svelte is not around what is written after it', () => {
  const pictures = [{ altText: 'x', path: 'a.png' }];
  const after = insertMarked('<ul class={x}/>\n‹\n<ol class=y/>\n', {
    writer: svelteWriter,
    pictures,
  });
  assert.equal(after, '<ul class={x}/>\n<img src="a.png" alt="x">\n<ol class=y/>\n');
  assert.equal(elementsInSvelte(after).length, 1);
});

for (const language of ['jsx', 'tsx']) {
  test(`a Vue script in ${language} has its imports found`, () => {
    const text = [
      `<script setup lang="${language}">`,
      "import a from './a.png';",
      'const B = () => <b title="c">{a}</b>;',
      '</script>',
      '<template><B /><img :src="a" alt="A fox"></template>',
    ].join('\n');
    assert.match(compiledVueScript(text), /'\.\/a\.png'/);
    const found = findInVue(text).map(({ path, altText }) => [path, altText]);
    assert.deepEqual(found, [['./a.png', 'A fox']]);
  });
}

test('a Vue script in TypeScript may assert types in angle brackets', () => {
  const text = '<script lang="ts">\nimport a from \'./a.png\';\nlet b = <string>a;\n</script>\n';
  assert.match(compiledVueScript(text), /<string>a/);
  assert.deepEqual(
    findInVue(text).map(({ path }) => path),
    ['./a.png'],
  );
});

test('bound styles of Vue and style directives of Svelte show pictures', () => {
  const vue = `<template>
    <a :style="{ backgroundImage: 'url(./a.png)', b: 'url(&quot;./b.png&quot;)', c: 'url(' + c + ')' }" />
    <a :style="[d, { e: \`url(\${f}/e.png)\` }]" />
  </template>`;
  const svelte = '<a style:background-image="url(a.png)" /><a style:background-image={b} />';
  const paths = (find: FindPictures, text: string): string[] => find(text).map(({ path }) => path);
  assert.deepEqual(paths(findInVue, vue), ['./a.png', './b.png']);
  assert.deepEqual(paths(findInSvelte, svelte), ['a.png']);
});
