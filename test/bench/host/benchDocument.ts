import * as vscode from 'vscode';
import { showDocument } from '../../host/support/workspace.ts';
import { roundTrip } from './stopwatch.ts';

const text = '# Bench\n\nA paragraph before the picture.\n\n\n\nA paragraph after it.\n';
const linkPosition = new vscode.Position(4, 0);

/** A Markdown document in the active editor, with the cursor on an empty line of its own. */
export interface BenchDocument {
  readonly editor: vscode.TextEditor;
  /** Puts text and cursor back, and waits until the window has followed. */
  restore(): Promise<void>;
  /** The one edit that no extension can do without. */
  insertBare(): Promise<void>;
}

export async function openBenchDocument(): Promise<BenchDocument> {
  const editor = await showDocument('docs/bench.md', text);
  const { document } = editor;
  const restore = async (): Promise<void> => {
    const end = document.lineAt(document.lineCount - 1).range.end;
    const everything = new vscode.Range(new vscode.Position(0, 0), end);
    await editor.edit((edit) => edit.replace(everything, text));
    editor.selection = new vscode.Selection(linkPosition, linkPosition);
    await roundTrip();
    await roundTrip();
  };
  await restore();
  return {
    editor,
    restore,
    async insertBare() {
      const snippet = new vscode.SnippetString('![')
        .appendPlaceholder('A lighthouse on a mole at dusk, terns in the air')
        .appendText('](../assets/bench-1.webp)');
      const isDone = await editor.insertSnippet(snippet, linkPosition, {
        undoStopBefore: true,
        undoStopAfter: true,
        keepWhitespace: true,
      });
      if (!isDone) throw new Error('the bare snippet was refused');
    },
  };
}
