import { html } from 'lit';
import type { TemplateResult } from 'lit';
import type { FormDefaults } from '../protocol/messages.ts';
import type { FormContext } from './formContext.ts';
import { icon } from './icons.ts';
import { altTextField, modelField, parameterField } from './optionFields.ts';

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

type ParameterName = keyof FormContext['rules'];

/** Those that stand above the fold, and those that share a line here. */
const inSight: readonly ParameterName[] = ['aspectRatio', 'megapixels'];
const inPair: readonly ParameterName[] = ['outputFormat', 'inferenceSteps'];

/** All that is rarely touched: whatever the model takes that is not in sight already. */
export function optionsSection(
  context: FormContext,
  folds: FoldContext,
  openSettings: () => void,
): TemplateResult {
  const { texts, limits, rules } = context;
  const names = (Object.keys(rules) as ParameterName[]).filter((name) => !inSight.includes(name));
  const field = (name: ParameterName) => parameterField(context, name);
  const advanced = names.filter((name) => limits.fields[name].isAdvanced);
  const usual = names.filter((name) => !inPair.includes(name) && !advanced.includes(name));
  const content = () =>
    html`${modelField(context)}
      <div class="pair">${inPair.map(field)}</div>
      ${usual.map(field)} ${altTextField(context)}
      ${foldedSection(folds, 'advanced', texts('advanced'), '', () => html`${advanced.map(field)}`)}
      <button type="button" class="link" @click=${openSettings}>
        ${texts('changeDefaults')}
      </button>`;
  return foldedSection(folds, 'options', texts('options'), summaryOf(context), content);
}

/** "webp 80 · 4 steps · fast": what differs from the settings stands out. */
function summaryOf(context: FormContext): TemplateResult {
  const { texts, form, limits, rules } = context;
  const part = (words: string, ...fields: (keyof FormDefaults)[]) => ({ words, fields });
  const parts = [
    part(
      form.outputFormat === 'png'
        ? 'png'
        : texts('summaryQuality', form.outputFormat, form.outputQuality),
      'outputFormat',
      'outputQuality',
    ),
    ...(rules.inferenceSteps
      ? [
          part(
            form.inferenceSteps === 1
              ? texts('summaryOneStep')
              : texts('summarySteps', form.inferenceSteps),
            'inferenceSteps',
          ),
        ]
      : []),
    ...(rules.goFast ? [part(texts(form.goFast ? 'summaryFast' : 'summarySlow'), 'goFast')] : []),
  ];
  const model = limits.models.find(({ id }) => id === form.model)?.label ?? form.model;
  if (context.isChanged('model')) parts.unshift(part(model, 'model'));
  if (rules.disableSafetyChecker && form.disableSafetyChecker) {
    parts.push(part(texts('summaryUnchecked'), 'disableSafetyChecker'));
  }
  return html`${parts.map(({ words, fields }, index) => {
    const isChanged = fields.some((field) => context.isChanged(field));
    const separator = index === 0 ? '' : ' · ';
    return html`${separator}<span class=${isChanged ? 'changed-words' : ''}>${words}</span>`;
  })}`;
}
