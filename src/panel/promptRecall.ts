/** Earlier prompts by Up and Down, as in a terminal, starting from an empty field. */
export interface PromptRecall {
  /** @returns the prompt to show instead, or `undefined` where the key is the field's own */
  step(
    key: 'ArrowUp' | 'ArrowDown',
    current: string,
    earlierPrompts: readonly string[],
  ): string | undefined;
}

export function createPromptRecall(): PromptRecall {
  // What was shown last: as soon as the person has changed it, the keys move the cursor again.
  let shown: { readonly index: number; readonly text: string } | undefined;
  return {
    step(key, current, earlierPrompts) {
      if (shown !== undefined && shown.text !== current) shown = undefined;
      if (shown === undefined && current !== '') return undefined;
      const index = (shown?.index ?? -1) + (key === 'ArrowUp' ? 1 : -1);
      if (index < -1 || index >= earlierPrompts.length) return undefined;
      const text = earlierPrompts[index] ?? '';
      shown = index === -1 ? undefined : { index, text };
      return text;
    },
  };
}
