import type { FindPictures } from '../documentLanguage.ts';
import { decodeCharacters, plainText } from './decodedText.ts';
import { maskProgram } from './jsxMask.ts';
import { elementName, jsxName } from './jsxName.ts';
import { scanMarkup } from './markupScan.ts';
import type { AttributeReading, MarkupElement } from './markupElement.ts';
import { PictureCollector } from './pictureCollector.ts';
import { collectFromNode, mayNameFile, readExpression } from './programPictures.ts';
import { childrenOf, isNode, literalOf, parseProgram, type ProgramNode } from './programTree.ts';
import { pathOfSource } from './sourcePath.ts';
import { staticElement } from './staticElement.ts';

/**
 * Pictures of JavaScript and TypeScript with JSX: in elements and components, be their paths strings or
 * literals in braces, in `style` objects and `<style>`, and what is imported or required with a relative
 * path, with what an element says about it. In a program that is too broken to parse, plain elements only.
 */
export const findPictures: FindPictures = (text) => {
  const collector = new PictureCollector({ pathOf: pathOfSource });
  const program = parseProgram(text, { hasJsx: true });
  if (!program) return findInBroken(text, collector);
  const files: ProgramNode[] = [];
  type Step = ProgramNode | (() => void);
  const steps: Step[] = [program];
  for (let step = steps.pop(); step; step = steps.pop()) {
    if (typeof step === 'function') {
      step();
      continue;
    }
    const node = step;
    if (node.type === 'JSXElement') {
      const element = elementOf(node);
      if (element) {
        collector.open(element);
        collectStyles(node, element, collector);
        if (!element.isSelfClosing) steps.push(() => collector.close(element.name));
      }
    } else if (node.type === 'JSXText') {
      collector.text(node['value'] as string);
    } else if (node.type === 'JSXExpressionContainer') {
      collector.text(captionOf(node['expression']));
    } else if (mayNameFile(node)) {
      files.push(node);
    } else if (node.type === 'TaggedTemplateExpression') {
      collectStyledText(node, text, collector);
    }
    for (const step of stepsInto(node).reverse()) steps.push(step);
  }
  // Last, so that what elements say about imports is known.
  for (const node of files) collectFromNode(node, 0, collector);
  return collector.finish();
};

/** The braces of an attribute's value say nothing in a caption, but elements may be in them. */
function stepsInto(node: ProgramNode): ProgramNode[] {
  const value = node.type === 'JSXAttribute' ? node['value'] : undefined;
  return childrenOf(isNode(value) && value.type === 'JSXExpressionContainer' ? value : node);
}

function captionOf(expression: unknown): string | undefined {
  if (isNode(expression) && expression.type === 'JSXEmptyExpression') return '';
  return literalOf(expression, 0)?.text;
}

function elementOf(node: ProgramNode): MarkupElement | undefined {
  const opening = node['openingElement'] as ProgramNode;
  const name = elementName(node);
  const attributes = new Map<string, ProgramNode>();
  for (const attribute of opening['attributes'] as readonly ProgramNode[]) {
    // The last one of a name wins, as in the call that the element becomes.
    if (attribute.type === 'JSXAttribute') {
      attributes.set(jsxName(attribute['name']).toLowerCase(), attribute);
    }
  }
  return {
    name,
    start: opening.start,
    end: opening.end,
    isSelfClosing: opening['selfClosing'] === true,
    read(attribute) {
      const found = attributes.get(attribute) ?? attributes.get(attribute.replace(':', ''));
      return found && readAttribute(found['value']);
    },
  };
}

function readAttribute(value: unknown): AttributeReading {
  if (!isNode(value)) return 'dynamic';
  if (value.type === 'JSXExpressionContainer') return readExpression(value['expression'], 0);
  const literal = literalOf(value, 0);
  return literal ?? 'dynamic';
}

/** URLs in the strings of `style={{ … }}`, and in the text of `<style>`. */
function collectStyles(
  node: ProgramNode,
  element: MarkupElement,
  collector: PictureCollector,
): void {
  const opening = node['openingElement'] as ProgramNode;
  for (const attribute of opening['attributes'] as readonly ProgramNode[]) {
    const value = attribute['value'];
    if (attribute.type !== 'JSXAttribute' || jsxName(attribute['name']) !== 'style') continue;
    const expression = isNode(value) && value['expression'];
    if (!isNode(expression) || expression.type !== 'ObjectExpression') continue;
    for (const property of expression['properties'] as readonly ProgramNode[]) {
      const literal = literalOf(property['value'], 0);
      if (literal) collector.css(literal, element);
    }
  }
  if (element.name !== 'style') return;
  for (const child of node['children'] as readonly ProgramNode[]) {
    const literal = literalOf(child['expression'], 0);
    if (literal) collector.css(literal);
  }
}

/** Style sheets in template literals: `styled.div`, `styled(Card).attrs(…)`, `css`, `createGlobalStyle`. */
function collectStyledText(node: ProgramNode, text: string, collector: PictureCollector): void {
  const [tag, literal] = childrenOf(node);
  if (
    !tag ||
    !literal ||
    !/^(?:styled\b|css$|createGlobalStyle$)/.test(text.slice(tag.start, tag.end))
  )
    return;
  let css = text.slice(literal.start + 1, literal.end - 1);
  for (const { start, end } of literal['expressions'] as readonly ProgramNode[]) {
    const from = start - literal.start - 1;
    // As a preprocessor's own, which is left alone wherever it stands.
    css = `${css.slice(0, from - 2)}#{${'_'.repeat(end - start)}${css.slice(from + end - start)}`;
  }
  collector.css(plainText(css, literal.start + 1));
}

function findInBroken(text: string, collector: PictureCollector): ReturnType<FindPictures> {
  scanMarkup(maskProgram(text), { dialect: 'jsx' }, (event) => {
    const { kind, name, start, end } = event;
    if (kind === 'open') {
      collector.open(
        staticElement(event, text, (attribute, raw) => {
          const start = event.attributes.get(attribute)?.valueStart ?? 0;
          return raw?.startsWith('{') && !/["']/.test(text[start - 1]!) ? 'dynamic' : undefined;
        }),
      );
    } else if (kind === 'close') collector.close(name);
    else if (kind === 'text') {
      const written = text.slice(start, end);
      collector.text(written.includes('{') ? undefined : decodeCharacters(written));
    }
  });
  return collector.finish();
}
