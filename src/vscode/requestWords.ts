import * as vscode from 'vscode';
import { modelNames } from '../core/models.ts';
import type { GenerationRequest } from '../core/request.ts';

type Costly = Pick<GenerationRequest, 'model' | 'disableSafetyChecker'>;

/** What a person has to know of requests before they pay for them: the models, and a safety checker that is off. */
export function requestWords(requests: readonly Costly[]): string {
  const models = new Set(requests.map(({ model }) => modelNames[model]));
  const isUnchecked = requests.some(({ disableSafetyChecker }) => disableSafetyChecker);
  return [...models, ...(isUnchecked ? [vscode.l10n.t('safety checker off')] : [])].join(' · ');
}

/** For a file that asks for images without safety checker: it is not for files to decide. */
export const checkerIgnoredWords = (): string =>
  vscode.l10n.t('disableSafetyChecker is ignored: your own setting counts');
