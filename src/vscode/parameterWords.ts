import { parameter, type ParameterName } from '../core/parameters.ts';
import { l10n } from './host/l10n.ts';
import type { PlainText } from '../app/words/plainText.ts';

/** What people call a parameter, in their language. */
export const parameterLabel = (name: ParameterName): PlainText => l10n.t(parameter(name).label);
