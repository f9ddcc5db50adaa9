import * as vscode from 'vscode';
import { closeEditors, showDocument } from '../../host/support/workspace.ts';
import type { TypingResult } from '../jobs.ts';
import { timed, untilCalm } from './stopwatch.ts';

const documentBytes = 1_000_000;
const keysPerTurn = 25;
const paragraph = 'A line of *plain* words, and [a link](https://example.org/page).\n\n';
const picture = '![a fox in fresh snow](img/absent.webp)\n\n';

/** Keystrokes in a large Markdown document with a missing picture, with and without the hints, in turns. */
export async function measureTyping(turns: number): Promise<TypingResult> {
  const body = paragraph.repeat(Math.ceil(documentBytes / paragraph.length));
  const editor = await showDocument('docs/typing.md', `${picture}${body}`);
  const place = new vscode.Position(2, 0);
  editor.selection = new vscode.Selection(place, place);
  const settings = vscode.workspace.getConfiguration('fluxKlein');
  const keys = { withHints: [] as number[], withoutHints: [] as number[] };
  for (let turn = 0; turn < turns * 2; turn++) {
    const hasHints = turn % 2 === 0;
    await settings.update('documentHints', hasHints, vscode.ConfigurationTarget.Global);
    await untilCalm();
    for (let key = 0; key < keysPerTurn; key++) {
      const { ms } = await timed(() => vscode.commands.executeCommand('type', { text: 'x' }));
      (hasHints ? keys.withHints : keys.withoutHints).push(ms);
    }
  }
  await settings.update('documentHints', undefined, vscode.ConfigurationTarget.Global);
  // Other measurements search the documents of this workspace.
  await closeEditors();
  await vscode.workspace.fs.delete(editor.document.uri);
  return keys;
}
