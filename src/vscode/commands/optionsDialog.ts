import * as vscode from 'vscode';
import { aspectRatios, megapixelSizes, modelIds, outputFormats } from '../../core/models.ts';
import {
  allowedInstead,
  promptLimit,
  type GenerateArgs,
  type GenerationRequest,
} from '../../core/request.ts';
import { askChoice, askText, type Answer } from '../quickInput.ts';

const { t } = vscode.l10n;

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

type OptionName = Exclude<keyof GenerateArgs, 'prompt' | 'insert'>;

interface OptionItem extends vscode.QuickPickItem {
  readonly option?: OptionName;
}

interface ValueItem extends vscode.QuickPickItem {
  readonly value: string | number | boolean;
}

/** Asks for the words of the image. */
export async function askPrompt(value: string): Promise<Answer<string>> {
  return askText({
    title: t('Generate Image'),
    prompt: t('Describe the image, then press Enter'),
    placeholder: t('A serene mountain lake at dawn, misty, photorealistic'),
    value,
    validate: (text) =>
      allowedInstead('prompt', text)
        ? t('Describe the image in 1 to {0} characters.', promptLimit)
        : undefined,
  });
}

/**
 * Shows every option with its value; Enter accepts them all. Resolves to the changed arguments.
 * @param preview throws `badRequest` where an argument or setting is wrong.
 */
export async function askOptions(
  given: GenerateArgs,
  preview: (args: GenerateArgs) => OptionsPreview,
): Promise<Answer<GenerateArgs>> {
  let args = given;
  let changed: OptionName | undefined;
  for (;;) {
    const items = optionItems(args, preview(args));
    const answer = await askChoice<OptionItem>({
      title: t('Generate Image'),
      placeholder: t('Press Enter to generate, or choose what to change'),
      items,
      active: items.find(({ option }) => changed !== undefined && option === changed),
      canGoBack: true,
    });
    if (answer.kind !== 'accepted') return answer;
    changed = answer.value.option;
    if (!changed) return { kind: 'accepted', value: args };
    const value = await askOption(changed, args, preview(args));
    if (value.kind === 'left') return value;
    if (value.kind === 'accepted') args = changedBy(args, changed, value.value);
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
  const item = (option: OptionName, label: string, description: string): OptionItem => ({
    option,
    label,
    description,
  });
  return [
    {
      label:
        count === 1
          ? `$(sparkle) ${t('Generate image')}`
          : `$(sparkle) ${t('Generate {0} images', count)}`,
      detail: `${shown.file}  ·  ${shown.link}`,
      alwaysShow: true,
    },
    { label: t('Options'), kind: vscode.QuickPickItemKind.Separator },
    item('aspectRatio', t('Aspect ratio'), request.aspectRatio),
    item('count', t('Variations'), String(count)),
    item('megapixels', t('Size'), sizeLabel(request.megapixels)),
    item('seed', t('Seed'), args.seed === undefined ? t('random') : String(args.seed)),
    item('outputFormat', t('Format'), request.outputFormat),
    item(
      'outputQuality',
      t('Quality'),
      request.outputFormat === 'png' ? t('has no effect on png') : String(request.outputQuality),
    ),
    item('inferenceSteps', t('Steps'), String(request.inferenceSteps)),
    item('goFast', t('Go fast'), onOff(request.goFast)),
    item('model', t('Model'), request.model.slice(request.model.lastIndexOf('/') + 1)),
    item('altText', t('Alt text'), shown.altText || t('none: decorative')),
    item('folder', t('Folder'), args.folder ?? t('as set')),
    item('fileName', t('File name'), args.fileName ?? t('as set')),
    item('disableSafetyChecker', t('Disable safety checker'), onOff(request.disableSafetyChecker)),
  ];
}

const onOff = (isOn: boolean): string => (isOn ? t('on') : t('off'));

const sizeLabel = (megapixels: string): string =>
  megapixels === '1' ? t('Full: 1 megapixel') : t('Draft: ¼ megapixel');

function askOption(
  option: OptionName,
  args: GenerateArgs,
  { request, altText }: OptionsPreview,
): Promise<Answer<string | number | boolean>> {
  const choose = (title: string, values: readonly ValueItem[], current: unknown) =>
    chooseValue(title, values, current);
  const plain = (value: string): ValueItem => ({ label: value, value });
  const steps = [1, 2, 3, 4].map((value) => ({ label: String(value), value }));
  switch (option) {
    case 'aspectRatio':
      return choose(t('Aspect ratio'), aspectRatios.map(plain), request.aspectRatio);
    case 'outputFormat':
      return choose(t('Format'), outputFormats.map(plain), request.outputFormat);
    case 'model':
      return choose(t('Model'), modelIds.map(plain), request.model);
    case 'megapixels': {
      const sizes = megapixelSizes.map((value) => ({ label: sizeLabel(value), value }));
      return choose(t('Size'), sizes, request.megapixels);
    }
    case 'inferenceSteps':
      return choose(t('Steps'), steps, request.inferenceSteps);
    case 'goFast':
      return choose(t('Go fast'), onOffItems(), request.goFast);
    case 'disableSafetyChecker':
      return choose(
        t('Disable safety checker: you answer for what is made'),
        onOffItems(),
        request.disableSafetyChecker,
      );
    case 'count': {
      const counts = [1, 2, 3, 4, 5, 6, 7, 8].map((value) => ({ label: String(value), value }));
      return choose(t('Variations'), counts, args.count ?? 1);
    }
    case 'seed':
      return askNumber(option, t('Seed'), t('Empty for a random one'), args.seed);
    case 'outputQuality':
      return askNumber(option, t('Quality'), t('From 0 to 100; empty as set'), args.outputQuality);
    case 'altText':
      return askValue(option, t('Alt text'), t('Empty where the image is decoration'), altText);
    case 'folder':
      return askValue(
        option,
        t('Folder'),
        t('In the workspace folder, or with ./ beside the document; empty as set'),
        args.folder ?? '',
      );
    case 'fileName':
      return askValue(
        option,
        t('File name'),
        t('Without extension; empty as set'),
        args.fileName ?? '',
      );
  }
}

const onOffItems = (): ValueItem[] =>
  [true, false].map((value) => ({ label: onOff(value), value }));

async function chooseValue(
  title: string,
  items: readonly ValueItem[],
  current: unknown,
): Promise<Answer<string | number | boolean>> {
  const answer = await askChoice<ValueItem>({
    title,
    placeholder: t('Choose a value'),
    items,
    active: items.find(({ value }) => value === current),
    canGoBack: true,
  });
  return answer.kind === 'accepted' ? { kind: 'accepted', value: answer.value.value } : answer;
}

async function askNumber(
  option: OptionName,
  title: string,
  prompt: string,
  current: number | undefined,
): Promise<Answer<string | number>> {
  const answer = await askValue(option, title, prompt, String(current ?? ''), Number);
  return answer.kind === 'accepted' && answer.value !== ''
    ? { kind: 'accepted', value: Number(answer.value) }
    : answer;
}

function askValue(
  option: OptionName,
  title: string,
  prompt: string,
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
        ? t('This value is not allowed here. {0}', prompt)
        : undefined;
    },
  });
}
