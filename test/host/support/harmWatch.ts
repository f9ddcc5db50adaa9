import assert from 'node:assert/strict';
import { readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { workspaceUri } from './workspace.ts';

/** Looks on while something hostile is tried. */
export interface HarmWatch {
  /** Fails where a file was written beside the workspace, or a command, a terminal or a task was started. */
  assertNoHarm(): Promise<void>;
}

/** What hostile texts try to run. */
export const evilCommand = 'flux.evil';

/** Everything beside the folder that is open, with its size and time of change. */
async function filesBeside(): Promise<string[]> {
  const own = workspaceUri().fsPath;
  const parent = dirname(own);
  const entries = await readdir(parent, { recursive: true, withFileTypes: true });
  const paths = entries.map((entry) => join(entry.parentPath, entry.name));
  const beside = paths.filter((path) => path !== own && !path.startsWith(`${own}/`));
  const described = beside.map(async (path) => {
    const { size, mtimeMs } = await stat(path);
    return `${path} ${size} ${mtimeMs}`;
  });
  return (await Promise.all(described)).sort();
}

export async function watchForHarm(): Promise<HarmWatch> {
  const before = await filesBeside();
  const harm: string[] = [];
  const note = (what: string) => (): void => void harm.push(what);
  const watching = vscode.Disposable.from(
    vscode.commands.registerCommand(evilCommand, note('a command ran')),
    vscode.window.onDidOpenTerminal(note('a terminal was opened')),
    vscode.tasks.onDidStartTask(note('a task was started')),
    vscode.debug.onDidStartDebugSession(note('a debug session was started')),
  );
  return {
    async assertNoHarm() {
      watching.dispose();
      assert.deepEqual(await filesBeside(), before, 'files outside of the workspace');
      assert.deepEqual(harm, []);
    },
  };
}
