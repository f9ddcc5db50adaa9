import { html } from 'lit';
import type { TemplateResult } from 'lit';
import { clampedInteger, drawSeed } from './formDraft.ts';
import type { FormContext } from './formContext.ts';
import { icon } from './icons.ts';

/** How many images one Generate makes. */
export function variationsField(context: FormContext): TemplateResult {
  const { texts, limits, form } = context;
  const step = (by: number) => {
    const count = form.count + by;
    if (count >= limits.count.min && count <= limits.count.max) context.change({ count });
  };
  return html`<div class="field">
    <div class="field-head"><label class="label" for="count">${texts('variations')}</label></div>
    <div class="stepper">
      <button
        type="button"
        aria-label=${texts('fewerVariations')}
        aria-disabled=${form.count <= limits.count.min}
        @click=${() => step(-1)}
      >
        ${icon('remove')}
      </button>
      ${integerInput('count', form.count, limits.count, (count) => context.change({ count }))}
      <button
        type="button"
        aria-label=${texts('moreVariations')}
        aria-disabled=${form.count >= limits.count.max}
        @click=${() => step(1)}
      >
        ${icon('add')}
      </button>
    </div>
  </div>`;
}

/** The seed of the next image, with the die that draws another and the lock that keeps it. */
export function seedField(context: FormContext): TemplateResult {
  const { texts, limits, form } = context;
  return html`<div class="field seed-row">
    <div class="seed-box">
      <label for="seed">${texts('seed')}</label>
      ${integerInput('seed', form.seed, limits.seed, (seed) => context.change({ seed }))}
    </div>
    <button
      type="button"
      class="icon-button framed"
      aria-label=${texts('randomizeSeed')}
      title=${texts('randomizeSeed')}
      @click=${() => context.change({ seed: drawSeed(limits.seed) })}
    >
      ${icon('dice')}
    </button>
    <button
      type="button"
      class="icon-button framed"
      aria-label=${texts('lockSeed')}
      title=${texts('lockSeedHint')}
      aria-pressed=${form.isSeedLocked}
      @click=${() => context.change({ isSeedLocked: !form.isSeedLocked })}
    >
      ${icon(form.isSeedLocked ? 'lock' : 'unlock')}
    </button>
  </div>`;
}

// What is typed counts at once, clamped, so that no key can send a number out of range. An empty
// field keeps the last number, and shows it again on leaving.
function integerInput(
  id: string,
  value: number,
  range: { readonly min: number; readonly max: number },
  onChange: (value: number) => void,
): TemplateResult {
  const read = (event: Event) => {
    const number = clampedInteger((event.target as HTMLInputElement).value, range);
    if (number !== undefined && number !== value) onChange(number);
    return number ?? value;
  };
  const settle = (event: Event) => {
    (event.target as HTMLInputElement).value = String(read(event));
  };
  return html`<input
    id=${id}
    type="number"
    step="1"
    min=${range.min}
    max=${range.max}
    autocomplete="off"
    .value=${String(value)}
    @input=${read}
    @change=${settle}
  />`;
}
