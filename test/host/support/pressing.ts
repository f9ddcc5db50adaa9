import * as vscode from 'vscode';
import { withReplaced } from './panel.ts';

/** One message with buttons, as it was shown. */
export interface ShownError {
  readonly text: string;
  readonly buttons: readonly string[];
}

/**
 * Presses a button of each error that is shown while something runs, one after the other; `undefined` closes
 * the message. Resolves with all that were shown once no more is to be pressed.
 */
export async function pressing(
  buttons: readonly (RegExp | undefined)[],
  run: () => Promise<unknown>,
  beforePress: (nth: number) => Promise<unknown> = async () => undefined,
): Promise<readonly ShownError[]> {
  const shown: ShownError[] = [];
  const finished = Promise.withResolvers<void>();
  const show = async (text: string, ...items: vscode.MessageItem[]) => {
    const nth = shown.push({ text, buttons: items.map(({ title }) => title) });
    const wanted = buttons[nth - 1];
    if (nth >= buttons.length && !wanted) finished.resolve();
    if (!wanted) return undefined;
    await beforePress(nth);
    const found = items.find(({ title }) => wanted.test(title));
    if (!found) finished.reject(new Error(`no ${wanted} among ${JSON.stringify(shown.at(-1))}`));
    return found;
  };
  const say = async (): Promise<undefined> => {
    if (shown.length >= buttons.length) finished.resolve();
    return undefined;
  };
  await withReplaced(vscode.window, 'showErrorMessage', show, () =>
    withReplaced(vscode.window, 'showInformationMessage', say, async () => {
      await run();
      await finished.promise;
    }),
  );
  return shown;
}

/** Accepts every list that is shown as it is ticked. */
export async function withListsAccepted<T>(run: () => Promise<T>): Promise<T> {
  const create = () => {
    let accept = (): unknown => undefined;
    let hide = (): unknown => undefined;
    const none = { dispose: () => undefined };
    return {
      items: [],
      selectedItems: [],
      onDidChangeSelection: () => none,
      onDidAccept: (listener: () => unknown) => ((accept = listener), none),
      onDidHide: (listener: () => unknown) => ((hide = listener), none),
      show: () => void setTimeout(() => accept()),
      hide: () => void hide(),
      dispose: () => undefined,
    };
  };
  return withReplaced(vscode.window, 'createQuickPick', create, run);
}
