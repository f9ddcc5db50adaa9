import * as vscode from 'vscode';
import { argumentsOf } from './commandArguments.ts';
import type { CommandId } from './ids.ts';
import type { Log } from './log.ts';

/** A command in its two forms. Without `withArguments` it takes none. */
export interface Command {
  /** For programs: rejects with `ImageError`. */
  readonly withArguments?: (given: object) => Promise<unknown>;
  /** For people: failures are shown here, and the result is `undefined`. */
  readonly interactive: () => Promise<unknown>;
}

/** Reads the first argument of a call: an object of arguments, or `undefined` for a person's call. */
export type ArgumentReader = (given: readonly unknown[]) => object | undefined;

export interface CommandTableOptions {
  readonly log: Log;
  /** Commands that take a `Uri` as their first argument read it themselves. */
  readonly readers?: Partial<Record<CommandId, ArgumentReader>>;
}

/** Registers every command behind the one place where failures meet people. */
export function registerCommands(
  commands: Record<CommandId, () => Promise<Command>>,
  { log, readers = {} }: CommandTableOptions,
): vscode.Disposable {
  const registrations = Object.entries(commands).map(([id, load]) => {
    const read = readers[id as CommandId] ?? argumentsOf;
    return vscode.commands.registerCommand(id, async (...given: unknown[]) => {
      const loaded = load();
      const args = read(given);
      const command = await loaded;
      if (args && command.withArguments) return command.withArguments(args);
      try {
        return await command.interactive();
      } catch (error) {
        // Words for failures are loaded when there is one.
        const { asImageError, showFailure } = await import('./failureActions.ts');
        void showFailure(asImageError(error, log), log);
        return undefined;
      }
    });
  });
  return vscode.Disposable.from(...registrations);
}
