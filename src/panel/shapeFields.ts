import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import type { FormValues } from '../protocol/messages.ts';
import { fieldClass, fieldHead } from './formContext.ts';
import type { FormContext } from './formContext.ts';

type AspectRatio = FormValues['aspectRatio'];
type Megapixels = FormValues['megapixels'];

const choicesOf = <T extends string>(
  { rules }: FormContext,
  field: 'aspectRatio' | 'megapixels',
) => {
  const rule = rules[field];
  return (rule?.kind === 'choice' ? rule.choices : []) as readonly T[];
};

/** The aspect ratios as rectangles of the same area, each in its true proportion. */
export function aspectRatioField(context: FormContext): TemplateResult {
  const { limits, form, defaults } = context;
  return html`<div class=${fieldClass(context, 'aspectRatio')}>
    ${fieldHead(context, {
      field: 'aspectRatio',
      label: limits.fields.aspectRatio.label,
      labelId: 'aspect-ratio-label',
      defaultWords: defaults.aspectRatio,
    })}
    <div class="shapes" role="radiogroup" aria-labelledby="aspect-ratio-label">
      ${choicesOf<AspectRatio>(context, 'aspectRatio').map((ratio) => shape(context, ratio, ratio === form.aspectRatio))}
    </div>
  </div>`;
}

function shape(context: FormContext, ratio: AspectRatio, isChosen: boolean): TemplateResult {
  const { width, height } = proportions(ratio, 17);
  return html`<label class="choice shape">
    <input
      type="radio"
      name="aspect-ratio"
      value=${ratio}
      .checked=${live(isChosen)}
      @change=${() => context.change({ aspectRatio: ratio })}
    />
    <span class="face">
      <svg viewBox="0 0 26 26" aria-hidden="true">
        <rect
          x=${(26 - width) / 2}
          y=${(26 - height) / 2}
          width=${width}
          height=${height}
          rx="1.5"
        ></rect>
      </svg>
      ${ratio}
    </span>
  </label>`;
}

/** Width and height in that ratio, of the area of a square with this side. */
function proportions(ratio: string, side: number): { width: number; height: number } {
  const quotient = ratioQuotient(ratio);
  const round = (length: number) => Math.round(length * 2) / 2;
  return {
    width: round(side * Math.sqrt(quotient)),
    height: round(side / Math.sqrt(quotient)),
  };
}

/** "16:9" → 1.78. What is no ratio counts as a square. */
export function ratioQuotient(ratio: string): number {
  const [width = 1, height = 1] = ratio.split(':').map(Number);
  const quotient = width / height;
  return Number.isFinite(quotient) && quotient > 0 ? quotient : 1;
}

/** Nothing where the model has one size. */
export function megapixelsField(context: FormContext): TemplateResult | typeof nothing {
  const { texts, limits, form, defaults } = context;
  const words: Record<Megapixels, string> = { '0.25': texts('draft'), '1': texts('full') };
  const choices = choicesOf<Megapixels>(context, 'megapixels');
  if (choices.length === 0) return nothing;
  return html`<div class="${fieldClass(context, 'megapixels')} grows">
    ${fieldHead(context, {
      field: 'megapixels',
      label: limits.fields.megapixels.label,
      labelId: 'megapixels-label',
      defaultWords: words[defaults.megapixels],
    })}
    <div class="segments" role="radiogroup" aria-labelledby="megapixels-label">
      ${choices.map(
        (choice) =>
          html`<label class="choice segment">
            <input
              type="radio"
              name="megapixels"
              value=${choice}
              .checked=${live(choice === form.megapixels)}
              @change=${() => context.change({ megapixels: choice })}
            />
            <span class="face">${words[choice]}</span>
          </label>`,
      )}
    </div>
  </div>`;
}
