import * as vscode from 'vscode';
import { parseEndpoint, type ApiEndpoint } from '../../core/endpoint.ts';
import { ImageError } from '../../core/errors.ts';
import type { NumberRange } from '../../core/valueRule.ts';

const section = 'fluxKlein';

const limits = {
  maxParallelRequests: { min: 1, max: 16 },
  requestsPerMinute: { min: 1, max: 6000 },
  requestTimeout: { min: 5, max: 600 },
  confirmImagesAbove: { min: 0, max: Number.MAX_SAFE_INTEGER },
} satisfies Record<string, NumberRange>;

type LimitName = keyof typeof limits;

/** Those that count for every request; the other one only where a person is asked. */
const requestLimits = ['maxParallelRequests', 'requestsPerMinute', 'requestTimeout'] as const;

/** The person's settings as they are now. Defaults live in the manifest only. */
export interface Settings extends vscode.Disposable {
  /** @throws {ImageError} `badRequest` that names the setting. */
  endpoint(): ApiEndpoint;
  /** @throws {ImageError} `badRequest` that names the setting and its range. */
  limit(name: LimitName): number;
  /** Checks all limits of requests at once, before anything is sent. */
  checkLimits(): void;
  /** A setting that may differ from folder to folder; unchecked. */
  value(name: string, scope: vscode.Uri | undefined): unknown;
  /** @throws {ImageError} `badRequest` that names the setting, unless it is true or false. */
  flag(name: string, scope: vscode.Uri | undefined): boolean;
  /** What the manifest gives where nobody else does. */
  manifestDefault(name: string): unknown;
  /** True where the person, the workspace or the folder gives a value. */
  isSet(name: string, scope: vscode.Uri | undefined): boolean;
  /** True where the value comes from the workspace, and not from the person. */
  isFromWorkspace(name: string, scope: vscode.Uri | undefined): boolean;
  /** VS Code's own setting for pictures in Markdown, where somebody has set it who counts; unchecked. */
  copyDestinations(document: vscode.TextDocument): unknown;
}

const maxRemembered = 1000;
const copyFilesSetting = 'markdown.copyFiles.destination';

/**
 * What decides where the key goes, or costs money, counts from the person's own settings alone,
 * whatever scope VS Code would merge in (S15).
 */
function readPersonal(name: string): unknown {
  const found = vscode.workspace.getConfiguration(section).inspect(name);
  return found?.globalValue ?? found?.defaultValue;
}

function checkedLimit(name: LimitName, value: unknown): number {
  const { min, max } = limits[name];
  if (Number.isInteger(value) && (value as number) >= min && (value as number) <= max) {
    return value as number;
  }
  const field = `${section}.${name}`;
  const allowed = name === 'confirmImagesAbove' ? `${min} or more` : `from ${min} to ${max}`;
  throw new ImageError('badRequest', `${field} must be a whole number ${allowed}.`, { field });
}

/** @returns `undefined` where nobody has set it. */
function readCopyDestinations(document: vscode.TextDocument): unknown {
  const configuration = vscode.workspace.getConfiguration('markdown', document);
  const found = configuration.inspect('copyFiles.destination');
  // VS Code does not hold this setting back in a restricted workspace, and it names a path.
  if (!vscode.workspace.isTrusted) return found?.globalValue;
  const set = found?.workspaceFolderValue ?? found?.workspaceValue ?? found?.globalValue;
  return set === undefined ? undefined : configuration.get('copyFiles.destination');
}

export function createSettings(): Settings {
  // One command asks for these dozens of times, and VS Code reads its layers anew at every question.
  const known = new Map<string, unknown>();
  const forget = (): void => known.clear();
  const subscription = vscode.Disposable.from(
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(section) || event.affectsConfiguration(copyFilesSetting)) {
        forget();
      }
    }),
    vscode.workspace.onDidChangeWorkspaceFolders(forget),
    vscode.workspace.onDidGrantWorkspaceTrust(forget),
  );
  const remembered = <T>(key: string, read: () => T): T => {
    if (known.has(key)) return known.get(key) as T;
    // A command for a whole workspace asks for each document.
    if (known.size >= maxRemembered) forget();
    const value = read();
    known.set(key, value);
    return value;
  };
  const personal = (name: string): unknown => remembered(name, () => readPersonal(name));
  const valueOf = (name: string, scope: vscode.Uri | undefined): unknown =>
    remembered(`${name} in ${String(scope)}`, () => {
      const configuration = vscode.workspace.getConfiguration(section, scope);
      // Who wants no prompts in files is not overruled by a repository.
      const isRefused =
        name === 'embedProvenance' && configuration.inspect(name)?.globalValue === false;
      return isRefused ? false : configuration.get(name);
    });
  const limit = (name: LimitName): number => checkedLimit(name, personal(name));

  return {
    endpoint: () => parseEndpoint(personal('apiEndpoint'), `${section}.apiEndpoint`),
    limit,
    checkLimits() {
      for (const name of requestLimits) limit(name);
    },
    value: (name, scope) =>
      name === 'disableSafetyChecker' ? personal(name) : valueOf(name, scope),
    flag(name, scope) {
      const value = valueOf(name, scope);
      if (typeof value === 'boolean') return value;
      const field = `${section}.${name}`;
      throw new ImageError('badRequest', `${field} must be true or false.`, { field });
    },
    manifestDefault: (name) =>
      vscode.workspace.getConfiguration(section).inspect(name)?.defaultValue,
    isSet: (name, scope) =>
      remembered(`is ${name} set in ${String(scope)}`, () => {
        const found = vscode.workspace.getConfiguration(section, scope).inspect(name);
        const set = found?.workspaceFolderValue ?? found?.workspaceValue ?? found?.globalValue;
        return set !== undefined;
      }),
    isFromWorkspace: (name, scope) =>
      remembered(`is ${name} the workspace’s in ${String(scope)}`, () => {
        const found = vscode.workspace.getConfiguration(section, scope).inspect(name);
        return valueOf(name, scope) !== (found?.globalValue ?? found?.defaultValue);
      }),
    copyDestinations: (document) =>
      remembered(`${copyFilesSetting} in ${document.uri.toString()} ${document.languageId}`, () =>
        readCopyDestinations(document),
      ),
    dispose: () => subscription.dispose(),
  };
}
