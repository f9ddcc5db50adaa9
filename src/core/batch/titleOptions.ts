import { ImageError } from '../errors.ts';
import { aspectRatios, modelIds, type AspectRatio } from '../models.ts';
import { allowedInstead, type GenerateArgs } from '../request.ts';

/** What a picture's title may decide. The safety checker is not among it: that is for the person's own settings. */
export type TitleOptions = Pick<
  GenerateArgs,
  'aspectRatio' | 'goFast' | 'inferenceSteps' | 'megapixels' | 'model' | 'outputQuality' | 'seed'
>;

type OptionName = keyof TitleOptions;

const names: Readonly<Record<string, OptionName>> = {
  aspectratio: 'aspectRatio',
  ratio: 'aspectRatio',
  gofast: 'goFast',
  inferencesteps: 'inferenceSteps',
  steps: 'inferenceSteps',
  megapixels: 'megapixels',
  model: 'model',
  outputquality: 'outputQuality',
  quality: 'outputQuality',
  seed: 'seed',
};

const words: ReadonlyMap<string, TitleOptions> = new Map<string, TitleOptions>([
  ...aspectRatios.map((aspectRatio) => [aspectRatio, { aspectRatio }] as const),
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
  const name = Object.hasOwn(names, label.toLowerCase()) ? names[label.toLowerCase()] : undefined;
  return name && (() => ({ [name]: checked(name, label, value) }));
}

function checked(name: OptionName, label: string, text: string): unknown {
  const value = optionValue(name, text);
  const allowed = allowedInstead(name, value);
  if (allowed === undefined) return value;
  throw new ImageError('badRequest', `${label} must be ${allowed}.`, { field: label });
}

/** The value that a text stands for, not checked yet. Models may go by the last part of their id. */
export function optionValue(name: keyof GenerateArgs, text: string): unknown {
  switch (name) {
    case 'seed':
    case 'count':
    case 'inferenceSteps':
    case 'outputQuality':
      return /^[+-]?\d+(?:\.\d+)?$/.test(text) ? Number(text) : text;
    case 'goFast':
    case 'disableSafetyChecker':
    case 'insert':
      return /^true$/i.test(text) ? true : /^false$/i.test(text) ? false : text;
    case 'model':
      return modelIds.find((id) => id === text || id.endsWith(`/${text}`)) ?? text;
    default:
      return text;
  }
}

/** The ratio that is nearest to a size, wide and tall alike; `undefined` without a usable size. */
export function nearestAspectRatio(width: number, height: number): AspectRatio | undefined {
  if (!(width > 0 && height > 0 && Number.isFinite(width / height))) return undefined;
  const distance = (ratio: AspectRatio): number => {
    const [across = 1, down = 1] = ratio.split(':').map(Number);
    return Math.abs(Math.log((width * down) / (height * across)));
  };
  return aspectRatios.reduce((best, ratio) => (distance(ratio) < distance(best) ? ratio : best));
}
