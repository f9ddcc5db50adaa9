/** A kind of text as people and programs write it, of any length. */
export interface LongText {
  readonly name: string;
  /** @param length in characters, about */
  readonly write: (length: number) => string;
}

const words = 'the quick brown fox jumps over a lazy dog while nobody looks at it'.split(' ');

const repeated =
  (piece: (index: number) => string, before = '', after = '') =>
  (length: number): string => {
    const pieces = [before];
    for (let index = 0, done = before.length; done < length; index++) {
      const next = piece(index);
      pieces.push(next);
      done += next.length;
    }
    return pieces.join('') + after;
  };

const sentence = (index: number): string =>
  Array.from({ length: 9 }, (_, at) => words[(index * 7 + at) % words.length]).join(' ');

const base64 = (length: number): string => 'iVBORw0KGgoAAAANSUhEUgAA'.repeat(length / 24);

/** Texts of the languages that are Markdown, or nearly. */
const markdownTexts: readonly LongText[] = [
  {
    name: 'a changelog with many references',
    write(length) {
      const count = Math.ceil(length / 560);
      const versions = Array.from({ length: count }, (_, at) => {
        const changes = Array.from(
          { length: 4 },
          (_, of) =>
            `- ${sentence(at + of)} ([#${at}${of}], thanks to [@fox${at}]) \`code_${of}\`\n`,
        );
        return `## [1.${at}.0] - 2024-01-01\n\n### Added\n\n${changes.join('')}\n![shot ${at}][shot${at % 9}]\n\n`;
      });
      const definitions = Array.from(
        { length: count },
        (_, at) =>
          `[1.${at}.0]: https://example.com/v${at}\n[#${at}1]: https://example.com/${at}\n[shot${at}]: s${at}.png\n`,
      );
      return `# Changelog\n\n${versions.join('')}${definitions.join('')}`;
    },
  },
  {
    name: 'one long list',
    write: repeated(
      (at) => `- ${sentence(at)} ![x](p${at}.png)\n${at % 3 ? '' : `  - inner *${at}*\n`}`,
    ),
  },
  {
    name: 'a long list with blank lines',
    write: repeated((at) => `${at}. ${sentence(at)}\n\n   more ![x](p${at}.png)\n\n`),
  },
  {
    name: 'a table with many rows',
    write: repeated(
      (at) => `| ${at} | \`code\` and *words* ${words[at % 9]} | ![x](p${at}.png) | [a](b) |\n`,
      '| a | b | c | d |\n|---|---|---|---|\n',
    ),
  },
  { name: 'many headings', write: repeated((at) => `# H${at}\n\n## I ${words[at % 9]}\n`) },
  {
    name: 'headings underlined, and pictures',
    write: repeated((at) => `${sentence(at)}\n====\n\n![x](p${at}.png)\n\n`),
  },
  {
    name: 'one long paragraph',
    write: repeated((at) => `${sentence(at)} [link](http://a.b/${at}) and ![x](p${at}.png) end.\n`),
  },
  {
    name: 'one long line',
    write: repeated((at) => `${sentence(at)} [link](http://a.b/${at}) and ![x](p${at}.png) end. `),
  },
  {
    name: 'a line of emphasis',
    write: repeated((at) => `**bold ${at}** and *thin* or _both_ ~~gone~~ `, '![x](a.png) '),
  },
  { name: 'marks that open emphasis', write: repeated(() => 'a *b **c _d ', '![x](a.png) ') },
  { name: 'marks of both kinds', write: repeated(() => '*a_ **b__ ', '![x](a.png) ') },
  { name: 'stars and slashes', write: repeated(() => '*/', '![x](a.png)\n') },
  { name: 'open brackets', write: repeated(() => '[a ', '![x](a.png)\n') },
  { name: 'closed brackets', write: repeated(() => 'a] ', '![x](a.png)\n') },
  { name: 'brackets of both kinds', write: repeated((at) => `[a${at}] b] `, '![x](a.png)\n') },
  { name: 'open targets', write: repeated(() => '[a](b ', '![x](a.png)\n') },
  { name: 'open titles', write: repeated(() => '![a](b (c ', '![x](a.png)\n') },
  { name: 'open pictures', write: repeated(() => '![a ', '![x](a.png)\n') },
  { name: 'open code', write: repeated((at) => `a \`${'`'.repeat(at % 40)}b `, '![x](a.png)\n') },
  { name: 'open comments in a line', write: repeated(() => 'a <!-- b ', '![x](a.png)\n') },
  { name: 'open instructions in a line', write: repeated(() => 'a <? b ', '![x](a.png) ') },
  { name: 'open sections in a line', write: repeated(() => 'a <![CDATA[ b ', '![x](a.png) ') },
  { name: 'open declarations in a line', write: repeated(() => 'a <!A b ', '![x](a.png) ') },
  { name: 'open tags in a line', write: repeated((at) => `a <b c${at} `, '![x](a.png)\n') },
  { name: 'open tags with values', write: repeated((at) => `a <b c="${at} `, '![x](a.png)\n') },
  { name: 'tags in a line', write: repeated((at) => `a <b c="${at}">d</b> `, '![x](a.png)\n') },
  { name: 'dollars', write: repeated((at) => `costs $${at} or $x$ `, '![x](a.png)\n') },
  { name: 'doubled dollars', write: repeated((at) => `a $$x${at} `, '![x](a.png)\n') },
  {
    name: 'a block of HTML',
    write: repeated((at) => `<p>${sentence(at)} <img src="p${at}.png" alt="x"></p>\n`),
  },
  {
    name: 'a list in a quote in a list',
    write: repeated((at) => `- > - ${sentence(at)}\n`, '![x](a.png)\n\n'),
  },
  {
    name: 'lazy lines of a quote',
    write: repeated((at) => `${sentence(at)}\n`, '![x](a.png)\n\n> a\n'),
  },
  { name: 'a quote', write: repeated((at) => `> ${sentence(at)} ![x](p${at}.png)\n`) },
  { name: 'blank lines in a quote', write: repeated(() => `>\n`, '![x](a.png)\n\n') },
  { name: 'marks of a quote', write: repeated(() => `> `, '![x](a.png)\n\n') },
  { name: 'marks of a list', write: repeated(() => `- `, '![x](a.png)\n\n') },
  {
    name: 'ever deeper lists',
    write: repeated((at) => `${'  '.repeat(at % 60)}- a${at} ![x](p.png)\n`),
  },
  { name: 'code', write: repeated((at) => `\`\`\`js\nlet a${at} = '![x](a.png)';\n\n\`\`\`\n\n`) },
  {
    name: 'one block of code',
    write: repeated((at) => `let a${at} = '![x](a.png)';\n\n`, '```js\n'),
  },
  { name: 'indented code', write: repeated((at) => `    let a${at} = '![x](a.png)';\n\n`) },
  {
    name: 'footnotes',
    write: repeated((at) => `Text[^${at}] ![x](p${at}.png)\n\n[^${at}]: A note.\n\n`),
  },
  { name: 'formulas', write: repeated((at) => `$$\nx_${at}\n$$\n\n$a$ ![x](p${at}.png)\n\n`) },
  { name: 'definitions', write: repeated((at) => `[a${at}]: p${at}.png "t"\n`, '![x][a1]\n\n') },
  {
    name: 'a picture in base64',
    write: (length) => `![x](data:image/png;base64,${base64(length)})\n\n![x](a.png)\n`,
  },
  {
    name: 'JSON on a line',
    write: repeated(
      (at) => `{"id":${at},"name":"fox_${at}","tags":["a","b"],"src":"a.png"},`,
      '![x](a.png) [',
    ),
  },
  {
    name: 'addresses',
    write: repeated((at) => `<https://a.b/${at}> https://a.b/${at}?c=d&amp;e `, '![x](a.png) '),
  },
  { name: 'wiki embeds', write: repeated((at) => `![[p${at}.png|a fox]] [[note]]\n`) },
  { name: 'nested pictures', write: repeated((at) => `[![b](p${at}.png)](http://x.y) `) },
  {
    name: 'pictures in pictures',
    write: (length) => '![a '.repeat(length / 13) + '](a.png)'.repeat(length / 13),
  },
  { name: 'words of one line each', write: repeated((at) => `${words[at % 9]}\n`, '![x](a.png) ') },
  { name: 'blanks', write: repeated(() => ' ', '![x](a.png)\n\na', 'b') },
  { name: 'blank lines', write: repeated(() => '\n', '![x](a.png)\n') },
  { name: 'one word', write: repeated(() => 'a', '![x](a.png)\n') },
  { name: 'entities', write: repeated(() => '&amp; &lt ', '![x](a.png)\n') },
  { name: 'backslashes', write: repeated(() => '\\', '![x](a.png)\n') },
];

const mdxTexts: readonly LongText[] = [
  ...markdownTexts,
  {
    name: 'imports',
    write: repeated((at) => `import a${at} from './p${at}.png'\n`, '', '\n<img src={a1} />\n'),
  },
  {
    name: 'exported data',
    write: repeated(
      (at) => `  { id: ${at}, src: 'p${at}.png' },\n\n`,
      'export const data = [\n',
      ']\n',
    ),
  },
  {
    name: 'components',
    write: repeated(
      (at) => `<Card title="x">\n\n  <img src="p${at}.png" alt="x" />\n\n</Card>\n\n`,
    ),
  },
  { name: 'expressions', write: repeated((at) => `Text {props.a${at}} ![x](p${at}.png)\n\n`) },
  {
    name: 'expressions in one paragraph',
    write: repeated((at) => `Text {props.a${at}} ![x](p${at}.png)\n`),
  },
  { name: 'open braces', write: repeated((at) => `Text {a${at} ![x](p${at}.png)\n\n`) },
  { name: 'open components', write: repeated((at) => `<Card title={a${at} ![x](p${at}.png)\n\n`) },
];

const pandocTexts: readonly LongText[] = [
  ...markdownTexts,
  {
    name: 'chunks of R',
    write: repeated(
      (at) =>
        `\`\`\`{r fig.cap="a ${at}"}\n#| fig-alt: "x"\nknitr::include_graphics("p${at}.png")\n\`\`\`\n\n`,
    ),
  },
  {
    name: 'one chunk of R',
    write: repeated(
      (at) => `knitr::include_graphics("p${at}.png")\nplot(x${at}) # y\n`,
      '```{r}\n',
    ),
  },
  {
    name: 'pictures with attributes',
    write: repeated((at) => `![x](p${at}.png){width=10 fig-alt="y"}\n\n`),
  },
  {
    name: 'pictures with open attributes',
    write: repeated((at) => `![x](p${at}.png){width=10 fig-alt="y\n\n`),
  },
  { name: 'divs', write: repeated((at) => `::: {.a}\n![x](p${at}.png)\n:::\n\n`) },
  { name: 'shortcodes', write: repeated((at) => `{{< video a${at} >}} ![x](p${at}.png)\n\n`) },
  { name: 'open shortcodes', write: repeated(() => `{{< video `, '![x](a.png) ') },
  { name: 'open braces', write: repeated(() => `{`, '![x](a.png) ') },
  { name: 'targets with blanks', write: repeated((at) => `![x](my p${at}.png) ](a b `) },
];

const markupTexts: readonly LongText[] = [
  {
    name: 'a page',
    write: repeated((at) => `<p>${sentence(at)} <img src="p${at}.png" alt="x"></p>\n`),
  },
  {
    name: 'a page on one line',
    write: repeated((at) => `<p>${sentence(at)} <img src="p${at}.png" alt="x"></p>`),
  },
  {
    name: 'figures',
    write: repeated(
      (at) =>
        `<figure><picture><source srcset="a${at}.webp 2x"><img src="p${at}.png"></picture><figcaption>${sentence(at)} &amp;</figcaption></figure>\n`,
    ),
  },
  {
    name: 'one figure',
    write: repeated(
      (at) => `<img src="p${at}.png">\n`,
      '<figure><figcaption>a',
      '</figcaption></figure>',
    ),
  },
  {
    name: 'open elements',
    write: repeated((at) => `<div><span class="a${at}">`, '<img src="a.png">'),
  },
  {
    name: 'open figures',
    write: repeated(() => `<figure><picture>`, '<img src="a.png">', '<img src="a.png">'),
  },
  { name: 'open tags', write: repeated((at) => `<div a="b${at}" `, '<img src="a.png">') },
  { name: 'attributes', write: repeated((at) => ` data-a${at}="b"`, '<img src="a.png"', '>') },
  { name: 'open values', write: repeated(() => `<img src="a.png `) },
  { name: 'open comments', write: repeated(() => `<!-- <img src="a.png"> `) },
  { name: 'open scripts', write: repeated(() => `<script> a <style> `, '<img src="a.png">') },
  { name: 'smaller signs', write: repeated(() => `< `, '<img src="a.png">') },
  { name: 'closing tags', write: repeated(() => `</`, '<img src="a.png">') },
  { name: 'closing elements', write: repeated(() => `</div></figure></svg>`, '<img src="a.png">') },
  {
    name: 'drawings',
    write: repeated((at) => `<svg><image href="p${at}.png"/><path d="M0 0L1 1"/></svg>\n`),
  },
  {
    name: 'a long path',
    write: repeated(() => `M0 0L1 1`, '<img src="a.png"><svg><path d="', '"/></svg>'),
  },
  { name: 'styles', write: repeated((at) => `<p style="background: url(p${at}.png)">x</p>\n`) },
  {
    name: 'a style sheet',
    write: repeated((at) => `.a${at} { background: url("p${at}.png"); }\n`, '<style>', '</style>'),
  },
  {
    name: 'a picture in base64',
    write: (length) => `<img src="data:image/png;base64,${base64(length)}"><img src="a.png">`,
  },
  { name: 'candidates', write: repeated((at) => `p${at}.png ${at}w, `, '<img srcset="', '">') },
  { name: 'entities', write: repeated(() => `&amp; `, '<img src="a.png"><img alt="', '">') },
  {
    name: 'a script',
    write: repeated(
      (at) => `const a${at} = require("./p${at}.png");\n`,
      '<img src="a.png"><script>',
      '</script>',
    ),
  },
  {
    name: 'data in a script',
    write: repeated(
      (at) => `{"id":${at},"a":["b.png"]},`,
      '<img src="a.png"><script>window.a = [',
      ']</script>',
    ),
  },
];

const vueTexts: readonly LongText[] = [
  ...markupTexts.map(({ name, write }) => ({
    name: `${name}, in a template`,
    write: (length: number) =>
      `<template>${write(length)}</template>\n<script>import a from "./a.png"</script>`,
  })),
  {
    name: 'interpolations',
    write: repeated(
      (at) => `<p :class="{a: b${at}}">{{ a${at} }}<img :src="'p${at}.png'"></p>\n`,
      '<template>',
      '</template>',
    ),
  },
  {
    name: 'open interpolations',
    write: repeated(() => `{{ a `, '<template><img src="a.png">', '</template>'),
  },
  {
    name: 'bound values',
    write: repeated((at) => `<a :b="f(${at})">`, '<template><img src="a.png">', '</template>'),
  },
];

const svelteTexts: readonly LongText[] = [
  ...markupTexts,
  {
    name: 'expressions',
    write: repeated((at) => `{#if a${at}}<p class={b}>{a${at}}<img src={"p${at}.png"}></p>{/if}\n`),
  },
  { name: 'open braces', write: repeated(() => `{ a `, '<img src="a.png">') },
  { name: 'slashes', write: repeated(() => `{a / b} / `, '<img src="a.png">') },
  {
    name: 'nested braces',
    write: (length) => `<img src="a.png">${'{'.repeat(length / 2)}${'}'.repeat(length / 2)}`,
  },
  {
    name: 'nested templates',
    write: (length) => `<img src="a.png">{${'`${'.repeat(length / 5)}${'}`'.repeat(length / 5)}}`,
  },
];

const jsxTexts: readonly LongText[] = [
  {
    name: 'components',
    write: repeated(
      (at) => `export const A${at} = () => <div><img src="p${at}.png" alt={"x"} />{a}</div>;\n`,
    ),
  },
  {
    name: 'one element',
    write: repeated(
      (at) => `<p>${sentence(at)} <img src="p${at}.png" /></p>\n`,
      'const a = <div>',
      '</div>;',
    ),
  },
  {
    name: 'one element that is open',
    write: repeated((at) => `<p>${sentence(at)} <img src="p${at}.png" /></p>\n`, 'const a = <div>'),
  },
  {
    name: 'data',
    write: repeated((at) => `{id:${at},name:"fox",src:"p${at}.png"},`, 'const a = [', '];'),
  },
  {
    name: 'data on lines',
    write: repeated(
      (at) => `  { id: ${at}, src: require("./p${at}.png") },\n`,
      'const a = [\n',
      '];',
    ),
  },
  {
    name: 'imports',
    write: repeated(
      (at) => `import a${at} from "./p${at}.png";\n`,
      '',
      'const a = <img src={a1} />;',
    ),
  },
  {
    name: 'functions',
    write: repeated(
      (at) => `function f${at}(a) { if (a < ${at}) return a + 1; return <img src={a} />; }\n`,
      'const p = "a.png";',
    ),
  },
  {
    name: 'minified',
    write: repeated(
      (at) => `function f${at}(a){return a<${at}?(b=>b+1)(a):(c,d)=>[c,d]}`,
      'const p = "a.png";',
    ),
  },
  { name: 'open parentheses', write: repeated(() => `(a `, 'const p = "a.png";') },
  { name: 'nested arrows', write: repeated((at) => `(a${at}) => (`, 'const p = "a.png";\n') },
  {
    name: 'nested calls',
    write: (length) => `const p = "a.png"; ${'f('.repeat(length / 3)}1${')'.repeat(length / 3)}`,
  },
  { name: 'smaller signs', write: repeated(() => `a < `, 'const p = "a.png"; ') },
  { name: 'type arguments', write: repeated((at) => `f<A${at}, B>(x);\n`, 'const p = "a.png"; ') },
  { name: 'open type arguments', write: repeated(() => `f<A, `, 'const p = "a.png"; ') },
  { name: 'open elements', write: repeated(() => `<div>`, 'const p = <img src="a.png"/>; ') },
  { name: 'open braces', write: repeated(() => `{ a `, 'const p = <img src="a.png"/>; ') },
  {
    name: 'open braces in elements',
    write: repeated(() => `<a b={`, 'const p = <img src="a.png"/>; '),
  },
  { name: 'open templates', write: repeated(() => '`${', 'const p = <img src="a.png"/>; ') },
  { name: 'open comments', write: repeated(() => '/* ', 'const p = <img src="a.png"/>; ') },
  { name: 'stars and slashes', write: repeated(() => '*/', 'const p = <img src="a.png"/>; ') },
  { name: 'sums', write: repeated((at) => `${at} + `, 'const p = "a.png" + ', '1;') },
  {
    name: 'templates with styles',
    write: repeated((at) => 'const A' + at + ' = styled.div`background: url(p.png); ${b}`;\n'),
  },
  {
    name: 'one template with styles',
    write: repeated(
      (at) => 'color: ${c' + at + '}; ',
      'const A = styled.div`background: url(p.png);',
      '`;',
    ),
  },
  { name: 'types that open calls', write: repeated(() => '<T>(', '', '<img src="a.png"/>') },
];

const cssTexts: readonly LongText[] = [
  {
    name: 'rules',
    write: repeated(
      (at) => `.a${at} > b { background: url("p${at}.png") no-repeat; color: #fff }\n`,
    ),
  },
  { name: 'minified', write: repeated((at) => `.a${at}{background:url(p${at}.png);color:#fff}`) },
  {
    name: 'a picture in base64',
    write: (length) =>
      `.a { background: url(data:image/png;base64,${base64(length)}) } .b { background: url(a.png) }`,
  },
  { name: 'nested rules', write: repeated(() => `.a { `, '.b { background: url(a.png) } ') },
  {
    name: 'line comments',
    write: repeated(() => `// a "b\n.a { color: red }\n`, '.b { background: url(a.png) } '),
  },
  { name: 'open comments', write: repeated(() => `/* `, '.b { background: url(a.png) } ') },
  { name: 'stars and slashes', write: repeated(() => '*/', '.b { background: url(a.png) } ') },
  { name: 'slashes', write: repeated(() => '/', '.b { background: url(a.png) } ') },
  { name: 'open quotes', write: repeated(() => `" a\n`, '.b { background: url(a.png) } //') },
  { name: 'open addresses', write: repeated(() => `url( `, '.b { background: url(a.png) } // ') },
  {
    name: 'open functions',
    write: repeated(() => `image-set( `, '.b { background: url(a.png) } '),
  },
  {
    name: 'strings in a function',
    write: repeated((at) => `"p${at}.png" 1x, `, '.b { background: image-set(', ') }'),
  },
  {
    name: 'words in an address',
    write: repeated(() => `a `, '.b { background: src("a.png" ', ') }'),
  },
  { name: 'addresses with words', write: repeated(() => `src("a.png" `, '.b { background: ') },
  { name: 'backslashes', write: repeated(() => `\\`, '.b { background: url(a.png) } // ') },
  { name: 'escaped addresses', write: repeated(() => `\\ `, '.b { background: url(a.png', ') }') },
  {
    name: 'hashes with braces',
    write: repeated(() => `#{a} `, '.b { background: url(a.png) } .c { d: '),
  },
];

const asciidocTexts: readonly LongText[] = [
  {
    name: 'sections',
    write: repeated(
      (at) =>
        `== Part ${at}\n\n.Title\nimage::p${at}.png[Alt ${at},100]\n\n${sentence(at)} image:q.png[x].\n\n`,
    ),
  },
  { name: 'one list', write: repeated((at) => `* ${sentence(at)} image:p${at}.png[x]\n`) },
  {
    name: 'a table',
    write: repeated(
      (at) => `| ${at} | image:p${at}.png[x] | ${sentence(at)}\n`,
      '|===\n',
      '|===\n',
    ),
  },
  {
    name: 'an open table',
    write: repeated((at) => `| ${at} | image:p${at}.png[x] | ${sentence(at)}\n`, '|===\n'),
  },
  {
    name: 'a table of documents',
    write: repeated((at) => `a| image::p${at}.png[x]\n`, '|===\n', '|===\n'),
  },
  {
    name: 'attributes',
    write: repeated((at) => `:a${at}: {a${at - 1}}x\n`, '', '\nimage::{a1}.png[x]\n'),
  },
  {
    name: 'doubled attributes',
    write: repeated(
      (at) => `:a${at}: {a${at - 1}}{a${at - 1}}\n`,
      ':a0: ab\n',
      '\nimage::{a9}.png[x]\n',
    ),
  },
  {
    name: 'one long paragraph',
    write: repeated((at) => `${sentence(at)} image:p${at}.png[x] end.\n`),
  },
  {
    name: 'one long line',
    write: repeated((at) => `${sentence(at)} image:p${at}.png[x] +a+ end. `),
  },
  { name: 'open macros', write: repeated(() => `image:a[ `) },
  { name: 'open macros without brackets', write: repeated(() => `image:a `) },
  { name: 'open pass', write: repeated(() => `pass:[ `, 'image:a.png[] ') },
  { name: 'plus signs', write: repeated(() => `a +b`, 'image:a.png[] ') },
  { name: 'open listings', write: repeated(() => `----\na\n\n`, 'image:a.png[]\n\n') },
  {
    name: 'open blocks of all kinds',
    write: repeated((at) => `${'='.repeat(4 + at)}\n`, 'image:a.png[]\n\n'),
  },
  { name: 'open conditions', write: repeated((at) => `ifdef::a${at}[]\n`, 'image:a.png[]\n\n') },
  { name: 'comments', write: repeated(() => `// a\n`, 'image:a.png[]\n\n') },
  { name: 'colons', write: repeated(() => `a:: `, 'image:a.png[]\n\n') },
  { name: 'brackets', write: repeated(() => `[`, 'image:a.png[]\n\n') },
  { name: 'quoted attributes', write: repeated(() => `a="b", `, 'image:a.png[', ']') },
  { name: 'open quotes in attributes', write: repeated(() => `a="b `, 'image:a.png[', ']') },
  { name: 'blanks', write: repeated(() => ' ', 'image:a.png[]\n\na', 'b') },
];

const restTexts: readonly LongText[] = [
  {
    name: 'sections',
    write: repeated(
      (at) => `Part ${at}\n=======\n\n.. figure:: p${at}.png\n   :alt: x\n\n   ${sentence(at)}\n\n`,
    ),
  },
  { name: 'one list', write: repeated((at) => `- ${sentence(at)}\n\n  .. image:: p${at}.png\n\n`) },
  {
    name: 'one directive',
    write: repeated((at) => `   .. image:: p${at}.png\n\n`, '.. note::\n\n'),
  },
  {
    name: 'ever deeper lists',
    write: repeated((at) => `${'  '.repeat(at % 60)}- a${at}\n\n`, '.. image:: a.png\n\n'),
  },
  {
    name: 'a grid table',
    write: repeated((at) => `| a${at % 9} | b |\n+----+---+\n`, '.. image:: a.png\n\n+----+---+\n'),
  },
  {
    name: 'a simple table',
    write: repeated(
      (at) => `a${at % 9}  b::\n`,
      '.. image:: a.png\n\n=====  ====\n',
      '=====  ====\n',
    ),
  },
  {
    name: 'open simple tables',
    write: repeated(() => `=====  ====\n\na\n\n`, '.. image:: a.png\n\n'),
  },
  {
    name: 'a table of values',
    write: repeated((at) => `   "a${at}", "b::"\n`, '.. image:: a.png\n\n.. csv-table::\n\n'),
  },
  {
    name: 'one long paragraph',
    write: repeated((at) => `${sentence(at)} |a|\n`, '.. image:: a.png\n\n'),
  },
  {
    name: 'one long line',
    write: repeated((at) => `${sentence(at)} |a| `, '.. image:: a.png\n\n'),
  },
  { name: 'substitutions', write: repeated((at) => `.. |a${at}| image:: p${at}.png\n`) },
  { name: 'marks of a list', write: repeated(() => `- `, '.. image:: a.png\n\n') },
  { name: 'colons', write: repeated(() => `:`, '.. image:: a.png\n\n') },
  { name: 'fields', write: repeated((at) => `:a${at}: b\n`, '.. image:: a.png\n\n') },
  { name: 'options', write: repeated((at) => `   :a${at}: b\n`, '.. image:: a.png\n') },
  {
    name: 'open marks in a caption',
    write: repeated(() => `*a \`b **c |d \`\`e `, '.. figure:: a.png\n\n   '),
  },
  {
    name: 'indented lines',
    write: repeated((at) => `${' '.repeat(1 + (at % 40))}a\n`, '.. image:: a.png\n\n'),
  },
  {
    name: 'ever less indented lines',
    write: repeated((at) => `${' '.repeat(200 - (at % 200))}a\n`, '.. image:: a.png\n\n'),
  },
  { name: 'stars and slashes', write: repeated(() => '*/', '.. image:: a.png\n\n') },
];

const latexTexts: readonly LongText[] = [
  {
    name: 'figures',
    write: repeated(
      (at) =>
        `\\begin{figure}\n\\includegraphics[width=10cm]{p${at}}\n\\caption{${sentence(at)} \\emph{x}}\n\\end{figure}\n\n`,
    ),
  },
  {
    name: 'one figure',
    write: repeated(
      (at) => `\\includegraphics{p${at}}\n`,
      '\\begin{figure}\n',
      '\\caption{a}\\end{figure}\n',
    ),
  },
  {
    name: 'open figures',
    write: repeated((at) => `\\begin{figure}\\caption{a}\\includegraphics{p${at}}\n`),
  },
  { name: 'open groups', write: repeated((at) => `{\\includegraphics{p${at}} `) },
  { name: 'blanks in a name', write: repeated(() => ' ', '\\includegraphics{a}\\begin{') },
  { name: 'lines in a name', write: repeated(() => '\n', '\\includegraphics{a}\\begin{') },
  { name: 'blanks before names', write: repeated(() => `\\begin${' '.repeat(90)}`) },
  { name: 'open arguments', write: repeated(() => `\\includegraphics{a `) },
  { name: 'open options', write: repeated(() => `\\includegraphics[a `) },
  { name: 'open verbatim', write: repeated(() => `\\begin{verbatim} `, '\\includegraphics{a}') },
  { name: 'open addresses', write: repeated(() => `\\url{a `, '\\includegraphics{a}') },
  { name: 'nested addresses', write: repeated(() => `\\url{{a `, '\\includegraphics{a}') },
  { name: 'bars', write: repeated(() => `\\verb|a `, '\\includegraphics{a}') },
  {
    name: 'macros',
    write: repeated((at) => `\\newcommand{\\a${'b'.repeat(at % 9)}}{c}\n`, '\\includegraphics{a}'),
  },
  {
    name: 'folders',
    write: repeated((at) => `{a${at}/}`, '\\graphicspath{', '}\n\\includegraphics{a}'),
  },
  {
    name: 'many pictures in many folders',
    write: (length) =>
      repeated((at) => `{a${at}/}`, '\\graphicspath{', '}\n')(2000) +
      repeated((at) => `\\includegraphics{p${at}}\n`)(length),
  },
  {
    name: 'one caption',
    write: repeated(
      (at) => `\\emph{a${at}} \\cite{b} `,
      '\\begin{figure}\\includegraphics{a}\\caption{',
      '}\\end{figure}',
    ),
  },
  {
    name: 'open commands in a caption',
    write: repeated(
      () => `\\cite[a `,
      '\\begin{figure}\\includegraphics{a}\\caption{',
      '}\\end{figure}',
    ),
  },
  {
    name: 'captions in one figure',
    write: repeated(
      (at) => `\\caption{a${at}}`,
      '\\begin{figure}\\includegraphics{a}',
      '\\end{figure}',
    ),
  },
  {
    name: 'figures in figures',
    write: (length) =>
      `${'\\begin{figure}\\includegraphics{p}\\caption{c}'.repeat(length / 56)}${'\\end{figure}'.repeat(length / 56)}`,
  },
  { name: 'comments', write: repeated(() => `% a\n`, '\\includegraphics{a}') },
  { name: 'false', write: repeated(() => `\\iffalse a \\fi\n`, '\\includegraphics{a}') },
  {
    name: 'one long line',
    write: repeated((at) => `${sentence(at)} \\textbf{a} $x_${at}$ `, '\\includegraphics{a}'),
  },
  { name: 'subfigures', write: repeated((at) => `\\subfloat[a]{\\includegraphics{p${at}}}\n`) },
  { name: 'open subfigures', write: repeated((at) => `\\subfloat[a]{\\includegraphics{p${at}}\n`) },
];

const typstTexts: readonly LongText[] = [
  {
    name: 'figures',
    write: repeated(
      (at) => `#figure(image("p${at}.png", alt: "x"), caption: [${sentence(at)}])\n\n`,
    ),
  },
  {
    name: 'one long paragraph',
    write: repeated((at) => `${sentence(at)} *b* _i_ #image("p${at}.png")\n`),
  },
  { name: 'stars and slashes', write: repeated(() => '*/', '#image("a.png") ') },
  { name: 'slashes and stars', write: repeated(() => '/*', '#image("a.png") ') },
  { name: 'comments', write: repeated(() => '/* a */ // b\n', '#image("a.png") ') },
  { name: 'open calls', write: repeated(() => '#image( ', '#image("a.png") ') },
  { name: 'open content', write: repeated(() => '#a[ ', '#image("a.png") ') },
  { name: 'open blocks', write: repeated(() => '#{ ', '#image("a.png") ') },
  { name: 'open strings', write: repeated(() => '#a("', '#image("a.png") ') },
  {
    name: 'open raw',
    write: repeated((at) => `a ${'`'.repeat(1 + (at % 40))}b `, '#image("a.png") '),
  },
  {
    name: 'nested calls',
    write: (length) => `#image("a.png")${'#f('.repeat(length / 4)}${')'.repeat(length / 4)}`,
  },
  {
    name: 'nested figures',
    write: (length) =>
      '#figure(['.repeat(length / 30) + '#image("a.png")' + '], caption: [a])'.repeat(length / 30),
  },
  {
    name: 'data',
    write: repeated((at) => `(id: ${at}, src: "p${at}.png"),`, '#let a = (', ')\n#image("a.png")'),
  },
  {
    name: 'a table',
    write: repeated((at) => `[a], image("p${at}.png"),\n`, '#table(columns: 2,\n', ')'),
  },
  { name: 'dollars', write: repeated(() => `costs $5 `, '#image("a.png") ') },
  { name: 'labels', write: repeated((at) => `<a${at}> @b `, '#image("a.png") ') },
];

const orgTexts: readonly LongText[] = [
  {
    name: 'sections',
    write: repeated(
      (at) =>
        `* Part ${at}\n#+CAPTION: c ${at}\n#+ATTR_HTML: :alt x :width 10\n[[file:p${at}.png]]\n\n${sentence(at)} /i/ =v= [[file:q.png]]\n\n`,
    ),
  },
  {
    name: 'one long paragraph',
    write: repeated((at) => `${sentence(at)} [[file:p${at}.png]] ~c~ end.\n`),
  },
  {
    name: 'one long line',
    write: repeated((at) => `${sentence(at)} [[file:p${at}.png]] =v= end. `),
  },
  { name: 'stars and slashes', write: repeated(() => '*/', '[[file:a.png]] ') },
  {
    name: 'stars and slashes in a caption',
    write: repeated(() => '*/', '#+CAPTION: ', '\n[[file:a.png]]\n'),
  },
  {
    name: 'open marks in a caption',
    write: repeated(() => ' *a /b _c', '#+CAPTION: ', '\n[[file:a.png]]\n'),
  },
  {
    name: 'brackets in a caption',
    write: repeated(() => '[[', '#+CAPTION: ', '\n[[file:a.png]]\n'),
  },
  { name: 'captions', write: repeated((at) => `#+CAPTION: a${at}\n`, '', '[[file:a.png]]\n') },
  {
    name: 'attributes',
    write: repeated((at) => ` :a${at} b`, '#+ATTR_HTML:', '\n[[file:a.png]]\n'),
  },
  { name: 'open brackets', write: repeated(() => '[[file:a.png', '') },
  { name: 'open descriptions', write: repeated(() => '[[file:a.png][', '') },
  { name: 'open verbatim', write: repeated(() => 'a =b ', '[[file:a.png]] ') },
  { name: 'open code', write: repeated(() => 'src_a{ ', '[[file:a.png]] ') },
  { name: 'open snippets', write: repeated(() => '@@a: ', '[[file:a.png]] ') },
  { name: 'open blocks', write: repeated(() => '#+BEGIN_SRC a\nb\n', '[[file:a.png]]\n') },
  { name: 'blocks', write: repeated(() => '#+BEGIN_SRC a\nb\n#+END_SRC\n', '[[file:a.png]]\n') },
  { name: 'drawers', write: repeated(() => ':PROPERTIES:\n:a: b\n:END:\n', '[[file:a.png]]\n') },
  { name: 'one table', write: repeated((at) => `| a${at} | [[file:p${at}.png]] |\n`) },
  { name: 'one list', write: repeated((at) => `- ${sentence(at)} [[file:p${at}.png]]\n`) },
  { name: 'parentheses', write: repeated(() => 'file:a(b', '[[file:a.png]] ') },
  { name: 'angle brackets', write: repeated(() => '<file:a ', '[[file:a.png]] ') },
  { name: 'keywords with brackets', write: repeated(() => '[', '[[file:a.png]]\n#+CAPTION') },
];

const notebookTexts: readonly LongText[] = markdownTexts
  .filter(({ name }) => /changelog|long paragraph|long list/.test(name))
  .map(({ name, write }) => ({
    name: `a cell with ${name}`,
    write: (length) =>
      JSON.stringify({
        cells: [{ cell_type: 'markdown', source: write(length).split(/(?<=\n)/) }],
      }),
  }));
const cellTexts: readonly LongText[] = [
  ...notebookTexts,
  {
    name: 'many cells',
    write: repeated(
      (at) => `${JSON.stringify({ cell_type: 'markdown', source: [`![x](p${at}.png)`] })},`,
      '{"cells":[',
      '{}]}',
    ),
  },
];

/** By the names of the table of languages. */
export const longTexts: Readonly<Record<string, readonly LongText[]>> = {
  Markdown: markdownTexts,
  'Jupyter notebook': cellTexts,
  MDX: mdxTexts,
  Quarto: pandocTexts,
  'R Markdown': pandocTexts,
  HTML: markupTexts,
  Vue: vueTexts,
  Svelte: svelteTexts,
  JSX: jsxTexts,
  CSS: cssTexts,
  AsciiDoc: asciidocTexts,
  reStructuredText: restTexts,
  LaTeX: latexTexts,
  Typst: typstTexts,
  Org: orgTexts,
};
