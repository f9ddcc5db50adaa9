import * as vscode from 'vscode';
import { withReplaced } from './panel.ts';

/** A row of a plan as it is shown. */
export interface PlanRow {
  readonly label: string;
  readonly description: string;
  readonly isTicked: boolean;
}

/**
 * Runs a command that shows its plan, and presses Enter in it.
 * @param tick labels of what is ticked; absent: what is ticked anyway
 * @returns the rows of every plan that was shown
 */
export async function answerPlans(
  run: () => Thenable<unknown>,
  tick?: readonly string[],
): Promise<PlanRow[][]> {
  const plans: PlanRow[][] = [];
  const createQuickPick = (): vscode.QuickPick<vscode.QuickPickItem> => {
    const accepted = new vscode.EventEmitter<void>();
    const hidden = new vscode.EventEmitter<void>();
    const pick = {
      items: [] as vscode.QuickPickItem[],
      selectedItems: [] as vscode.QuickPickItem[],
      onDidAccept: accepted.event,
      onDidHide: hidden.event,
      onDidChangeSelection: new vscode.EventEmitter<void>().event,
      onDidTriggerButton: new vscode.EventEmitter<void>().event,
      onDidTriggerItemButton: new vscode.EventEmitter<void>().event,
      show(): void {
        plans.push(
          pick.items.map((item) => ({
            label: item.label,
            description: item.description ?? '',
            isTicked: pick.selectedItems.includes(item),
          })),
        );
        if (tick) pick.selectedItems = pick.items.filter(({ label }) => tick.includes(label));
        setImmediate(() => accepted.fire());
      },
      hide: () => hidden.fire(),
      dispose: () => undefined,
    };
    return pick as unknown as vscode.QuickPick<vscode.QuickPickItem>;
  };
  await withReplaced(vscode.window, 'createQuickPick', createQuickPick, async () => run());
  return plans;
}
