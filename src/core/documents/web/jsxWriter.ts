import type { PictureWriter } from '../documentLanguage.ts';
import { escapeAttribute } from './attributeEscape.ts';
import { imageRoomIn } from './imageParents.ts';
import { imageTag } from './imageTag.ts';
import { elementName } from './jsxName.ts';
import { splitSlot } from './markupSlots.ts';
import { childrenOf, parseProgram, type ProgramNode } from './programTree.ts';
import { placeInSlots, type Slot } from './slotPlace.ts';
import { urlOfPath } from './urlPath.ts';

/**
 * Writes `<img />` into JSX: among the children of an element, or at a bare cursor wherever an expression
 * may stand.
 */
export const pictureWriter: PictureWriter = {
  parsesPrograms: true,
  place: (lines, selection, options) =>
    placeInSlots(lines, selection, { ...options, findSlots: findChildSlots, canStandAt }),
  write: ({ altText, path }) =>
    imageTag({
      source: escapeAttribute(urlOfPath(path)),
      altText: escapeAttribute(altText),
      end: ' />',
    }),
};

const isElement = ({ type }: ProgramNode): boolean =>
  type === 'JSXElement' || type === 'JSXFragment';

function findChildSlots(text: string): Slot[] | undefined {
  const program = parseProgram(text, { hasJsx: true });
  if (!program) return undefined;
  const slots: Slot[] = [];
  const steps: { readonly node: ProgramNode; readonly parents: readonly string[] }[] = [
    { node: program, parents: [] },
  ];
  for (let step = steps.pop(); step; step = steps.pop()) {
    const { node } = step;
    const parents = isElement(node) ? [...step.parents, elementName(node)] : step.parents;
    if (isElement(node)) {
      for (const slot of slotsIn(node, parents)) {
        for (const part of splitSlot(text, slot)) slots.push(part);
      }
    }
    for (const child of childrenOf(node)) steps.push({ node: child, parents });
  }
  return slots.sort((a, b) => a.start - b.start);
}

function slotsIn(node: ProgramNode, parents: readonly string[]): Slot[] {
  const opening = (node['openingElement'] ?? node['openingFragment']) as ProgramNode;
  const closing = (node['closingElement'] ?? node['closingFragment']) as ProgramNode | null;
  if (!closing) return [];
  const room = imageRoomIn(parents);
  const others = (node['children'] as readonly ProgramNode[]).filter(
    ({ type }) => type !== 'JSXText',
  );
  const starts = [opening.end, ...others.map(({ end }) => end)];
  const ends = [...others.map(({ start }) => start), closing.start];
  const depth = parents.length;
  return starts.map((start, index) => ({ start, end: ends[index]!, depth, room }));
}

/** Tried out: whether the program with an element there is one, and the element is what it seems. */
function canStandAt(text: string, offset: number): boolean {
  const program = parseProgram(`${text.slice(0, offset)}<img />${text.slice(offset)}`, {
    hasJsx: true,
    isStrict: true,
  });
  const steps = program ? [program] : [];
  for (let node = steps.pop(); node; node = steps.pop()) {
    if (node.start === offset && node.type === 'JSXElement') return true;
    for (const child of childrenOf(node)) {
      if (child.start <= offset && offset < child.end) steps.push(child);
    }
  }
  return false;
}
