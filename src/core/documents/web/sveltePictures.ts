import type { FindPictures } from '../documentLanguage.ts';
import { decodeCharacters, plainText } from './decodedText.ts';
import { maskBraces } from './expressionMask.ts';
import { scanMarkup } from './markupScan.ts';
import { PictureCollector } from './pictureCollector.ts';
import { collectFromScript, readExpression, type EmbeddedScript } from './programPictures.ts';
import { parseValue } from './programTree.ts';
import { pathOfSource } from './sourcePath.ts';
import { staticElement, type OpenTag } from './staticElement.ts';

/**
 * Pictures of a Svelte component: in its markup, be their paths plain or literals in braces, in its styles,
 * and what its scripts import; with what the markup says about an import. Other expressions are left alone.
 */
export const findPictures: FindPictures = (text) => {
  const collector = new PictureCollector({ pathOf: pathOfSource });
  const scripts: EmbeddedScript[] = [];
  let raw = '';
  scanMarkup(maskBraces(text), { dialect: 'svelte' }, (event) => {
    const { kind, name, start, end } = event;
    if (kind === 'open') {
      raw = !event.isSelfClosing && (name === 'style' || name === 'script') ? name : '';
      collector.open(svelteElement(event, text));
    } else if (kind === 'close') {
      raw = '';
      collector.close(name);
    } else if (kind === 'text') {
      const written = text.slice(start, end);
      if (raw === 'style') collector.css(plainText(written, start));
      else if (raw === 'script') scripts.push({ code: written, offset: start, hasJsx: false });
      else collector.text(written.includes('{') ? undefined : decodeCharacters(written));
    }
  });
  // Last, so that what the markup says about imports is known.
  for (const script of scripts) collectFromScript(script, collector);
  return collector.finish();
};

const svelteElement = (tag: OpenTag, text: string) =>
  staticElement(tag, text, (attribute, raw) => {
    // `{src}` is short for `src={src}`; its own name is masked.
    if (raw === undefined) return undefined;
    if (!raw.includes('{')) return undefined;
    if (!/^\{[^]*\}$/.test(raw) || raw.length > 2000) return 'dynamic';
    const start = tag.attributes.get(attribute)!.valueStart + 1;
    const node = parseValue(raw.slice(1, -1));
    return node ? readExpression(node, start) : 'dynamic';
  });
