import * as vscode from 'vscode';
import { argumentsOf, uriOrArguments } from './commandArguments.ts';
import { commandIds, type CommandName } from './ids.ts';
import { tellFailure } from './loadFailure.ts';
import type { Log } from './log.ts';

/** A command in its two forms. Without `withArguments` it takes none. */
export interface Command {
  /** For programs: rejects with `ImageError`. */
  readonly withArguments?: (given: object) => Promise<unknown>;
  /** For people: failures are shown here, and the result is `undefined`. */
  readonly interactive: () => Promise<unknown>;
}

export interface CommandTableOptions {
  readonly log: Log;
  /** Commands for which a `Uri` as the first argument is the file that they are asked for. */
  readonly takesUri?: readonly CommandName[];
}

/** Registers every command. */
export function registerCommands(
  commands: Record<CommandName, () => Promise<Command>>,
  { log, takesUri = [] }: CommandTableOptions,
): vscode.Disposable {
  const registrations = Object.entries(commands).map(([key, load]) => {
    const name = key as CommandName;
    const read = takesUri.includes(name) ? uriOrArguments : argumentsOf;
    return vscode.commands.registerCommand(commandIds[name], handlerOf(load, read, log));
  });
  return vscode.Disposable.from(...registrations);
}

/**
 * What VS Code calls for a command: the one place where failures meet people.
 * @param read the arguments in what it is called with, if any
 */
export function handlerOf(
  load: () => Promise<Command>,
  read: typeof argumentsOf,
  log: Log,
): (...given: unknown[]) => Promise<unknown> {
  return async (...given) => {
    const loading = load();
    // Nobody but a program passes arguments that are wrong.
    let isForProgram = true;
    try {
      const args = read(given);
      isForProgram = args !== undefined;
      const command = await loading;
      const withArguments = args && command.withArguments;
      isForProgram = withArguments !== undefined;
      return await (withArguments ? withArguments(args) : command.interactive());
    } catch (error) {
      // Where the arguments are wrong, nobody waits for the command any more.
      loading.catch(() => undefined);
      if (!isForProgram) {
        void tellFailure(error, log);
        return undefined;
      }
      // Words for failures are loaded when there is one.
      const { asImageError } = await import('./failureActions.ts');
      throw asImageError(error, log);
    }
  };
}
