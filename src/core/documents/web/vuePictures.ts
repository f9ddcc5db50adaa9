import type { FindPictures } from '../documentLanguage.ts';
import { decodeAttribute, decodeCharacters, plainText, type DecodedText } from './decodedText.ts';
import { maskInterpolations } from './expressionMask.ts';
import { scanMarkup } from './markupScan.ts';
import type { AttributeReading } from './markupElement.ts';
import { PictureCollector } from './pictureCollector.ts';
import { collectFromScript, readExpression, type EmbeddedScript } from './programPictures.ts';
import { parseValue } from './programTree.ts';
import { pathOfSource } from './sourcePath.ts';
import { staticElement, type OpenTag } from './staticElement.ts';

/**
 * Pictures of a Vue component: in its template, be their paths plain attributes or literals that are bound,
 * in its styles, and what its scripts import; with what the template says about an import. Pug is left alone.
 */
export const findPictures: FindPictures = (text) => {
  const collector = new PictureCollector({ pathOf: pathOfSource });
  const blocks = new VueBlocks();
  const scripts: EmbeddedScript[] = [];
  let raw = '';
  scanMarkup(maskInterpolations(text), { dialect: 'vue' }, (event) => {
    const { kind, name, start, end } = event;
    if (kind === 'open') {
      raw = !event.isSelfClosing && (name === 'style' || name === 'script') ? name : '';
      if (blocks.open(event, text)) collector.open(vueElement(event, text));
    } else if (kind === 'close') {
      raw = '';
      if (blocks.close(name)) collector.close(name);
    } else if (kind === 'text') {
      const written = text.slice(start, end);
      if (raw === 'style' && blocks.isStyle) collector.css(plainText(written, start));
      else if (raw === 'script' && blocks.isScript)
        scripts.push({ code: written, offset: start, hasJsx: blocks.hasJsx });
      else if (raw === '' && blocks.isTemplate) {
        collector.text(written.includes('{{') ? undefined : decodeCharacters(written));
      }
    }
  });
  // Last, so that what the template says about imports is known.
  for (const script of scripts) collectFromScript(script, collector);
  return collector.finish();
};

/** Keeps track of the block of a component that the scan is in. */
class VueBlocks {
  #name = '';
  #depth = 0;
  #isHtml = false;
  #hasJsx = false;

  get isTemplate(): boolean {
    return this.#depth > 0 && this.#name === 'template' && this.#isHtml;
  }
  get isStyle(): boolean {
    return this.#name === 'style' || this.isTemplate;
  }
  get isScript(): boolean {
    return this.#name === 'script';
  }
  get hasJsx(): boolean {
    return this.#hasJsx;
  }

  /** True for a tag that is part of the template. */
  open(tag: OpenTag, text: string): boolean {
    if (this.#depth > 0) {
      if (tag.name === this.#name && this.isTemplate && !tag.isSelfClosing) this.#depth++;
      return this.isTemplate;
    }
    if (tag.isSelfClosing) return false;
    this.#name = tag.name;
    this.#depth = 1;
    const language = tag.attributes.get('lang');
    const written = language && text.slice(language.valueStart, language.valueEnd);
    this.#isHtml = written === undefined || /^(?:html)?$/i.test(written);
    this.#hasJsx = written === 'jsx' || written === 'tsx';
    return false;
  }

  close(name: string): boolean {
    if (this.#depth > 0 && name === this.#name) this.#depth--;
    return this.isTemplate;
  }
}

const vueElement = (tag: OpenTag, text: string) =>
  staticElement(tag, text, (attribute, raw) => {
    if (raw !== undefined) return undefined;
    const bound = tag.attributes.get(`:${attribute}`) ?? tag.attributes.get(`v-bind:${attribute}`);
    if (!bound) return undefined;
    const written = text.slice(bound.valueStart, bound.valueEnd);
    const code = decodeAttribute(written, bound.valueStart);
    const reading = readBound(code);
    // Of an object with strings, what is left without quotes reads like the style that it makes.
    return reading === 'dynamic' && attribute === 'style'
      ? { ...code, text: code.text.replace(/["'`]/g, ' ') }
      : reading;
  });

function readBound(code: DecodedText): AttributeReading {
  const node = code.text.length < 2000 ? parseValue(code.text) : undefined;
  if (!node) return 'dynamic';
  const reading = readExpression(node, 0);
  if (typeof reading !== 'object' || !('text' in reading)) return reading;
  const { text, offsetAt } = reading;
  return { text, offsetAt: (index) => code.offsetAt(offsetAt(index)) };
}
