import { html } from 'lit';
import type { TemplateResult } from 'lit';
import type { FormDefaults } from '../protocol/messages.ts';
import type { FormContext } from './formContext.ts';
import { icon } from './icons.ts';
import {
  altTextField,
  formatField,
  goFastField,
  modelField,
  qualityField,
  safetyField,
  stepsField,
} from './optionFields.ts';

/** Which folded sections are open. */
export interface OpenFolds {
  readonly options: boolean;
  readonly advanced: boolean;
  readonly code: boolean;
}

export interface FoldContext {
  readonly open: OpenFolds;
  fold(name: keyof OpenFolds, isOpen: boolean): void;
}

/** A section that folds away, with its state in words on its line. */
export function foldedSection(
  folds: FoldContext,
  name: keyof OpenFolds,
  title: string,
  summary: TemplateResult | string,
  content: () => TemplateResult,
): TemplateResult {
  const toggle = (event: Event) => folds.fold(name, (event.target as HTMLDetailsElement).open);
  return html`<details class="fold" ?open=${folds.open[name]} @toggle=${toggle}>
    <summary>
      ${icon('chevronRight')}<span class="fold-title">${title}</span>
      <span class="fold-state">${summary}</span>
    </summary>
    <div class="fold-content">${content()}</div>
  </details>`;
}

/** All that is rarely touched. */
export function optionsSection(
  context: FormContext,
  folds: FoldContext,
  openSettings: () => void,
): TemplateResult {
  const { texts } = context;
  const content = () =>
    html`${modelField(context)}
      <div class="pair">${formatField(context)} ${stepsField(context)}</div>
      ${qualityField(context)} ${goFastField(context)} ${altTextField(context)}
      ${foldedSection(folds, 'advanced', texts('advanced'), '', () => safetyField(context))}
      <button type="button" class="link" @click=${openSettings}>
        ${texts('changeDefaults')}
      </button>`;
  return foldedSection(folds, 'options', texts('options'), summaryOf(context), content);
}

/** "webp 80 · 4 steps · fast": what differs from the settings stands out. */
function summaryOf(context: FormContext): TemplateResult {
  const { texts, form, limits } = context;
  const part = (words: string, ...fields: (keyof FormDefaults)[]) => ({ words, fields });
  const parts = [
    part(
      form.outputFormat === 'png'
        ? 'png'
        : texts('summaryQuality', form.outputFormat, form.outputQuality),
      'outputFormat',
      'outputQuality',
    ),
    part(
      form.inferenceSteps === 1
        ? texts('summaryOneStep')
        : texts('summarySteps', form.inferenceSteps),
      'inferenceSteps',
    ),
    part(texts(form.goFast ? 'summaryFast' : 'summarySlow'), 'goFast'),
  ];
  const model = limits.models.find(({ id }) => id === form.model)?.label ?? form.model;
  if (context.isChanged('model')) parts.unshift(part(model, 'model'));
  if (form.disableSafetyChecker) {
    parts.push(part(texts('summaryUnchecked'), 'disableSafetyChecker'));
  }
  return html`${parts.map(({ words, fields }, index) => {
    const isChanged = fields.some((field) => context.isChanged(field));
    const separator = index === 0 ? '' : ' · ';
    return html`${separator}<span class=${isChanged ? 'changed-words' : ''}>${words}</span>`;
  })}`;
}
