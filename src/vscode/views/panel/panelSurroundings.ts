import * as vscode from 'vscode';
import type { ApiKeys } from '../../host/apiKeys.ts';
import type { InsertionTargets } from '../../editor/insertionTargets.ts';

export interface SurroundingsOptions {
  readonly targets: InsertionTargets;
  readonly keys: ApiKeys;
  /** Something that the panel shows may be another now. */
  readonly onChange: () => void;
  /** Something that stands in the way, or did, may be another now. */
  readonly onObstacle: () => void;
}

/** Watches what the panel shows of the window around it. */
export function watchSurroundings(options: SurroundingsOptions): vscode.Disposable {
  const { targets, keys, onChange, onObstacle } = options;
  return vscode.Disposable.from(
    targets.onDidChange(onChange),
    keys.onDidChange(onObstacle),
    vscode.workspace.onDidGrantWorkspaceTrust(onChange),
    vscode.workspace.onDidChangeWorkspaceFolders(onChange),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('fluxKlein') || event.affectsConfiguration('markdown')) {
        onObstacle();
      }
    }),
  );
}
