import { Parser, type Node } from 'commonmark';

export interface ReadImage {
  readonly altText: string;
  readonly destination: string;
  /** Kinds of the blocks around it, outermost first. */
  readonly path: readonly string[];
  readonly isAloneInParagraph: boolean;
}

const parse = (markdown: string): Node => new Parser().parse(markdown);

function childrenOf(node: Node): Node[] {
  const children: Node[] = [];
  for (let child = node.firstChild; child; child = child.next) children.push(child);
  return children;
}

function textOf(node: Node): string {
  if (node.type === 'softbreak' || node.type === 'linebreak') return '\n';
  return (node.literal ?? '') + childrenOf(node).map(textOf).join('');
}

function pathOf(node: Node): string[] {
  const path: string[] = [];
  for (let parent = node.parent; parent; parent = parent.parent) path.unshift(parent.type);
  return path;
}

function* nodesIn(node: Node): Generator<Node> {
  yield node;
  for (const child of childrenOf(node)) yield* nodesIn(child);
}

/** Every image that an independent parser finds. */
export function imagesIn(markdown: string): ReadImage[] {
  return [...nodesIn(parse(markdown))]
    .filter((node) => node.type === 'image')
    .map((node) => ({
      altText: textOf(node),
      destination: node.destination ?? '',
      path: pathOf(node).filter((type) => type !== 'paragraph'),
      isAloneInParagraph: node.parent?.type === 'paragraph' && !node.prev && !node.next,
    }));
}

/** Kinds of the containers around the block that covers a line, from 0. */
export function containersAt(markdown: string, line: number): string[] | undefined {
  const blocks = [...nodesIn(parse(markdown))].filter(
    ({ type, sourcepos }) =>
      ['paragraph', 'heading', 'thematic_break', 'code_block', 'html_block'].includes(type) &&
      sourcepos &&
      sourcepos[0][0] <= line + 1 &&
      sourcepos[1][0] >= line + 1,
  );
  const block = blocks.at(-1);
  return block && pathOf(block);
}

/**
 * What a document says, as text to compare: blocks, inlines, texts; line breaks count alike. Without the images that
 * `isInserted` picks, and with paragraphs that are neighbours then as one.
 */
export function structureOf(
  markdown: string,
  isInserted: (destination: string) => boolean = () => false,
): string {
  const write = (node: Node): string => {
    if (node.type === 'softbreak' || node.type === 'linebreak') return '\n';
    const { listType, listDelimiter, listStart, level, info, destination, title } = node;
    const facts =
      node.type === 'list' || node.type === 'item' ? [listType, listDelimiter, listStart] : [];
    const head = [node.type, ...facts, level, info, destination, title].filter(Boolean).join(' ');
    const children = childrenOf(node)
      .filter((child) => !isInsertedParagraph(child))
      .map(write);
    return `<${head}>${node.literal ?? ''}${children.join('')}</${node.type}>`;
  };
  const isInsertedParagraph = (node: Node): boolean =>
    node.type === 'paragraph' &&
    node.firstChild?.type === 'image' &&
    !node.firstChild.next &&
    isInserted(node.firstChild.destination ?? '');
  // The parser leaves an empty paragraph where a definition stood right above a line.
  return write(parse(markdown))
    .replaceAll('<paragraph></paragraph>', '')
    .replaceAll('</paragraph><paragraph>', '\n');
}
