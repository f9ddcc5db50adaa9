// The one way for words into the window: nothing else of this extension shows a message, a progress, a
// pick, an input or a status (a guard of the house looks for it). VS Code turns `[x](command:…)` in most
// of them into links and `$(x)` into icons, and names, prompts and answers come from outside.
import * as vscode from 'vscode';
import { plainLines, plainText, type PlainText } from '../../app/words/plainText.ts';

/** VS Code cuts a notification here itself, between any two characters. */
const maxMessageCharacters = 1000;

const isOptions = (value: unknown): value is vscode.MessageOptions =>
  typeof value === 'object' && value !== null && !('title' in value);

/** A message with all that it takes besides its buttons made plain; buttons are the extension's own words. */
function plainMessage<Rest extends readonly unknown[]>(
  text: string,
  rest: Rest,
): [text: PlainText, ...rest: Rest] {
  const shown = rest.map((each) =>
    isOptions(each) && each.detail !== undefined
      ? { ...each, detail: plainLines(each.detail) }
      : each,
  );
  return [plainText(text, maxMessageCharacters), ...(shown as unknown as Rest)];
}

type ShowMessage = typeof vscode.window.showInformationMessage;
type Rest = Parameters<ShowMessage> extends [string, ...infer Others] ? Others : never;

/** As `vscode.window` has it; no text becomes a link. */
export const showInformationMessage: ShowMessage = (text: string, ...rest: Rest) =>
  vscode.window.showInformationMessage(...plainMessage(text, rest));

/** As `vscode.window` has it; no text becomes a link. */
export const showWarningMessage: ShowMessage = (text: string, ...rest: Rest) =>
  vscode.window.showWarningMessage(...plainMessage(text, rest));

/** As `vscode.window` has it; no text becomes a link. */
export const showErrorMessage: ShowMessage = (text: string, ...rest: Rest) =>
  vscode.window.showErrorMessage(...plainMessage(text, rest));

/** As `vscode.window` has it; neither the title nor a message becomes a link or has an icon. */
export function withProgress<Result>(
  options: vscode.ProgressOptions,
  task: (
    progress: vscode.Progress<{ message?: string; increment?: number }>,
    token: vscode.CancellationToken,
  ) => Thenable<Result>,
): Thenable<Result> {
  const { title } = options;
  return vscode.window.withProgress(
    { ...options, ...(title !== undefined && { title: plainText(title) }) },
    (progress, token) =>
      task(
        {
          report: ({ message, ...rest }) =>
            progress.report({
              ...rest,
              ...(message !== undefined && { message: plainText(message) }),
            }),
        },
        token,
      ),
  );
}

/** A row of a pick: the compiler takes only what was made plain. */
export interface PickItem extends vscode.QuickPickItem {
  label: PlainText;
  description?: PlainText;
  detail?: PlainText;
}

/** What stands around the rows or the field. */
interface PlainQuickInput {
  title: PlainText | undefined;
  placeholder: PlainText | undefined;
}

export type Pick<Item extends PickItem> = vscode.QuickPick<Item> & PlainQuickInput;

export const createQuickPick = <Item extends PickItem>(): Pick<Item> =>
  vscode.window.createQuickPick<Item>() as Pick<Item>;

export type InputBox = vscode.InputBox &
  PlainQuickInput & {
    prompt: PlainText | undefined;
    validationMessage: PlainText | undefined;
  };

export const createInputBox = (): InputBox => vscode.window.createInputBox() as InputBox;

export type StatusBarItem = vscode.StatusBarItem & {
  text: PlainText;
  tooltip: PlainText | undefined;
};

export const createStatusBarItem = (alignment: vscode.StatusBarAlignment): StatusBarItem =>
  vscode.window.createStatusBarItem(alignment) as StatusBarItem;

/** A status line that goes by itself. */
export const setStatusBarMessage = (text: PlainText, hideAfterMs: number): vscode.Disposable =>
  vscode.window.setStatusBarMessage(text, hideAfterMs);
