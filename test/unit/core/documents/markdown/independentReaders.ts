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
}

function* nodesIn(node: HtmlNode): Generator<HtmlNode> {
  yield node;
  for (const child of node.childNodes ?? []) yield* nodesIn(child);
}

/** What a browser shows of a CommonMark document: Markdown's images, and those of the HTML in it. */
export function picturesInBrowser(markdown: string): ReadPicture[] {
  const html = new HtmlRenderer().render(new Parser().parse(markdown));
  const pictures = [...nodesIn(parse(html) as unknown as HtmlNode)].flatMap((node) => {
    if (node.nodeName !== 'img') return [];
    const { src, alt } = Object.fromEntries((node.attrs ?? []).map((a) => [a.name, a.value])) as {
      src?: string;
      alt?: string;
    };
    return src
      ? [{ path: decoded(src), altText: alt === undefined ? undefined : onOneLine(alt) }]
      : [];
  });
  return pictures;
}

interface HastNode {
  readonly type: string;
  readonly tagName?: string;
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
