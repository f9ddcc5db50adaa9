import { allowedInstead, type GenerateArgs } from '../../core/request.ts';
import { askChoice, askText, type Answer } from './quickInput.ts';
import { l10n } from '../host/l10n.ts';
import type { PlainText } from '../../app/words/plainText.ts';
import type { PickItem } from './windowText.ts';

/** What can be changed besides the prompt. */
export type OptionName = Exclude<keyof GenerateArgs, 'prompt' | 'insert' | 'confirmed'>;

export interface ValueItem extends PickItem {
  readonly value: string | number | boolean;
}

export const onOff = (isOn: boolean): PlainText => (isOn ? l10n.t('on') : l10n.t('off'));

export const onOffItems = (): ValueItem[] =>
  [true, false].map((value) => ({ label: onOff(value), value }));

export async function choose(
  title: PlainText,
  items: readonly ValueItem[],
  current: unknown,
): Promise<Answer<string | number | boolean>> {
  const answer = await askChoice<ValueItem>({
    title,
    placeholder: l10n.t('Choose a value'),
    items,
    active: items.find(({ value }) => value === current),
    canGoBack: true,
  });
  return answer.kind === 'accepted' ? { kind: 'accepted', value: answer.value.value } : answer;
}

export async function askNumber(
  option: OptionName,
  title: PlainText,
  prompt: PlainText,
  current: number | undefined,
): Promise<Answer<string | number>> {
  const answer = await askValue(option, title, prompt, String(current ?? ''), Number);
  if (answer.kind !== 'accepted') return answer;
  const text = answer.value.trim();
  return { kind: 'accepted', value: text === '' ? '' : Number(text) };
}

export function askValue(
  option: OptionName,
  title: PlainText,
  prompt: PlainText,
  value: string,
  read: (text: string) => unknown = (text) => text,
): Promise<Answer<string>> {
  return askText({
    title,
    prompt,
    value,
    canGoBack: true,
    validate(text) {
      const trimmed = text.trim();
      return trimmed && allowedInstead(option, read(trimmed))
        ? l10n.t('This value is not allowed here. {0}', prompt)
        : undefined;
    },
  });
}
