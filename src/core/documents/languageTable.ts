import { imageEndings, imageFormats } from '../imageFormats.ts';
import type { DocumentLanguage } from './documentLanguage.ts';

// Their writers read what they write, so that finders come along.
const loadMarkdown = () => import('./markdown/markdownWriter.ts');
const loadPandoc = () => import('./markdown/pandocWriter.ts');
const loadMdx = () => import('./markdown/mdxWriter.ts');
const loadMarkdownWriter = async () => (await loadMarkdown()).pictureWriter;
const loadPandocFinder = async () => (await loadPandoc()).findPictures;
const loadPandocWriter = async () => (await loadPandoc()).pictureWriter;

/** What browsers show, and so everything that becomes a page. */
const web = imageFormats;
const markdownMarkers = ['![', '<img'];
/** Names of files are enough where what stands before them has many forms. */
const rasterFiles = imageEndings.map((ending) => `.${ending}`);

/** The languages that documents with pictures are written in; the first row of an id or an ending counts. */
export const languageTable: readonly DocumentLanguage[] = [
  {
    name: 'Markdown',
    languageIds: ['markdown'],
    extensions: ['.md', '.markdown', '.mdown', '.mkd', '.mkdn', '.mdwn'],
    isBuiltIn: true,
    isMarkdown: true,
    formats: web,
    markers: markdownMarkers,
    loadFinder: async () => (await loadMarkdown()).findPictures,
    loadWriter: loadMarkdownWriter,
  },
  {
    name: 'Jupyter notebook',
    // Its cells are documents of their own languages; this is the file as it lies on the disk.
    languageIds: [],
    extensions: ['.ipynb'],
    formats: web,
    markers: markdownMarkers,
    loadFinder: async () => (await import('./notebookPictures.ts')).findPictures,
    loadWriter: loadMarkdownWriter,
  },
  {
    name: 'MDX',
    languageIds: ['mdx'],
    extensions: ['.mdx'],
    isMarkdown: true,
    formats: web,
    markers: ['![', ...rasterFiles],
    loadFinder: async () => (await loadMdx()).findPictures,
    loadWriter: async () => (await loadMdx()).pictureWriter,
  },
  {
    name: 'Quarto',
    languageIds: ['quarto'],
    extensions: ['.qmd'],
    isMarkdown: true,
    formats: web,
    markers: [...markdownMarkers, 'include_graphics'],
    loadFinder: loadPandocFinder,
    loadWriter: loadPandocWriter,
  },
  {
    name: 'R Markdown',
    languageIds: ['rmd'],
    extensions: ['.rmd'],
    isMarkdown: true,
    formats: web,
    markers: [...markdownMarkers, 'include_graphics'],
    loadFinder: loadPandocFinder,
    loadWriter: loadPandocWriter,
  },
  {
    name: 'HTML',
    languageIds: ['html', 'xhtml'],
    extensions: ['.html', '.htm', '.xhtml'],
    isBuiltIn: true,
    formats: web,
    markers: rasterFiles,
    loadFinder: async () => (await import('./web/htmlPictures.ts')).findPictures,
    loadWriter: async () => (await import('./web/htmlWriter.ts')).pictureWriter,
  },
  {
    name: 'Vue',
    languageIds: ['vue'],
    extensions: ['.vue'],
    formats: web,
    markers: rasterFiles,
    loadFinder: async () => (await import('./web/vuePictures.ts')).findPictures,
    loadWriter: async () => (await import('./web/vueWriter.ts')).pictureWriter,
  },
  {
    name: 'Svelte',
    languageIds: ['svelte'],
    extensions: ['.svelte'],
    formats: web,
    markers: rasterFiles,
    loadFinder: async () => (await import('./web/sveltePictures.ts')).findPictures,
    loadWriter: async () => (await import('./web/svelteWriter.ts')).pictureWriter,
  },
  {
    name: 'JSX',
    languageIds: ['javascriptreact', 'typescriptreact'],
    extensions: ['.jsx', '.tsx'],
    isBuiltIn: true,
    formats: web,
    markers: rasterFiles,
    loadFinder: async () => (await import('./web/jsxPictures.ts')).findPictures,
    loadWriter: async () => (await import('./web/jsxWriter.ts')).pictureWriter,
  },
  {
    name: 'CSS',
    languageIds: ['css', 'scss', 'less', 'postcss'],
    extensions: ['.css', '.scss', '.less', '.pcss'],
    isBuiltIn: true,
    formats: web,
    markers: rasterFiles,
    loadFinder: async () => (await import('./web/cssPictures.ts')).findPictures,
    loadWriter: async () => (await import('./web/cssWriter.ts')).pictureWriter,
  },
  {
    name: 'AsciiDoc',
    languageIds: ['asciidoc'],
    extensions: ['.adoc', '.asciidoc', '.asc'],
    formats: web,
    markers: ['image:'],
    loadFinder: async () => (await import('./text/asciidocPictures.ts')).findPictures,
    loadWriter: async () => (await import('./text/asciidocWriter.ts')).pictureWriter,
  },
  {
    name: 'reStructuredText',
    languageIds: ['restructuredtext'],
    extensions: ['.rst', '.rest'],
    formats: web,
    markers: ['image::', 'figure::'],
    loadFinder: async () => (await import('./text/restructuredTextPictures.ts')).findPictures,
    loadWriter: async () => (await import('./text/restructuredTextWriter.ts')).pictureWriter,
  },
  {
    name: 'LaTeX',
    languageIds: ['latex', 'tex'],
    extensions: ['.tex', '.ltx', '.latex'],
    // What pdfTeX, XeTeX and LuaTeX read.
    formats: ['png', 'jpg'],
    markers: ['\\includegraphics'],
    mayOmitExtension: true,
    ignoresSiteRoot: true,
    loadFinder: async () => (await import('./text/latexPictures.ts')).findPictures,
    loadWriter: async () => (await import('./text/latexWriter.ts')).pictureWriter,
  },
  {
    name: 'Typst',
    languageIds: ['typst'],
    extensions: ['.typ'],
    // WebP since Typst 0.14.
    formats: ['png', 'jpg', 'webp'],
    markers: ['image('],
    loadFinder: async () => (await import('./text/typstPictures.ts')).findPictures,
    loadWriter: async () => (await import('./text/typstWriter.ts')).pictureWriter,
  },
  {
    name: 'Org',
    languageIds: ['org'],
    extensions: ['.org'],
    formats: web,
    markers: rasterFiles,
    ignoresSiteRoot: true,
    loadFinder: async () => (await import('./text/orgPictures.ts')).findPictures,
    loadWriter: async () => (await import('./text/orgWriter.ts')).pictureWriter,
  },
];

