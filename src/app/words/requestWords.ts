import { modelName } from '../../core/models.ts';
import type { GenerationRequest } from '../../core/request.ts';
import type { L10n } from './l10n.ts';
import { joined, plainText, type PlainText } from './plainText.ts';

type Costly = Pick<GenerationRequest, 'model' | 'disableSafetyChecker'>;

/** What a person has to know of requests before they pay for them: the models, and a safety checker that is off. */
export function requestWords(requests: readonly Costly[], l10n: L10n): PlainText {
  const models = new Set(requests.map(({ model }) => modelName(model)));
  const isUnchecked = requests.some(({ disableSafetyChecker }) => disableSafetyChecker);
  const names = [...models].map((name) => plainText(name));
  return joined([...names, isUnchecked && l10n.t('safety checker off')], ' · ');
}

/** For a file that asks for images without safety checker: it is not for files to decide. */
export const checkerIgnoredWords = (l10n: L10n): PlainText =>
  l10n.t('disableSafetyChecker is ignored: your own setting counts');
