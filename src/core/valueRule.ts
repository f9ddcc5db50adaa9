/** What a value may be. Numbers include both ends. */
export type ValueRule =
  | { readonly kind: 'choice'; readonly choices: readonly string[] }
  | {
      readonly kind: 'number';
      readonly min: number;
      readonly max: number;
      readonly isWhole: boolean;
    }
  | { readonly kind: 'flag' };

/** Inclusive range of numbers. */
export interface NumberRange {
  readonly min: number;
  readonly max: number;
}

export const wholeNumber = ({ min, max }: NumberRange) =>
  ({ kind: 'number', min, max, isWhole: true }) as const;

/** True for a value of the right kind and within the rule. */
export function isAllowed(rule: ValueRule, value: unknown): boolean {
  switch (rule.kind) {
    case 'choice':
      return rule.choices.includes(value as string);
    case 'number': {
      const isNumber = rule.isWhole ? Number.isInteger(value) : Number.isFinite(value);
      return isNumber && (value as number) >= rule.min && (value as number) <= rule.max;
    }
    case 'flag':
      return typeof value === 'boolean';
  }
}

/** What the rule allows, to follow the words "must be". */
export function allowedWords(rule: ValueRule): string {
  switch (rule.kind) {
    case 'choice':
      return `one of ${rule.choices.map((each) => `"${each}"`).join(', ')}`;
    case 'number':
      return `a ${rule.isWhole ? 'whole ' : ''}number from ${rule.min} to ${rule.max}`;
    case 'flag':
      return 'true or false';
  }
}

/** The value that a text stands for, not checked yet: texts that stand for none stay as they are. */
export function valueOfText({ kind }: ValueRule, text: string): unknown {
  switch (kind) {
    case 'choice':
      return text;
    case 'number':
      return /^[+-]?\d+(?:\.\d+)?$/.test(text) ? Number(text) : text;
    case 'flag':
      return /^true$/i.test(text) ? true : /^false$/i.test(text) ? false : text;
  }
}
