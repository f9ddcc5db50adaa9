import {
  parameter,
  parameterNames,
  type ParameterName,
  type ParameterValue,
} from './parameters.ts';
import { wholeNumber, type NumberRange, type ValueRule } from './valueRule.ts';

/** What a model makes of a parameter that it has. */
interface ModelParameter<Name extends ParameterName> {
  /** The service's own, where a request does not say. */
  readonly default: ParameterValue<Name>;
  /** Narrower than the parameter's own, where the model takes less. */
  readonly choices?: readonly ParameterValue<Name>[];
  readonly range?: NumberRange;
}

interface ModelRow {
  /** What people call it. */
  readonly name: string;
  /** What it takes, and nothing else. */
  readonly parameters: { readonly [Name in ParameterName]?: ModelParameter<Name> };
}

/** Both klein models take the same parameters in the same ranges. */
const klein = {
  aspectRatio: { default: '1:1' },
  megapixels: { default: '1' },
  outputFormat: { default: 'webp' },
  outputQuality: { default: 80 },
  inferenceSteps: { default: 4, range: { min: 1, max: 4 } },
  goFast: { default: true },
  disableSafetyChecker: { default: false },
} as const satisfies ModelRow['parameters'];

/** Every model that is on offer, by the service's id. Source: the vendor's pages of the models. */
export const models = {
  'black-forest-labs/flux-2-klein-4b': { name: 'FLUX.2 klein 4B', parameters: klein },
  'black-forest-labs/flux-2-klein-9b': { name: 'FLUX.2 klein 9B', parameters: klein },
} as const satisfies Readonly<Record<string, ModelRow>>;

export type ModelId = keyof typeof models;

export const modelIds = Object.keys(models) as unknown as readonly [ModelId, ...ModelId[]];

/** The last part of an id, which is enough to name a model. */
export const shortModelId = (id: string): string => id.slice(id.lastIndexOf('/') + 1);

/** What people call a model; the id of one that is not on offer here. */
export const modelName = (id: string): string =>
  modelIds.find((known) => known === id) ? models[id as ModelId].name : id;

/** The parameters of a model, in the order of the table. */
export function parametersOf(model: ModelId): readonly ParameterName[] {
  const row: ModelRow = models[model];
  return parameterNames.filter((name) => row.parameters[name] !== undefined);
}

/** What a model allows for a parameter; `undefined` where it has none of that name. */
export function ruleOf(model: ModelId, name: ParameterName): ValueRule | undefined {
  const row: ModelRow = models[model];
  const own = row.parameters[name];
  if (!own) return undefined;
  const rule = parameter(name);
  if (rule.kind === 'choice' && own.choices) {
    return { kind: 'choice', choices: own.choices as readonly string[] };
  }
  if (rule.kind === 'number' && own.range) return { ...rule, ...own.range };
  return rule;
}

/** The service's own value for a parameter of a model. */
export function defaultOf(model: ModelId, name: ParameterName): unknown {
  const row: ModelRow = models[model];
  return row.parameters[name]?.default;
}

export const modelRule: ValueRule = { kind: 'choice', choices: modelIds };

/** Images of one prompt in one command. */
export const countRule = wholeNumber({ min: 1, max: 8 });

/** Images of one command, however many prompts it has. */
export const imageLimit = 10_000;

/** 0 may mean "random" to the service, so it is never sent. */
export const seedRule = wholeNumber({ min: 1, max: 4_294_967_295 });

/** Characters of a prompt. */
export const promptLimit = 10_000;
