import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { FormLimits } from '../protocol/messages.ts';
import type { FormContext } from './formContext.ts';
import { numberText } from './texts.ts';
import type { Texts } from './texts.ts';

export interface PromptContext {
  readonly isMissing: boolean;
  /** An earlier or later prompt, where the key asks for one. */
  recall(key: 'ArrowUp' | 'ArrowDown', current: string): string | undefined;
}

/** The words the image is made from. Style sheets let it grow with the text. */
export function promptField(context: FormContext, prompt: PromptContext): TemplateResult {
  const { texts, form, limits } = context;
  const recall = (event: KeyboardEvent) => {
    const field = event.target as HTMLTextAreaElement;
    const hasModifier = event.shiftKey || event.ctrlKey || event.altKey || event.metaKey;
    if (hasModifier || event.isComposing) return;
    if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
    const text = prompt.recall(event.key, field.value);
    if (text === undefined) return;
    event.preventDefault();
    context.change({ prompt: text });
    field.value = text;
    field.setSelectionRange(text.length, text.length);
  };
  const length = characterCount(form.prompt);
  const isLong = length > limits.maxPromptCharacters * 0.9;
  const isWrong = prompt.isMissing || length > limits.maxPromptCharacters;
  return html`<div class="field">
    <label class="unseen" for="prompt">${texts('prompt')}</label>
    <textarea
      id="prompt"
      rows="3"
      placeholder=${texts('promptPlaceholder')}
      aria-required="true"
      aria-invalid=${isWrong ? 'true' : nothing}
      aria-describedby=${isWrong ? 'problem' : nothing}
      .value=${form.prompt}
      @input=${(event: Event) =>
        context.change({ prompt: (event.target as HTMLTextAreaElement).value })}
      @keydown=${recall}
    ></textarea>
    ${
      isLong
        ? html`<p class="hint length">
            ${texts('promptLength', numberText(length), numberText(limits.maxPromptCharacters))}
          </p>`
        : nothing
    }
  </div>`;
}

/** What is wrong with the prompt's length; `undefined` where nothing is. */
export function promptProblem(
  prompt: string,
  limits: FormLimits | undefined,
  texts: Texts,
): string | undefined {
  if (limits === undefined) return undefined;
  const length = characterCount(prompt);
  if (length <= limits.maxPromptCharacters) return undefined;
  return texts('promptTooLong', numberText(length), numberText(limits.maxPromptCharacters));
}

// The service counts code points, without the blanks around them.
function characterCount(prompt: string): number {
  return [...prompt.trim()].length;
}
