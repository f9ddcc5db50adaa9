import { execFile } from 'node:child_process';
import { compile } from '@mdx-js/mdx';
import { HtmlRenderer, Parser } from 'commonmark';
import { parse } from 'parse5';

/** A picture as somebody else's parser reads it: decoded path or URL, and alt text on one line. */
export interface ReadPicture {
  readonly path: string;
  readonly altText: string | undefined;
}

export const onOneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();

/** A target, decoded, without query and fragment: one renderer encodes it, and another does not. */
export function decoded(path: string): string {
  const plain = /^(?:[a-z][a-z\d+.-]+:|\/\/)/i.test(path) ? path : path.replace(/[?#][^]*$/, '');
  try {
    return decodeURIComponent(plain);
  } catch {
    return plain;
  }
}

interface HtmlNode {
  readonly nodeName: string;
  readonly attrs?: readonly { readonly name: string; readonly value: string }[];
  readonly childNodes?: readonly HtmlNode[];
  readonly parentNode?: HtmlNode | null;
}

function* nodesIn(node: HtmlNode): Generator<HtmlNode> {
  yield node;
  for (const child of node.childNodes ?? []) yield* nodesIn(child);
}

const attributesOf = ({ attrs = [] }: HtmlNode): ReadonlyMap<string, string> =>
  new Map(attrs.map(({ name, value }) => [name, value]));

/** The `<img>` whose alt text is that of a picture: of a source, it is the one beside it. */
function imageFor(node: HtmlNode): HtmlNode | undefined {
  if (node.nodeName === 'img') return node;
  const { parentNode: parent } = node;
  if (parent?.nodeName !== 'picture') return undefined;
  return [...nodesIn(parent)].find(({ nodeName }) => nodeName === 'img');
}

/** What a browser may show of a CommonMark document: Markdown's images, and those of the HTML in it. */
export function picturesInBrowser(markdown: string): ReadPicture[] {
  const html = new HtmlRenderer().render(new Parser().parse(markdown));
  return [...nodesIn(parse(html) as unknown as HtmlNode)].flatMap((node) => {
    if (node.nodeName !== 'img' && node.nodeName !== 'source') return [];
    const attributes = attributesOf(node);
    const source = node.nodeName === 'img' ? attributes.get('src') : undefined;
    const candidates = (attributes.get('srcset') ?? '').split(/,\s+|,$/);
    const files = [source ?? '', ...candidates.map((each) => each.trim().split(/\s/)[0]!)];
    const image = imageFor(node);
    const alt = image && attributesOf(image).get('alt');
    const altText = alt === undefined ? undefined : onOneLine(alt);
    return [...new Set(files.map(decoded))]
      .filter((path) => path !== '')
      .map((path) => ({ path, altText }));
  });
}

interface HastNode {
  readonly type: string;
  readonly tagName?: string;
  readonly value?: string;
  readonly properties?: { readonly src?: string; readonly alt?: string };
  readonly name?: string | null;
  readonly attributes?: readonly { readonly name?: string; readonly value?: unknown }[];
  readonly children?: readonly HastNode[];
}

/** Markdown's images, and `<img>` whose `src` is a text, as MDX's own compiler has them. */
export async function picturesInMdx(mdx: string): Promise<{ path: string; altText: string }[]> {
  const pictures: { path: string; altText: string }[] = [];
  const visit = (node: HastNode): void => {
    if (node.tagName === 'img') {
      const { src = '', alt = '' } = node.properties ?? {};
      pictures.push({ path: decoded(src), altText: alt });
    }
    if (node.name === 'img') {
      const texts = new Map(node.attributes?.map(({ name, value }) => [name, value]));
      const [src, alt] = [texts.get('src'), texts.get('alt')];
      if (typeof src === 'string' && typeof alt === 'string') {
        pictures.push({ path: decoded(src), altText: alt });
      }
    }
    node.children?.forEach(visit);
  };
  await compile(mdx, { rehypePlugins: [() => visit] });
  return pictures;
}

/** The text that a page of MDX shows, in pieces. */
export async function textsInMdx(mdx: string): Promise<string[]> {
  const texts: string[] = [];
  const visit = (node: HastNode): void => {
    if (node.type === 'text') texts.push(node.value ?? '');
    node.children?.forEach(visit);
  };
  await compile(mdx, { rehypePlugins: [() => visit] });
  return texts;
}

interface PandocNode {
  readonly t: string;
  readonly c?: unknown;
}

const isNode = (value: unknown): value is PandocNode =>
  typeof value === 'object' && value !== null && 't' in value;

/** Text with every other kind of inline named, so that nothing passes for text that is none. */
function pandocText(inlines: unknown): string {
  if (Array.isArray(inlines)) return inlines.map(pandocText).join('');
  if (!isNode(inlines)) return '';
  if (inlines.t === 'Str') return inlines.c as string;
  if (inlines.t === 'Space' || inlines.t === 'SoftBreak') return ' ';
  if (inlines.t === 'Emph') return pandocText(inlines.c);
  return `<${inlines.t}>`;
}

/** Every image that Pandoc reads, its `fig-alt` before its brackets. */
export async function picturesInPandoc(markdown: string): Promise<ReadPicture[]> {
  const json = await new Promise<string>((resolve, reject) => {
    const options = { maxBuffer: 256 * 1024 * 1024 };
    const child = execFile('pandoc', ['-f', 'markdown', '-t', 'json'], options, (error, stdout) =>
      error ? reject(error) : resolve(stdout),
    );
    child.stdin?.end(markdown);
  });
  const pictures: ReadPicture[] = [];
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(visit);
    else if (isNode(value) && value.t === 'Image') {
      const [[, , attributes], inlines, [target]] = value.c as [
        [string, string[], [string, string][]],
        unknown,
        [string, string],
      ];
      const figureAltText = attributes.find(([name]) => name === 'fig-alt')?.[1];
      pictures.push({ path: decoded(target), altText: figureAltText ?? pandocText(inlines) });
    } else if (typeof value === 'object' && value !== null) Object.values(value).forEach(visit);
  };
  visit((JSON.parse(json) as { blocks: unknown }).blocks);
  return pictures;
}
