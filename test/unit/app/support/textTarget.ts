import { extname } from 'node:path';
import type {
  InsertionTarget,
  OpenDocument,
} from '../../../../src/app/documents/insertionTarget.ts';
import type { WorkspaceFolder } from '../../../../src/app/folders.ts';
import type { Uri } from '../../../../src/app/uri.ts';
import { textOf } from '../../../../src/core/documents/insertion.ts';
import type { TextPosition } from '../../../../src/core/documents/textSelection.ts';

const languageIds: Readonly<Record<string, string>> = {
  '.md': 'markdown',
  '.html': 'html',
  '.txt': 'plaintext',
};

/** A document in memory, with its cursor. */
export interface TextTarget extends InsertionTarget {
  readonly document: OpenDocument;
}

/**
 * @param marked a text in which `‹` and `›` mark the selection, or one `‹` the cursor; without them it is at the start
 * @param isAtEnd nobody has put a cursor into it
 */
export function createTextTarget(
  uri: Uri,
  marked: string,
  workspaceFolder: WorkspaceFolder,
  isAtEnd = false,
): TextTarget {
  let text = marked.replaceAll(/[‹›]/g, '');
  let version = 1;
  const start = Math.max(0, marked.indexOf('‹'));
  const end = marked.includes('›') ? marked.indexOf('›') - 1 : start;
  const positionOf = (offset: number): TextPosition => {
    const lines = text.slice(0, offset).split('\n');
    return { line: lines.length - 1, character: lines.at(-1)!.length };
  };
  const offsetOf = ({ line, character }: TextPosition): number =>
    text.split('\n').slice(0, line).join('\n').length + (line > 0 ? 1 : 0) + character;
  return {
    document: {
      uri,
      languageId: languageIds[extname(uri.path)] ?? 'plaintext',
      get version() {
        return version;
      },
      get lineCount() {
        return text.split('\n').length;
      },
      lineAt: (line) => ({ text: text.split('\n')[line] ?? '' }),
      getText: () => text,
    },
    home: {
      uri,
      workspaceFolder,
      place: { path: uri.path, workspaceFolderPath: workspaceFolder.uri.path },
    },
    selectedText: text.slice(start, end),
    isAtEnd,
    selection: () =>
      isAtEnd
        ? { start: positionOf(text.length), end: positionOf(text.length) }
        : { start: positionOf(start), end: positionOf(end) },
    characterCount: () => text.length,
    async insert(position, parts) {
      const at = offsetOf(position);
      text = text.slice(0, at) + textOf(parts) + text.slice(at);
      version++;
      return true;
    },
    dispose: () => undefined,
  };
}