/** How the names of documents end, in small letters. */
export const documentEndings: readonly string[] = languageTable.flatMap(
  ({ extensions }) => extensions,
);

export interface DocumentKind {
  /** VS Code's id of the language. */
  readonly languageId: string;
  /** The name of the file, or its path; of the notebook, for a cell. */
  readonly fileName: string;
  /** True for a cell of a notebook: the name says nothing about its language. */
  readonly isNotebookCell?: boolean;
}

/** True where the headings of a language, by VS Code's id, are those of Markdown. */
export const hasMarkdownHeadings = (languageId: string): boolean =>
  languageTable.some(
    ({ languageIds, isMarkdown }) => isMarkdown && languageIds.includes(languageId),
  );

/** Ids that say no more than that nobody knows the language. */
const unknownIds = ['plaintext', 'code-text-binary'];

/**
 * The language of a document: by its id; by the name of its file where no extension for the language is
 * installed, or where that only says that it is some kind of Markdown.
 */
export function languageOf(kind: DocumentKind): DocumentLanguage | undefined {
  const byId = languageTable.find(({ languageIds }) => languageIds.includes(kind.languageId));
  if (kind.isNotebookCell) return byId;
  const name = kind.fileName.toLowerCase();
  const byName = languageTable.find(({ extensions }) =>
    extensions.some((extension) => name.endsWith(extension)),
  );
  if (byId?.name === 'Markdown' && byName?.isMarkdown) return byName;
  return byId ?? (unknownIds.includes(kind.languageId) ? byName : undefined);
}
