import * as vscode from 'vscode';
import { isLong } from '../../support/testLength.ts';

/** False in the oldest VS Code, except in long runs: there what depends on VS Code itself is all that counts. */
export const isWholeRun = isLong || !vscode.version.startsWith('1.105.');

/** A suite of what is the extension's own, and the same in every VS Code. */
export function ownSuite(title: string, define: (this: Mocha.Suite) => void): void {
  if (isWholeRun) suite(title, define);
}
