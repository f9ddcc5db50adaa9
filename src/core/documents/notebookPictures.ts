import type { PictureReference } from './documentLanguage.ts';
import { findPictures as findInMarkdown } from './markdown/markdownPictures.ts';

interface NotebookCell {
  readonly cell_type?: unknown;
  readonly source?: unknown;
}

/**
 * Finds the pictures of a notebook's Markdown cells (Jupyter's format 4: `source` is a text or a list of
 * lines). Offsets are those in the cell's text, of which the file has only the JSON.
 */
export function findPictures(text: string): readonly PictureReference[] {
  return cellsOf(text).flatMap(({ cell_type: type, source }) => {
    if (type !== 'markdown') return [];
    const lines = Array.isArray(source) ? source : [source];
    return findInMarkdown(lines.filter((line) => typeof line === 'string').join(''));
  });
}

function cellsOf(text: string): readonly NotebookCell[] {
  let notebook: unknown;
  try {
    notebook = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch {
    return [];
  }
  const cells = (notebook as { cells?: unknown } | null)?.cells;
  return Array.isArray(cells)
    ? cells.filter((cell) => typeof cell === 'object' && cell !== null)
    : [];
}
