import {
  countRule,
  modelIds,
  modelName,
  parametersOf,
  promptLimit,
  ruleOf,
  seedRule,
} from '../../../core/models.ts';
import { parameter, parameterNames } from '../../../core/parameters.ts';
import type { FieldWords, FormLimits } from '../../../protocol/messages.ts';

/** What the panel's form is drawn from: every model with what it takes, and the words of each parameter. */
export function formLimits(translate: (english: string) => string): FormLimits {
  const fields = parameterNames.map((name): [string, FieldWords] => {
    const { label, hint, isPersonal = false } = parameter(name);
    const words = { label: translate(label), ...(hint && { hint: translate(hint) }) };
    return [name, { ...words, isAdvanced: isPersonal }];
  });
  return {
    models: modelIds.map((id) => ({
      id,
      label: modelName(id),
      rules: Object.fromEntries(parametersOf(id).map((name) => [name, ruleOf(id, name)!])),
    })),
    fields: Object.fromEntries(fields) as FormLimits['fields'],
    seed: seedRule,
    count: countRule,
    maxPromptCharacters: promptLimit,
  };
}
