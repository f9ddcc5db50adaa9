import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { FormDefaults, FormLimits, FormModel, FormValues } from '../protocol/messages.ts';
import { icon } from './icons.ts';
import type { Texts } from './texts.ts';

/** What every field of the form is drawn from, and where it tells what was put in. */
export interface FormContext {
  readonly texts: Texts;
  readonly limits: FormLimits;
  /** What the chosen model takes. */
  readonly rules: FormModel['rules'];
  readonly defaults: FormDefaults;
  readonly form: FormValues;
  isChanged(field: keyof FormDefaults): boolean;
  change(values: Partial<FormValues>): void;
}

export interface FieldHead {
  readonly field: keyof FormDefaults;
  readonly label: string;
  /** The default in words, for the button that goes back to it. */
  readonly defaultWords: string;
  /** The id of the label's element, or with `controlId` of nothing. */
  readonly labelId?: string;
  readonly controlId?: string;
  readonly value?: string;
}

/** A field's label, its value where the control shows none, and the way back to the default. */
export function fieldHead(context: FormContext, head: FieldHead): TemplateResult {
  const label =
    head.controlId === undefined
      ? html`<span class="label" id=${head.labelId ?? nothing}>${head.label}</span>`
      : html`<label class="label" for=${head.controlId}>${head.label}</label>`;
  return html`<div class="field-head">
    ${label}${resetButton(context, head)}
    ${head.value === undefined ? nothing : html`<span class="value">${head.value}</span>`}
  </div>`;
}

/** Shown only while the field differs from its default. */
export function resetButton(context: FormContext, head: FieldHead) {
  const { texts, defaults } = context;
  if (!context.isChanged(head.field)) return nothing;
  const name = texts('resetField', head.label, head.defaultWords);
  const reset = (event: Event) => {
    // The button goes with the difference; the focus stays in its field.
    const field = (event.currentTarget as HTMLElement).closest('.field');
    context.change({ [head.field]: defaults[head.field] });
    field?.querySelector<HTMLElement>('input:checked, input, select')?.focus();
  };
  return html`<button
    type="button"
    class="icon-button small reset"
    aria-label=${name}
    title=${name}
    @click=${reset}
  >
    ${icon('discard')}
  </button>`;
}

/** The class of a field: changed ones carry a mark. */
export function fieldClass(context: FormContext, field: keyof FormDefaults): string {
  return context.isChanged(field) ? 'field is-changed' : 'field';
}
