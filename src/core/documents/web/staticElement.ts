import { decodeAttribute } from './decodedText.ts';
import type { MarkupEvent } from './markupScan.ts';
import type { AttributeReading, MarkupElement } from './markupElement.ts';

export type OpenTag = Extract<MarkupEvent, { kind: 'open' }>;

/**
 * A tag as an element whose attributes are read from the document.
 * @param readOther tells what an attribute is that is no plain text, or is not there by its name.
 */
export function staticElement(
  tag: OpenTag,
  text: string,
  readOther?: (attribute: string, raw: string | undefined) => AttributeReading | undefined,
): MarkupElement {
  const { name, start, end, isSelfClosing } = tag;
  return {
    name,
    start,
    end,
    isSelfClosing,
    read(attribute) {
      const written = tag.attributes.get(attribute);
      const raw = written && text.slice(written.valueStart, written.valueEnd);
      const other = readOther?.(attribute, raw);
      if (other !== undefined || !written) return other;
      return decodeAttribute(raw!, written.valueStart);
    },
  };
}
