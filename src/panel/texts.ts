import type { PanelStringKey } from '../protocol/panelStrings.ts';

/** A view's own words in the person's language. */
export interface Texts<Key extends string = PanelStringKey> {
  /** The text of a key, with `{0}`, `{1}` … filled in. */
  (key: Key, ...values: readonly (string | number)[]): string;
  /** What stands before and after `{0}`, for texts with markup around their value. */
  around(key: Key): readonly [before: string, after: string];
}

/** A key that the host did not send shows as itself, so that a gap is seen and harms nothing. */
export function createTexts<Key extends string = PanelStringKey>(
  strings: Readonly<Record<string, string>>,
): Texts<Key> {
  const raw = (key: Key) => strings[key] ?? key;
  const text = (key: Key, ...values: readonly (string | number)[]) =>
    raw(key).replace(/\{(\d)\}/g, (place, index: string) => {
      const value = values[Number(index)];
      return value === undefined ? place : String(value);
    });
  const around = (key: Key): readonly [string, string] => {
    const [before = '', after = ''] = raw(key).split('{0}');
    return [before, after];
  };
  return Object.assign(text, { around });
}

/** A whole number in the manner of the document's language. */
export function numberText(value: number): string {
  return value.toLocaleString(document.documentElement.lang || undefined);
}
