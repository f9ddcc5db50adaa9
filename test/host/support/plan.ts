import * as vscode from 'vscode';

/** Does something to whatever list is open, again and again until a command has ended that waits for it. */
async function untilEnded(command: string, running: Thenable<unknown>): Promise<void> {
  let isOver = false;
  const end = (): void => void (isOver = true);
  running.then(end, end);
  while (!isOver) {
    await vscode.commands.executeCommand(command);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Presses Enter in the plan as it is ticked. */
export const acceptPlan = (running: Thenable<unknown>): Promise<void> =>
  untilEnded('workbench.action.acceptSelectedQuickOpenItem', running);

/** Closes the plan. */
export const dismissPlan = (running: Thenable<unknown>): Promise<void> =>
  untilEnded('workbench.action.closeQuickOpen', running);
