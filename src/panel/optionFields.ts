import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import type { FormModel } from '../protocol/messages.ts';
import { fieldClass, fieldHead, resetButton } from './formContext.ts';
import type { FormContext } from './formContext.ts';
import { icon } from './icons.ts';

type ParameterName = keyof FormModel['rules'];
type NumberRule = Extract<NonNullable<FormModel['rules'][ParameterName]>, { kind: 'number' }>;

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

/** The control of one parameter of the model, by the kind of its values. */
export function parameterField(
  context: FormContext,
  name: ParameterName,
): TemplateResult | typeof nothing {
  const rule = context.rules[name];
  switch (rule?.kind) {
    case 'choice':
      return choiceField(context, name, rule.choices);
    case 'number':
      return sliderField(context, name, rule);
    case 'flag':
      return flagField(context, name);
    case undefined:
      return nothing;
  }
}

function choiceField(
  context: FormContext,
  name: ParameterName,
  choices: readonly string[],
): TemplateResult {
  const { limits, form, defaults } = context;
  const choose = (event: Event) => {
    const chosen = choices.find((each) => each === valueOf(event));
    if (chosen !== undefined) context.change({ [name]: chosen });
  };
  return html`<div class=${fieldClass(context, name)}>
    ${fieldHead(context, {
      field: name,
      label: limits.fields[name].label,
      controlId: name,
      defaultWords: String(defaults[name]),
    })}
    ${selectBox(
      html`<select id=${name} @change=${choose}>
        ${choices.map(
          (each) =>
            html`<option value=${each} .selected=${live(each === form[name])}>${each}</option>`,
        )}
      </select>`,
    )}
  </div>`;
}

function sliderField(
  context: FormContext,
  name: ParameterName,
  { min, max, isWhole }: NumberRule,
): TemplateResult {
  const { texts, limits, form } = context;
  const isDisabled = name === 'outputQuality' && form.outputFormat === 'png';
  const { label, hint } = limits.fields[name];
  const note = isDisabled ? texts('qualityNotWithPng') : hint;
  return html`<div class="${fieldClass(context, name)} ${isDisabled ? 'is-disabled' : ''}">
    ${fieldHead(context, {
      field: name,
      label,
      controlId: name,
      defaultWords: String(context.defaults[name]),
      value: isDisabled ? '–' : String(form[name]),
    })}
    <input
      id=${name}
      type="range"
      min=${min}
      max=${max}
      step=${isWhole ? '1' : '0.1'}
      .value=${live(String(form[name]))}
      ?disabled=${isDisabled}
      aria-describedby=${note ? `${name}-note` : nothing}
      @input=${(event: Event) => context.change({ [name]: Number(valueOf(event)) })}
    />
    ${note ? html`<p class="hint" id="${name}-note">${note}</p>` : nothing}
  </div>`;
}

function flagField(context: FormContext, name: ParameterName): TemplateResult {
  const { texts, limits, form, defaults } = context;
  const { label, hint } = limits.fields[name];
  const defaultWords = texts(defaults[name] ? 'on' : 'off');
  return html`<div class=${fieldClass(context, name)}>
    <div class="field-head">
      <label class="check">
        <input
          type="checkbox"
          aria-describedby=${hint ? `${name}-hint` : nothing}
          .checked=${live(form[name] === true)}
          @change=${() => context.change({ [name]: !form[name] })}
        />
        <span class="box">${icon('check')}</span>
        ${label}
      </label>
      ${resetButton(context, { field: name, label, defaultWords })}
    </div>
    ${hint ? html`<p class="hint indented" id="${name}-hint">${hint}</p>` : nothing}
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
