import * as vscode from 'vscode';
import { ImageError } from '../../core/errors.ts';
import {
  countRule,
  modelIds,
  modelName,
  parametersOf,
  promptLimit,
  ruleOf,
} from '../../core/models.ts';
import { parameter, type ParameterName } from '../../core/parameters.ts';
import { allowedInstead, type GenerateArgs, type GenerationRequest } from '../../core/request.ts';
import type { NumberRange } from '../../core/valueRule.ts';
import { parameterLabel } from '../../app/words/parameterLabel.ts';
import { joined, plainText, withIcon, type PlainText } from '../../app/words/plainText.ts';
import { askChoice, askText, type Answer } from './quickInput.ts';
import {
  askNumber,
  askValue,
  choose,
  onOff,
  onOffItems,
  type OptionName,
  type ValueItem,
} from './optionInputs.ts';
import { l10n } from '../host/l10n.ts';
import type { PickItem } from './windowText.ts';

/** What the dialog shows of the images that would be made now. */
export interface OptionsPreview {
  /** The first request, with settings filled in. */
  readonly request: GenerationRequest;
  readonly altText: string;
  /** Where the first file goes, as a person would write it. */
  readonly file: string;
  /** Where the link goes, in words. */
  readonly link: string;
}

interface OptionItem extends PickItem {
  readonly option?: OptionName;
}

/** Asks for the words of the image. */
export async function askPrompt(value: string): Promise<Answer<string>> {
  return askText({
    title: l10n.t('Generate Image'),
    prompt: l10n.t('Describe the image'),
    placeholder: l10n.t('A serene mountain lake at dawn, misty, photorealistic'),
    value,
    validate: (text) =>
      allowedInstead('prompt', text)
        ? l10n.t('Describe the image in 1 to {0} characters.', promptLimit)
        : undefined,
  });
}

/**
 * Shows every option with its value; Enter accepts them all. Resolves to the changed arguments.
 * @param preview rejects `badRequest` where an argument or setting is wrong.
 */
export async function askOptions(
  given: GenerateArgs,
  preview: (args: GenerateArgs) => Promise<OptionsPreview>,
): Promise<Answer<GenerateArgs>> {
  let args = given;
  let shown = await preview(args);
  let changed: OptionName | undefined;
  let problem: PlainText | undefined;
  for (;;) {
    const items = optionItems(args, shown);
    const answer = await askChoice<OptionItem>({
      title: l10n.t('Generate Image'),
      placeholder: problem ?? l10n.t('Press Enter to generate, or choose what to change'),
      items,
      active: items.find(({ option }) => changed !== undefined && option === changed),
      canGoBack: true,
    });
    if (answer.kind !== 'accepted') return answer;
    changed = answer.value.option;
    if (!changed) return { kind: 'accepted', value: args };
    const value = await askOption(changed, args, shown);
    if (value.kind === 'left') return value;
    problem = undefined;
    if (value.kind !== 'accepted') continue;
    try {
      const next = changedBy(args, changed, value.value);
      shown = await preview(next);
      args = next;
    } catch (error) {
      // A folder or name that cannot be: everything else that was chosen stays.
      if (!(error instanceof ImageError)) throw error;
      problem = plainText(error.message);
    }
  }
}

/** A cleared value is an absent one: the setting counts again. */
function changedBy(
  args: GenerateArgs,
  option: OptionName,
  value: string | number | boolean,
): GenerateArgs {
  const { [option]: _, ...rest } = args;
  return value === '' && option !== 'altText' ? rest : { ...rest, [option]: value };
}

