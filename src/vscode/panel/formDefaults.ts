import type * as vscode from 'vscode';
import {
  aspectRatios,
  megapixelSizes,
  modelIds,
  outputFormats,
  qualityRange,
  stepsRange,
  type IntegerRange,
} from '../../core/models.ts';
import type { FormDefaults } from '../../protocol/messages.ts';
import type { Settings } from '../settings.ts';

type Check = (value: unknown) => boolean;

const oneOf =
  (values: readonly string[]): Check =>
  (value) =>
    values.includes(value as string);
const within =
  ({ min, max }: IntegerRange): Check =>
  (value) =>
    Number.isInteger(value) && (value as number) >= min && (value as number) <= max;
const isFlag: Check = (value) => typeof value === 'boolean';

/** By hand, because the form is drawn before the schemas of requests are loaded. */
const checks: Readonly<Record<keyof FormDefaults, Check>> = {
  model: oneOf(modelIds),
  aspectRatio: oneOf(aspectRatios),
  outputFormat: oneOf(outputFormats),
  outputQuality: within(qualityRange),
  inferenceSteps: within(stepsRange),
  goFast: isFlag,
  megapixels: oneOf(megapixelSizes),
  disableSafetyChecker: isFlag,
};

/**
 * What the form starts from. A setting that is wrong is named when it is used; here the manifest's
 * default stands in for it, so that nothing but names of choices, numbers and flags comes out.
 */
export function formDefaults(settings: Settings, scope: vscode.Uri | undefined): FormDefaults {
  const entries = Object.entries(checks).map(([name, isAllowed]) => {
    const value = settings.value(name, scope);
    return [name, isAllowed(value) ? value : settings.manifestDefault(name)];
  });
  return Object.fromEntries(entries) as FormDefaults;
}
