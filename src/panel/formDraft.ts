import { isAllowed, wholeNumber } from '../core/valueRule.ts';
import type { FormDefaults, FormLimits, FormValues } from '../protocol/messages.ts';

/**
 * The form as it is kept: of what has a default in the settings only what differs from it, so that
 * the rest follows the settings.
 */
export interface FormDraft {
  readonly prompt: string;
  readonly seed: number;
  readonly isSeedLocked: boolean;
  readonly count: number;
  readonly altText: string | null;
  readonly changed: Partial<FormDefaults>;
}

/** A form in which nothing has been put in yet. */
function emptyDraft(limits: FormLimits): FormDraft {
  return {
    prompt: '',
    seed: drawSeed(limits.seed),
    isSeedLocked: false,
    count: limits.count.min,
    altText: null,
    changed: {},
  };
}

/** An even draw from the whole range, both ends included. */
export function drawSeed({ min, max }: FormLimits['seed']): number {
  const size = max - min + 1;
  const [high = 0, low = 0] = crypto.getRandomValues(new Uint32Array(2));
  return min + Math.floor(((high & 0x1f_ffff) * 2 ** 32 + low) / (2 ** 53 / size));
}

export function toFormValues(draft: FormDraft, defaults: FormDefaults): FormValues {
  const { changed, ...own } = draft;
  return { ...defaults, ...changed, ...own };
}

/** The draft with these values; one that equals its default follows the settings again. */
export function withValues(
  draft: FormDraft,
  values: Partial<FormValues>,
  defaults: FormDefaults,
): FormDraft {
  const own: Record<string, unknown> = {};
  const changed: Record<string, unknown> = { ...draft.changed };
  for (const [name, value] of Object.entries(values)) {
    if (!(name in defaults)) own[name] = value;
    else if (value === defaults[name as keyof FormDefaults]) delete changed[name];
    else changed[name] = value;
  }
  return { ...draft, ...own, changed };
}

export function isChanged(
  draft: FormDraft,
  defaults: FormDefaults,
  field: keyof FormDefaults,
): boolean {
  return field in draft.changed && draft.changed[field] !== defaults[field];
}

/** The nearest whole number within the range; `undefined` where the text is no number. */
export function clampedInteger(
  text: string,
  range: { readonly min: number; readonly max: number },
): number | undefined {
  const value = text.trim() === '' ? Number.NaN : Math.round(Number(text));
  if (Number.isNaN(value)) return undefined;
  return Math.min(range.max, Math.max(range.min, value));
}

/** Of values from outside those that the form can hold; everything else is left out. */
export function acceptedValues(values: unknown, limits: FormLimits): Partial<FormValues> {
  if (typeof values !== 'object' || values === null) return {};
  return Object.fromEntries(
    Object.entries(values).filter(([name, value]) => isAccepted(name, value, limits)),
  );
}

/** Reads back what `setState` kept; what can't be used counts as never put in. */
export function parseDraft(saved: unknown, limits: FormLimits): FormDraft {
  const empty = emptyDraft(limits);
  if (typeof saved !== 'object' || saved === null) return empty;
  const { prompt, seed, isSeedLocked, count, altText } = acceptedValues(saved, limits);
  const changed = acceptedValues('changed' in saved ? saved.changed : undefined, limits);
  for (const name of ['prompt', 'seed', 'isSeedLocked', 'count', 'altText'] as const) {
    delete changed[name];
  }
  return {
    prompt: prompt ?? empty.prompt,
    seed: seed ?? empty.seed,
    isSeedLocked: isSeedLocked ?? empty.isSeedLocked,
    count: count ?? empty.count,
    altText: altText ?? null,
    changed,
  };
}

function isAccepted(name: string, value: unknown, limits: FormLimits): boolean {
  switch (name) {
    case 'prompt':
      return typeof value === 'string';
    case 'altText':
      return value === null || typeof value === 'string';
    case 'model':
      return limits.models.some(({ id }) => id === value);
    case 'seed':
    case 'count':
      return isAllowed(wholeNumber(limits[name]), value);
    case 'isSeedLocked':
      return typeof value === 'boolean';
  }
  // What one model takes may wait in the form while another is chosen.
  return limits.models.some(({ rules }) => {
    const rule = new Map(Object.entries(rules)).get(name);
    return rule !== undefined && isAllowed(rule, value);
  });
}
