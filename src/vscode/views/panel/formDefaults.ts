import type * as vscode from 'vscode';
import { defaultOf, modelIds, modelRule, ruleOf, type ModelId } from '../../../core/models.ts';
import { parameterNames, type ParameterName } from '../../../core/parameters.ts';
import { isAllowed } from '../../../core/valueRule.ts';
import type { FormDefaults } from '../../../protocol/messages.ts';
import type { Settings } from '../../../app/settings.ts';

/**
 * What the form starts from. A setting that is wrong is named when it is used; here the manifest's
 * default stands in for it, so that nothing but names of choices, numbers and flags comes out.
 */
export function formDefaults(settings: Settings, scope: vscode.Uri | undefined): FormDefaults {
  const model = settings.value('model', scope);
  const known = (
    isAllowed(modelRule, model) ? model : settings.manifestDefault('model')
  ) as ModelId;
  const values = parameterNames.map((name) => [name, startOf(known, name, settings, scope)]);
  return { model: known, ...Object.fromEntries(values) } as FormDefaults;
}

/** The setting, where the model takes it; of what it has not, what the first model that has it starts from. */
function startOf(
  model: ModelId,
  name: ParameterName,
  settings: Settings,
  scope: vscode.Uri | undefined,
): unknown {
  const rule = ruleOf(model, name);
  const value = rule && settings.value(name, scope);
  if (rule && isAllowed(rule, value)) return value;
  const owner = rule ? model : modelIds.find((id) => ruleOf(id, name));
  return settings.manifestDefault(name) ?? (owner && defaultOf(owner, name));
}
