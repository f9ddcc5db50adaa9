import { parse, parseFragment, type DefaultTreeAdapterTypes } from 'parse5';
import { parse as parseCss, walk, type CssNode } from 'css-tree';

type Node = DefaultTreeAdapterTypes.Node;
type Element = DefaultTreeAdapterTypes.Element;

export interface ReadPicture {
  readonly url: string;
  readonly altText?: string;
  readonly caption?: string;
}

const options = { scriptingEnabled: false, sourceCodeLocationInfo: true } as const;

/** The pictures of an HTML document by parse5's tree, in the order of the tree. */
export function picturesInHtml(html: string): ReadPicture[] {
  const pictures: ReadPicture[] = [];
  visit(parse(html, options), [], pictures);
  return pictures;
}

/** The tree of a document in short, without white space between elements, and without some pictures. */
export function outlineOfHtml(html: string, isLeftOut: (url: string) => boolean): string {
  const isPage = /<(?:!doctype|html|head|body)[\s>]/i.test(html);
  return outline(isPage ? parse(html, options) : parseFragment(html, options), isLeftOut);
}

function outline(node: Node, isLeftOut: (url: string) => boolean): string {
  if (node.nodeName === '#text')
    return (node as { value: string }).value.replace(/\s+/g, ' ').trim();
  if (node.nodeName === '#comment') return '<!>';
  const inner = childrenOf(node)
    .map((child) => outline(child, isLeftOut))
    .join('');
  if (!('tagName' in node)) return inner;
  if (node.tagName === 'img' && isLeftOut(attribute(node, 'src') ?? '')) return '';
  const attributes = node.attrs.map(({ name, value }) => ` ${name}=${JSON.stringify(value)}`);
  return `<${node.tagName}${attributes.join('')}>${inner}</>`;
}

function childrenOf(node: Node): Node[] {
  if ('content' in node) return (node as DefaultTreeAdapterTypes.Template).content.childNodes;
  return 'childNodes' in node ? node.childNodes : [];
}

const attribute = (element: Element, name: string): string | undefined =>
  element.attrs.find((attr) => (attr.prefix ? `${attr.prefix}:${attr.name}` : attr.name) === name)
    ?.value;

function visit(node: Node, ancestors: Element[], pictures: ReadPicture[]): void {
  if ('tagName' in node) {
    readElement(node, ancestors, pictures);
    ancestors = [...ancestors, node];
  }
  for (const child of childrenOf(node)) visit(child, ancestors, pictures);
}

function readElement(element: Element, ancestors: Element[], pictures: ReadPicture[]): void {
  const read = (name: string): string | undefined => attribute(element, name);
  const { tagName } = element;
  const picture = ancestors.findLast((ancestor) => ancestor.tagName === 'picture');
  const image =
    tagName === 'source' && picture
      ? childrenOf(picture).find((c) => c.nodeName === 'img')
      : element;
  const altOf = (from: Element): string | undefined =>
    attribute(from, 'alt') ?? (attribute(from, 'aria-label') || undefined);
  const altText = altOf(image as Element);
  const figure = ancestors.findLast((ancestor) => ancestor.tagName === 'figure');
  const captionElement = figure && find(figure, 'figcaption');
  const caption = captionElement && textOf(captionElement).replace(/\s+/g, ' ').trim();
  const add = (url: string | undefined): void => {
    if (!url?.trim() || url.trim().startsWith('#')) return;
    pictures.push({ url, ...(altText !== undefined && { altText }), ...(caption && { caption }) });
  };
  const addSet = (set: string | undefined): void => {
    for (const part of new Set(
      (set ?? '').split(/\s*,\s+|,\s*$|^\s*,/).map((p) => p.trim().split(/\s/)[0]!),
    )) {
      if (part !== read('src')) add(part);
    }
  };
  const rel = (read('rel') ?? '').split(/\s+/);
  switch (tagName) {
    case 'img':
      add(read('src'));
      addSet(read('srcset'));
      break;
    case 'source':
      addSet(read('srcset'));
      break;
    case 'input':
      if (read('type')?.toLowerCase() === 'image') add(read('src'));
      break;
    case 'video':
      add(read('poster'));
      break;
    case 'image':
      add(read('href') ?? read('xlink:href'));
      break;
    case 'object':
      add(read('data'));
      break;
    case 'embed':
    case 'amp-img':
      add(read('src'));
      break;
    case 'link':
      if (rel.includes('icon') || rel.includes('apple-touch-icon') || read('as') === 'image') {
        add(read('href'));
        addSet(read('imagesrcset'));
      }
      break;
    case 'body':
    case 'table':
    case 'td':
      add(read('background'));
      break;
    default:
  }
  const isRole = read('role') === 'img';
  for (const url of urlsInCss(read('style') ?? '', 'declarationList')) {
    pictures.push({
      url,
      ...(isRole && altText !== undefined && { altText }),
      ...(caption && { caption }),
    });
  }
  if (tagName === 'style') for (const url of urlsInCss(textOf(element))) pictures.push({ url });
}

function find(element: Element, tagName: string): Element | undefined {
  for (const child of childrenOf(element)) {
    if (!('tagName' in child)) continue;
    if (child.tagName === tagName) return child;
    const inner = child.tagName === 'figure' ? undefined : find(child, tagName);
    if (inner) return inner;
  }
  return undefined;
}

function textOf(node: Node): string {
  if (node.nodeName === '#text') return (node as { value: string }).value;
  if (node.nodeName === 'br') return ' ';
  return childrenOf(node).map(textOf).join('');
}

/** The URLs of a style sheet by css-tree, but those of imports and the like, and of no file. */
export function urlsInCss(css: string, context = 'stylesheet'): string[] {
  const urls: string[] = [];
  const add = (url: string): void => {
    if (url.trim() !== '' && !url.trim().startsWith('#')) urls.push(url);
  };
  const tree = parseCss(css, { context, parseCustomProperty: true, parseAtrulePrelude: false });
  walk(tree, {
    enter(node: CssNode) {
      if (node.type === 'Atrule' && /^(?:import|namespace|(?:-moz-)?document)$/.test(node.name)) {
        node.prelude = null;
      }
      if (node.type === 'Url') add(node.value);
      if (node.type === 'Function' && /^(?:-webkit-)?image-set$|^image$|^src$/i.test(node.name)) {
        node.children.forEach((child: CssNode) => child.type === 'String' && add(child.value));
      }
    },
  });
  return urls;
}
