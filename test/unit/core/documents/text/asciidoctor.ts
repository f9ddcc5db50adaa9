import { convert } from '@asciidoctor/core';
import { parseFragment, type DefaultTreeAdapterTypes } from 'parse5';

export interface ShownPicture {
  readonly path: string;
  readonly altText: string;
}

/** The pictures of the page that Asciidoctor makes. */
export async function shownBy(text: string): Promise<ShownPicture[]> {
  const html = await convert(text, { safe: 'safe', attributes: { showtitle: '' } });
  const pictures: ShownPicture[] = [];
  const visit = (node: DefaultTreeAdapterTypes.Node): void => {
    if (node.nodeName === 'img' && 'attrs' in node) {
      const value = (name: string) => node.attrs.find((each) => each.name === name)?.value;
      pictures.push({ path: decodeURIComponent(value('src')!), altText: value('alt')! });
    }
    if ('childNodes' in node) node.childNodes.forEach(visit);
  };
  visit(parseFragment(html as string));
  return pictures;
}

/** Asciidoctor makes a text of the file's name where a document gives none. */
export const defaultAlt = (path: string): string =>
  path
    .replace(/^.*\//, '')
    .replace(/\.[^.]*$/, '')
    .replace(/[_-]/g, ' ');