function optionItems(args: GenerateArgs, shown: OptionsPreview): OptionItem[] {
  const { request } = shown;
  const count = args.count ?? 1;
  const item = (option: OptionName, label: PlainText, description: string): OptionItem => ({
    option,
    label,
    description: plainText(description),
  });
  const parameterItem = (name: ParameterName): OptionItem =>
    item(name, optionLabel(name), valueWords(name, request));
  // The shape and what goes with it first, what is the person's own to decide last.
  const names = parametersOf(request.model);
  const [shape, size, ...others] = names.filter((name) => !parameter(name).isPersonal);
  return [
    {
      label: withIcon(
        'sparkle',
        count === 1 ? l10n.t('Generate image') : l10n.t('Generate {0} images', count),
      ),
      detail: joined([plainText(shown.file), plainText(shown.link)], '  ·  '),
      alwaysShow: true,
    },
    { label: l10n.t('Options'), kind: vscode.QuickPickItemKind.Separator },
    ...(shape ? [parameterItem(shape)] : []),
    item('count', l10n.t('Variations'), String(count)),
    ...(size ? [parameterItem(size)] : []),
    item('seed', l10n.t('Seed'), args.seed === undefined ? l10n.t('random') : String(args.seed)),
    ...others.map(parameterItem),
    item('model', l10n.t('Model'), modelName(request.model)),
    item('altText', l10n.t('Alt text'), shown.altText || l10n.t('none: decorative')),
    item('folder', l10n.t('Folder'), args.folder ?? l10n.t('from the settings')),
    item('fileName', l10n.t('File name'), args.fileName ?? l10n.t('from the settings')),
    ...names.filter((name) => parameter(name).isPersonal).map(parameterItem),
  ];
}

/** Here the two sizes have words that say what they are. */
const optionLabel = (name: ParameterName): PlainText =>
  name === 'megapixels' ? l10n.t('Size') : parameterLabel(name, l10n);

function valueWords(name: ParameterName, request: GenerationRequest): PlainText {
  const value = request[name];
  if (name === 'outputQuality' && request.outputFormat === 'png') {
    return l10n.t('has no effect on png');
  }
  return typeof value === 'boolean' ? onOff(value) : choiceWords(name, String(value));
}

function choiceWords(name: ParameterName, value: string): PlainText {
  if (name !== 'megapixels') return plainText(value);
  return value === '1' ? l10n.t('Full: 1 megapixel') : l10n.t('Draft: ¼ megapixel');
}

/** A list of numbers longer than this is no help. */
const longestList = 20;

function askParameter(
  name: ParameterName,
  args: GenerateArgs,
  request: GenerationRequest,
): Promise<Answer<string | number | boolean>> {
  const rule = ruleOf(request.model, name) ?? parameter(name);
  const label = optionLabel(name);
  if (rule.kind === 'choice') {
    const items = rule.choices.map((value) => ({ label: choiceWords(name, value), value }));
    return choose(label, items, request[name]);
  }
  if (rule.kind === 'flag') {
    const title = parameter(name).isPersonal
      ? l10n.t('{0}: you are responsible for what is made', label)
      : label;
    return choose(title, onOffItems(), request[name]);
  }
  const { min, max, isWhole } = rule;
  if (isWhole && max - min < longestList) return choose(label, numbersIn(rule), request[name]);
  const prompt = l10n.t('From {0} to {1}; empty to use the setting', min, max);
  return askNumber(name, label, prompt, args[name] as number | undefined);
}

const numbersIn = ({ min, max }: NumberRange): ValueItem[] =>
  Array.from({ length: max - min + 1 }, (_, index) => ({
    label: plainText(String(min + index)),
    value: min + index,
  }));

function askOption(
  option: OptionName,
  args: GenerateArgs,
  { request, altText }: OptionsPreview,
): Promise<Answer<string | number | boolean>> {
  switch (option) {
    case 'model':
      return choose(
        l10n.t('Model'),
        modelIds.map((value) => ({ label: plainText(modelName(value)), value })),
        request.model,
      );
    case 'count':
      return choose(l10n.t('Variations'), numbersIn(countRule), args.count ?? 1);
    case 'seed':
      return askNumber(option, l10n.t('Seed'), l10n.t('Empty for a random one'), args.seed);
    case 'altText':
      return askValue(
        option,
        l10n.t('Alt text'),
        l10n.t('Empty where the image is decoration'),
        altText,
      );
    case 'folder':
      return askValue(
        option,
        l10n.t('Folder'),
        l10n.t('In the workspace folder, or with ./ beside the document; empty to use the setting'),
        args.folder ?? '',
      );
    case 'fileName':
      return askValue(
        option,
        l10n.t('File name'),
        l10n.t('Without extension; empty to use the setting'),
        args.fileName ?? '',
      );
    default:
      return askParameter(option, args, request);
  }
}
