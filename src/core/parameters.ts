import { imageFormats } from './imageFormats.ts';
import { wholeNumber, type ValueRule } from './valueRule.ts';

const choice = <T extends string>(...choices: readonly T[]) =>
  ({ kind: 'choice', choices }) as const;

const flag = { kind: 'flag' } as const;

/**
 * Every parameter of the service that somebody can choose, once: its name in arguments, settings, sheets and files
 * is the key. The rule is the widest of any model; a model's row may narrow it. The order is that of dialogs and
 * settings. Source: the vendor's pages of the models.
 */
export const parameters = {
  aspectRatio: {
    ...choice('1:1', '16:9', '9:16', '3:2', '2:3', '4:5', '5:4'),
    wireName: 'aspect_ratio',
    label: 'Aspect ratio',
    shortName: 'ratio',
  },
  megapixels: {
    // Texts: the service takes no numbers here.
    ...choice('0.25', '1'),
    wireName: 'megapixels',
    label: 'Megapixels',
  },
  outputFormat: {
    ...choice(...imageFormats),
    wireName: 'output_format',
    label: 'Format',
    isOfFile: true,
  },
  outputQuality: {
    ...wholeNumber({ min: 0, max: 100 }),
    wireName: 'output_quality',
    label: 'Quality',
    shortName: 'quality',
  },
  inferenceSteps: {
    ...wholeNumber({ min: 1, max: 4 }),
    wireName: 'num_inference_steps',
    label: 'Steps',
    shortName: 'steps',
  },
  goFast: {
    ...flag,
    wireName: 'go_fast',
    label: 'Go fast',
    hint: 'Sooner done, with a little less detail.',
  },
  disableSafetyChecker: {
    ...flag,
    wireName: 'disable_safety_checker',
    label: 'Disable safety checker',
    hint: 'The service then checks neither prompt nor image, and you may see what you would rather not. Its terms of use still hold.',
    isPersonal: true,
  },
} as const satisfies Readonly<Record<string, Parameter>>;

type Parameter = ValueRule & {
  /** In the request to the service. */
  readonly wireName: string;
  /** In English, for translators. */
  readonly label: string;
  /** One sentence on what it does, in English; absent where the label says it. */
  readonly hint?: string;
  /** Another name that titles of links take, in lower case. */
  readonly shortName?: string;
  /** Decided by the file that the image has to become, where there is one. */
  readonly isOfFile?: boolean;
  /** For the person alone: no document, image, sheet or agent may choose it. */
  readonly isPersonal?: boolean;
};

type Table = typeof parameters;

export type ParameterName = keyof Table;

export type ParameterValue<Name extends ParameterName> = Table[Name] extends {
  readonly choices: readonly (infer Choice)[];
}
  ? Choice
  : Table[Name] extends { readonly kind: 'number' }
    ? number
    : boolean;

/** A value for every parameter; a model takes those of its row. */
export type ParameterValues = { readonly [Name in ParameterName]: ParameterValue<Name> };

export type AspectRatio = ParameterValue<'aspectRatio'>;

export const parameterNames = Object.keys(parameters) as readonly ParameterName[];

/** The table for whoever goes through it: every optional field can be asked for. */
export const parameter = (name: ParameterName): Parameter => parameters[name];
