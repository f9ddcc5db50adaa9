import * as vscode from 'vscode';
import { argumentsOf, isUri } from '../../app/commandArguments.ts';
import { commandIds, type CommandName } from './ids.ts';
import { tellFailure } from './loadFailure.ts';
import type { Log } from './log.ts';

/** A command in its two forms. Without `withArguments` it takes none. */
export interface Command {
  /** For programs, which pass an object: rejects with `ImageError`. */
  readonly withArguments?: (given: object) => Promise<unknown>;
  /**
   * For people: failures are shown here, and the result is `undefined`.
   * @param file what a menu, a link or a list was pressed for; absent: what is in front, or a question
   * @param more what a link of ours says besides
   */
  readonly interactive: (file?: vscode.Uri, more?: unknown) => Promise<unknown>;
}

/** Registers every command. */
export function registerCommands(
  commands: Record<CommandName, () => Promise<Command>>,
  log: Log,
): vscode.Disposable {
  const registrations = Object.entries(commands).map(([name, load]) =>
    vscode.commands.registerCommand(commandIds[name as CommandName], handlerOf(load, log)),
  );
  return vscode.Disposable.from(...registrations);
}

/** What VS Code calls for a command: the one place where failures meet people. */
export function handlerOf(
  load: () => Promise<Command>,
  log: Log,
): (...given: unknown[]) => Promise<unknown> {
  return async (...given) => {
    const loading = load();
    // Nobody but a program passes arguments that are wrong.
    let isForProgram = true;
    try {
      const args = argumentsOf(given);
      isForProgram = args !== undefined;
      const command = await loading;
      const withArguments = args && command.withArguments;
      isForProgram = withArguments !== undefined;
      if (withArguments) return await withArguments(args);
      const [file, more] = given;
      return await (isUri(file)
        ? command.interactive(vscode.Uri.from(file), more)
        : command.interactive());
    } catch (error) {
      // Where the arguments are wrong, nobody waits for the command any more.
      loading.catch(() => undefined);
      if (!isForProgram) {
        void tellFailure(error, log);
        return undefined;
      }
      // Words for failures are loaded when there is one.
      const { asImageError } = await import('../../app/failures.ts');
      throw asImageError(error, log);
    }
  };
}
