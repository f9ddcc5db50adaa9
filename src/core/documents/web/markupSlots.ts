import { imageRoomIn, isVoidElement } from './imageParents.ts';
import { scanMarkup, type MarkupEvent, type ScanOptions } from './markupScan.ts';
import type { Slot } from './slotPlace.ts';

export interface MarkupSlotOptions extends ScanOptions {
  /** What is no text to the language; not part of any slot. */
  readonly expression?: RegExp;
  /** Elements of which one has to be around; absent: none has to. */
  readonly within?: (event: MarkupEvent & { kind: 'open' }, depth: number) => boolean;
}

/** Far more than documents nest; keeps the time linear whatever comes. */
const maxDepth = 256;

/** The stretches between the tags of a text where an `<img>` may stand. */
export function findMarkupSlots(text: string, options: MarkupSlotOptions): Slot[] {
  const { dialect, expression, within } = options;
  const slots: Slot[] = [];
  const parents: string[] = [];
  let gapStart = 0;
  /** Depth from which elements count; none yet where infinite. */
  let outside = within ? Number.POSITIVE_INFINITY : 0;
  const endGap = (gapEnd: number, isOpen: boolean): void => {
    const room = isOpen && parents.length >= outside ? imageRoomIn(parents) : 'none';
    const gap: Slot = { start: gapStart, end: gapEnd, depth: parents.length, room };
    if (gapEnd < gapStart) return;
    for (const slot of splitSlot(text, gap, expression)) slots.push(slot);
  };
  scanMarkup(text, { dialect }, (event) => {
    if (event.kind === 'text') return;
    const { kind, name, start, end } = event;
    // What has to follow its neighbour directly.
    const isElse =
      kind === 'open' && [...event.attributes.keys()].some((key) => key.startsWith('v-else'));
    endGap(start, !isElse);
    gapStart = end;
    if (kind === 'open' && !event.isSelfClosing && !isVoidElement(name)) {
      if (parents.length < maxDepth) parents.push(name);
      if (within?.(event, parents.length - 1)) outside = parents.length;
    } else if (kind === 'close') {
      const index = parents.lastIndexOf(name);
      if (index >= 0) parents.length = index;
      if (within && parents.length < outside) outside = Number.POSITIVE_INFINITY;
    }
  });
  endGap(text.length, true);
  return slots;
}

const characterReference = /&#?\w{1,32};/g;

/** The parts of a slot between expressions, or between character references, which must stay whole. */
export function splitSlot(text: string, slot: Slot, expression = characterReference): Slot[] {
  const slots: Slot[] = [];
  let { start } = slot;
  for (const { 0: found, index } of text.slice(slot.start, slot.end).matchAll(expression)) {
    slots.push({ ...slot, start, end: slot.start + index });
    start = slot.start + index + found.length;
  }
  return [...slots, { ...slot, start }];
}
