import { ImageError } from '../errors.ts';
import { modelIds, shortModelId } from '../models.ts';
import {
  parameter,
  parameterNames,
  parameters,
  type AspectRatio,
  type ParameterValues,
} from '../parameters.ts';
import { valueOfText } from '../valueRule.ts';
import { allowedInstead, ruleOfArgument, type GenerateArgs } from '../request.ts';

/**
 * What a picture's title may decide. Not the format, which its path decides, and not the safety checker, which is for
 * the person's own settings.
 */
export type TitleOptions = Partial<Omit<ParameterValues, 'outputFormat' | 'disableSafetyChecker'>> &
  Pick<GenerateArgs, 'model' | 'seed'>;

type OptionName = keyof TitleOptions;

const names: ReadonlyMap<string, OptionName> = new Map([
  ['model', 'model'],
  ['seed', 'seed'],
  ...parameterNames.flatMap((name) => {
    const { isOfFile, isPersonal, shortName } = parameter(name);
    if (isOfFile || isPersonal) return [];
    return [name.toLowerCase(), ...(shortName ? [shortName] : [])].map(
      (label) => [label, name as OptionName] as const,
    );
  }),
]);

const words: ReadonlyMap<string, TitleOptions> = new Map<string, TitleOptions>([
  ...parameters.aspectRatio.choices.map((aspectRatio) => [aspectRatio, { aspectRatio }] as const),
  ['draft', { megapixels: '0.25' }],
  ['full', { megapixels: '1' }],
]);

/** All options together take a third of it. */
const maxTitleLength = 500;

/** What a title says. */
export interface ReadTitle {
  readonly options: TitleOptions;
  /** It speaks of the safety checker, which is for the person alone. */
  readonly isCheckerIgnored?: true;
}

/**
 * Reads a title such as `16:9 seed=7 draft`. A title with any other word in it is a title for readers, and
 * decides nothing.
 * @throws {ImageError} `badRequest` that names the option and what is allowed.
 */
export function readTitle(title: string): ReadTitle {
  if (title.length > maxTitleLength) return { options: {} };
  const tokens = title.split(/[\s,;]+/).filter((token) => token !== '');
  const read = tokens.map(readToken);
  if (read.includes(undefined)) return { options: {} };
  const options = Object.assign({}, ...read.map((each) => each?.())) as TitleOptions;
  const isCheckerIgnored = tokens.some((token) => isCheckerName(token.split('=', 1)[0]!));
  return { options, ...(isCheckerIgnored && { isCheckerIgnored }) };
}

/** True for every way in which people write that argument. */
export const isCheckerName = (name: string): boolean =>
  name.replace(/[\s_-]/g, '').toLowerCase() === 'disablesafetychecker';

/** `undefined`: an ordinary word. Values are checked only once all tokens are known to be options. */
function readToken(token: string): (() => TitleOptions) | undefined {
  const word = words.get(token.toLowerCase());
  if (word) return () => word;
  const [, label = '', value = ''] = /^([a-z_-]+)=(\S+)$/i.exec(token) ?? [];
  if (isCheckerName(label)) return () => ({});
  const name = names.get(label.toLowerCase());
  return name && (() => ({ [name]: checked(name, label, value) }));
}

function checked(name: OptionName, label: string, text: string): unknown {
  const value = optionValue(name, text);
  const allowed = allowedInstead(name, value);
  if (allowed === undefined) return value;
  throw new ImageError('badRequest', `${label} must be ${allowed}.`, { field: label });
}

/** The value that a text stands for, not checked yet. Models may go by the last part of their id. */
export function optionValue(name: string, text: string): unknown {
  if (name === 'model') {
    return modelIds.find((id) => id === text || shortModelId(id) === text) ?? text;
  }
  const rule = ruleOfArgument(name);
  return !rule || rule.kind === 'text' ? text : valueOfText(rule, text);
}

/** The ratio that is nearest to a size, wide and tall alike; `undefined` without a usable size. */
export function nearestAspectRatio(width: number, height: number): AspectRatio | undefined {
  if (!(width > 0 && height > 0 && Number.isFinite(width / height))) return undefined;
  const distance = (ratio: AspectRatio): number => {
    const [across = 1, down = 1] = ratio.split(':').map(Number);
    return Math.abs(Math.log((width * down) / (height * across)));
  };
  return parameters.aspectRatio.choices.reduce<AspectRatio>(
    (best, ratio) => (distance(ratio) < distance(best) ? ratio : best),
    '1:1',
  );
}
