import assert from 'node:assert/strict';
import { languageTable } from '../../src/core/documents/languageTable.ts';
import { fuzz } from './support/fuzzer.ts';
import { garbage, mutatedText } from './support/mutation.ts';

/** One picture or more in each language; every parser gets those of the others too. */
const samples = [
  '# A\n\n![alt *a*](a%20b.webp "16:9 seed=7")\n\n<img src="b.png" alt="x" width=10>\n\n$$\nx\n$$\n',
  '---\nname: x\n---\n\n![a](b.png){width=10}\n\n```{r fig.cap="c"}\nknitr::include_graphics("a.png")\n```\n',
  '<figure><img src="a.webp" srcset="a.webp 1x, b.webp 2x" alt="x"/><figcaption>c</figcaption></figure>',
  '<template><img :src="`a`" src="a.png" alt="x"></template>\n<script>import a from "./a.png"</script>\n',
  'export const A = () => <img src="a.png" alt={"x"} />;\n',
  '.a { background: url("a.png") no-repeat, image-set("b.webp" 1x); }\n',
  ':imagesdir: img\n\n.Title\nimage::a.png[Alt text,100,200]\n\nText image:b.png[x] here.\n',
  '.. figure:: a.png\n   :alt: x\n   :width: 10px\n\n   Caption\n\n|sub| .. |sub| image:: b.png\n',
  '\\graphicspath{{img/}}\n\\begin{figure}\\includegraphics[width=10cm]{a}\\caption{C \\emph{d}}\\end{figure}\n',
  '#figure(image("a.png", alt: "x", width: 50%), caption: [C])\n',
  '#+CAPTION: c\n[[file:a.png]]\n\n#+BEGIN_SRC sh\n[[x.png]]\n#+END_SRC\n',
];
const words = [
  '![',
  '](',
  '<img ',
  'src="',
  '"',
  '/>',
  '{',
  '}',
  '\\',
  '%',
  '[[',
  ']]',
  '::',
  '.. ',
  '#',
  '\n',
];

const finders = await Promise.all(
  languageTable.map(async ({ name, loadFinder }) => ({ name, find: await loadFinder() })),
);

/** Babel backtracks over labels and arrows in broken code, longer than the limit in texts of this kind. */
const readByBabel = ['JSX', 'Vue', 'Svelte'];
const maxLengthFor = (name: string): number => (readByBabel.includes(name) ? 120 : 1000);

fuzz<string>(
  'What stands in a document',
  finders.map(({ name, find }) => ({
    name: `the finder of pictures in ${name}`,
    draw: (random) =>
      (random.oneIn(6)
        ? garbage(random, words)
        : mutatedText(random.pick(samples), random, { words, maxLength: 1000 })
      ).slice(0, maxLengthFor(name)),
    read(text) {
      let end = 0;
      for (const picture of find(text)) {
        assert.ok(picture.start >= 0 && picture.start <= picture.pathStart);
        assert.ok(picture.pathStart <= picture.pathEnd && picture.pathEnd <= picture.end);
        assert.ok(picture.end <= text.length);
        assert.ok(picture.start >= end || picture.end >= end, 'in the order of the text');
        end = picture.start;
      }
    },
  })),
);
