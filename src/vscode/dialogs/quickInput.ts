import * as vscode from 'vscode';
import type { PlainText } from '../../app/words/plainText.ts';
import { createInputBox, createQuickPick, type PickItem } from './windowText.ts';

/** How a person leaves a step of a dialog in the quick input. */
export type Answer<T> =
  | { readonly kind: 'accepted'; readonly value: T }
  | { readonly kind: 'back' }
  | { readonly kind: 'left' };

interface StepOptions {
  readonly title: PlainText;
  readonly canGoBack?: boolean;
}

export interface TextStep extends StepOptions {
  readonly prompt: PlainText;
  readonly placeholder?: PlainText;
  readonly value: string;
  /** What is wrong with the text, in words, or `undefined`. */
  readonly validate: (text: string) => PlainText | undefined;
}

export interface ChoiceStep<Item extends PickItem> extends StepOptions {
  readonly placeholder: PlainText;
  readonly items: readonly Item[];
  readonly active?: Item | undefined;
}

function answerOf<T>(
  input: vscode.QuickInput & { buttons: readonly vscode.QuickInputButton[] },
  canGoBack: boolean,
  wire: (accept: (value: T) => void) => vscode.Disposable[],
  onButton: vscode.Event<vscode.QuickInputButton>,
): Promise<Answer<T>> {
  if (canGoBack) input.buttons = [vscode.QuickInputButtons.Back, ...input.buttons];
  return new Promise((resolve) => {
    let answer: Answer<T> = { kind: 'left' };
    const end = (given: Answer<T>): void => {
      answer = given;
      input.hide();
    };
    const subscriptions = vscode.Disposable.from(
      ...wire((value) => end({ kind: 'accepted', value })),
      onButton((button) => {
        if (button === vscode.QuickInputButtons.Back) end({ kind: 'back' });
      }),
      input.onDidHide(() => {
        subscriptions.dispose();
        input.dispose();
        resolve(answer);
      }),
    );
    input.show();
  });
}

export function askText(step: TextStep): Promise<Answer<string>> {
  const input = createInputBox();
  input.title = step.title;
  input.prompt = step.prompt;
  if (step.placeholder) input.placeholder = step.placeholder;
  input.value = step.value;
  input.ignoreFocusOut = true;
  return answerOf<string>(
    input,
    step.canGoBack ?? false,
    (accept) => [
      input.onDidChangeValue(() => (input.validationMessage = undefined)),
      input.onDidAccept(() => {
        const problem = step.validate(input.value);
        if (problem) input.validationMessage = problem;
        else accept(input.value);
      }),
    ],
    input.onDidTriggerButton,
  );
}

export function askChoice<Item extends PickItem>(step: ChoiceStep<Item>): Promise<Answer<Item>> {
  const pick = createQuickPick<Item>();
  pick.title = step.title;
  pick.placeholder = step.placeholder;
  pick.items = step.items;
  pick.matchOnDescription = true;
  pick.ignoreFocusOut = true;
  if (step.active) pick.activeItems = [step.active];
  return answerOf<Item>(
    pick,
    step.canGoBack ?? false,
    (accept) => [
      pick.onDidAccept(() => {
        const [chosen] = pick.activeItems;
        if (chosen) accept(chosen);
      }),
    ],
    pick.onDidTriggerButton,
  );
}
