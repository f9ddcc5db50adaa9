import type * as vscode from 'vscode';
import { showDocument } from './workspace.ts';

/** A text in which `‹` and `›` mark the selection, or one `‹` the cursor. */
export interface MarkedText {
  readonly text: string;
  /** Line and character of start and end. */
  readonly selection: [number, number, number, number];
}

export function readMarked(marked: string): MarkedText {
  const text = marked.replace(/[‹›]/g, '');
  const startOffset = marked.indexOf('‹');
  const endOffset = marked.includes('›') ? marked.indexOf('›') - 1 : startOffset;
  const positionOf = (offset: number): [number, number] => {
    const lines = text.slice(0, offset).split(/\r?\n/);
    return [lines.length - 1, lines.at(-1)!.length];
  };
  return { text, selection: [...positionOf(startOffset), ...positionOf(endOffset)] };
}

/** Writes a document with such a text and shows it. */
export function showMarked(path: string, marked: string): Promise<vscode.TextEditor> {
  const { text, selection } = readMarked(marked);
  return showDocument(path, text, selection);
}
