import { parseEndpoint, type ApiEndpoint } from '../core/endpoint.ts';
import { ImageError } from '../core/errors.ts';
import type { NumberRange } from '../core/valueRule.ts';
import type { Uri } from './uri.ts';

const section = 'fluxKlein';

/** Ranges of the settings that are numbers; the manifest has the same. */
export const settingLimits = {
  maxParallelRequests: { min: 1, max: 16 },
  requestsPerMinute: { min: 1, max: 6000 },
  requestTimeout: { min: 5, max: 600 },
  confirmImagesAbove: { min: 0, max: Number.MAX_SAFE_INTEGER },
} satisfies Record<string, NumberRange>;

type LimitName = keyof typeof settingLimits;

/** Those that count for every request; the other one only where a person is asked. */
const requestLimits = ['maxParallelRequests', 'requestsPerMinute', 'requestTimeout'] as const;

/** Where settings are kept: in the layers of an editor, or in a file. What comes from there is unchecked. */
export interface SettingsSource {
  /** A setting that may differ from folder to folder. */
  value(name: string, scope: Uri | undefined): unknown;
  /** From the person's own settings alone: what decides where the key goes, or costs money. */
  personal(name: string): unknown;
  /** What counts where nobody sets anything. */
  manifestDefault(name: string): unknown;
  /** True where the person, the workspace or the folder gives a value. */
  isSet(name: string, scope: Uri | undefined): boolean;
  /** True where the value comes from the workspace, and not from the person. */
  isFromWorkspace(name: string, scope: Uri | undefined): boolean;
  /** VS Code's own setting for pictures in Markdown, where somebody has set it who counts. */
  copyDestinations(document: { readonly uri: Uri; readonly languageId: string }): unknown;
}

/** The person's settings as they are now. Defaults live in the manifest only. */
export interface Settings extends Omit<SettingsSource, 'personal'> {
  /** @throws {ImageError} `badRequest` that names the setting. */
  endpoint(): ApiEndpoint;
  /** @throws {ImageError} `badRequest` that names the setting and its range. */
  limit(name: LimitName): number;
  /** Checks all limits of requests at once, before anything is sent. */
  checkLimits(): void;
  /** @throws {ImageError} `badRequest` that names the setting, unless it is true or false. */
  flag(name: string, scope: Uri | undefined): boolean;
}

function checkedLimit(name: LimitName, value: unknown): number {
  const { min, max } = settingLimits[name];
  if (Number.isInteger(value) && (value as number) >= min && (value as number) <= max) {
    return value as number;
  }
  const field = `${section}.${name}`;
  const allowed = name === 'confirmImagesAbove' ? `${min} or more` : `from ${min} to ${max}`;
  throw new ImageError('badRequest', `${field} must be a whole number ${allowed}.`, { field });
}

export function createSettings(source: SettingsSource): Settings {
  const limit = (name: LimitName): number => checkedLimit(name, source.personal(name));
  return {
    endpoint: () => parseEndpoint(source.personal('apiEndpoint'), `${section}.apiEndpoint`),
    limit,
    checkLimits() {
      for (const name of requestLimits) limit(name);
    },
    value: (name, scope) =>
      name === 'disableSafetyChecker' ? source.personal(name) : source.value(name, scope),
    flag(name, scope) {
      const value = source.value(name, scope);
      if (typeof value === 'boolean') return value;
      const field = `${section}.${name}`;
      throw new ImageError('badRequest', `${field} must be true or false.`, { field });
    },
    manifestDefault: source.manifestDefault,
    isSet: source.isSet,
    isFromWorkspace: source.isFromWorkspace,
    copyDestinations: source.copyDestinations,
  };
}
