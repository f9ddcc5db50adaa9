import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { fieldClass, fieldHead, resetButton } from './formContext.ts';
import type { FormContext } from './formContext.ts';
import { icon } from './icons.ts';

/** The field of a select: its own arrow is not in VS Code's look, so one is drawn over it. */
function selectBox(select: TemplateResult): TemplateResult {
  return html`<div class="select-box">${select}${icon('chevronDown')}</div>`;
}

export function modelField(context: FormContext): TemplateResult {
  const { texts, limits, form, defaults } = context;
  const label = (id: string) => limits.models.find((model) => model.id === id)?.label ?? id;
  const choose = (event: Event) => {
    const model = limits.models.find(({ id }) => id === valueOf(event));
    if (model !== undefined) context.change({ model: model.id });
  };
  return html`<div class=${fieldClass(context, 'model')}>
    ${fieldHead(context, {
      field: 'model',
      label: texts('model'),
      controlId: 'model',
      defaultWords: label(defaults.model),
    })}
    ${selectBox(
      html`<select id="model" @change=${choose}>
        ${limits.models.map(
          ({ id, label: words }) =>
            html`<option value=${id} .selected=${live(id === form.model)}>${words}</option>`,
        )}
      </select>`,
    )}
  </div>`;
}

export function formatField(context: FormContext): TemplateResult {
  const { texts, limits, form, defaults } = context;
  const choose = (event: Event) => {
    const outputFormat = limits.outputFormats.find((format) => format === valueOf(event));
    if (outputFormat !== undefined) context.change({ outputFormat });
  };
  return html`<div class=${fieldClass(context, 'outputFormat')}>
    ${fieldHead(context, {
      field: 'outputFormat',
      label: texts('format'),
      controlId: 'format',
      defaultWords: defaults.outputFormat,
    })}
    ${selectBox(
      html`<select id="format" @change=${choose}>
        ${limits.outputFormats.map(
          (format) =>
            html`<option value=${format} .selected=${live(format === form.outputFormat)}>
              ${format}
            </option>`,
        )}
      </select>`,
    )}
  </div>`;
}

export function qualityField(context: FormContext): TemplateResult {
  const { texts, limits, form } = context;
  const isPng = form.outputFormat === 'png';
  return slider(context, {
    field: 'outputQuality',
    id: 'quality',
    label: texts('quality'),
    range: limits.quality,
    ...(isPng ? { disabledBecause: texts('qualityNotWithPng') } : {}),
  });
}

export function stepsField(context: FormContext): TemplateResult {
  const { texts, limits } = context;
  return slider(context, {
    field: 'inferenceSteps',
    id: 'steps',
    label: texts('steps'),
    range: limits.steps,
  });
}

interface Slider {
  readonly field: 'outputQuality' | 'inferenceSteps';
  readonly id: string;
  readonly label: string;
  readonly range: { readonly min: number; readonly max: number };
  readonly disabledBecause?: string;
}

function slider(context: FormContext, options: Slider): TemplateResult {
  const { field, id, label, range, disabledBecause } = options;
  const isDisabled = disabledBecause !== undefined;
  return html`<div class="${fieldClass(context, field)} ${isDisabled ? 'is-disabled' : ''}">
    ${fieldHead(context, {
      field,
      label,
      controlId: id,
      defaultWords: String(context.defaults[field]),
      value: isDisabled ? '–' : String(context.form[field]),
    })}
    <input
      id=${id}
      type="range"
      min=${range.min}
      max=${range.max}
      step="1"
      .value=${live(String(context.form[field]))}
      ?disabled=${isDisabled}
      aria-describedby=${isDisabled ? `${id}-why` : nothing}
      @input=${(event: Event) => context.change({ [field]: Number(valueOf(event)) })}
    />
    ${isDisabled ? html`<p class="hint" id="${id}-why">${disabledBecause}</p>` : nothing}
  </div>`;
}

export function goFastField(context: FormContext): TemplateResult {
  return flag(context, 'goFast', context.texts('goFast'), context.texts('goFastHint'));
}

export function safetyField(context: FormContext): TemplateResult {
  const { texts } = context;
  const label = texts('disableSafetyChecker');
  return flag(context, 'disableSafetyChecker', label, texts('disableSafetyCheckerHint'));
}

function flag(
  context: FormContext,
  field: 'goFast' | 'disableSafetyChecker',
  label: string,
  hint: string,
): TemplateResult {
  const { texts, form, defaults } = context;
  const defaultWords = texts(defaults[field] ? 'on' : 'off');
  return html`<div class=${fieldClass(context, field)}>
    <div class="field-head">
      <label class="check">
        <input
          type="checkbox"
          aria-describedby="${field}-hint"
          .checked=${live(form[field])}
          @change=${() => context.change({ [field]: !form[field] })}
        />
        <span class="box">${icon('check')}</span>
        ${label}
      </label>
      ${resetButton(context, { field, label, defaultWords })}
    </div>
    <p class="hint indented" id="${field}-hint">${hint}</p>
  </div>`;
}

/** Left empty, the alt text is made from the prompt, which the placeholder shows. */
export function altTextField(context: FormContext): TemplateResult {
  const { texts, form } = context;
  const isDecorative = form.altText === '';
  const fromPrompt = form.prompt.trim().replaceAll(/\s+/g, ' ').slice(0, 200);
  const type = (event: Event) => {
    const text = valueOf(event);
    context.change({ altText: text === '' ? null : text });
  };
  return html`<div class="field">
    <div class="field-head"><label class="label" for="alt-text">${texts('altText')}</label></div>
    <input
      id="alt-text"
      type="text"
      autocomplete="off"
      placeholder=${isDecorative ? texts('altTextNone') : fromPrompt || texts('altTextFromPrompt')}
      .value=${form.altText ?? ''}
      ?disabled=${isDecorative}
      @input=${type}
    />
    <label class="check">
      <input
        type="checkbox"
        .checked=${live(isDecorative)}
        @change=${() => context.change({ altText: isDecorative ? null : '' })}
      />
      <span class="box">${icon('check')}</span>
      ${texts('decorative')}
    </label>
  </div>`;
}

function valueOf(event: Event): string {
  return (event.target as HTMLInputElement | HTMLSelectElement).value;
}
