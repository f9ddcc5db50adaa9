import { parameter, type ParameterName } from '../../core/parameters.ts';
import type { L10n } from './l10n.ts';
import type { PlainText } from './plainText.ts';

/** What people call a parameter, in their language. */
export const parameterLabel = (name: ParameterName, l10n: L10n): PlainText =>
  l10n.t(parameter(name).label);
