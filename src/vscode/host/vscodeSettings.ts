import * as vscode from 'vscode';
import { createSettings, type Settings } from '../../app/settings.ts';

const section = 'fluxKlein';
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

/** @returns `undefined` where nobody has set it. */
function readCopyDestinations(document: vscode.ConfigurationScope): unknown {
  const configuration = vscode.workspace.getConfiguration('markdown', document);
  const found = configuration.inspect('copyFiles.destination');
  // VS Code does not hold this setting back in a restricted workspace, and it names a path.
  if (!vscode.workspace.isTrusted) return found?.globalValue;
  const set = found?.workspaceFolderValue ?? found?.workspaceValue ?? found?.globalValue;
  return set === undefined ? undefined : configuration.get('copyFiles.destination');
}

/** The settings of VS Code, each read once until one of them changes. */
export function createVsCodeSettings(): Settings & vscode.Disposable {
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
  const valueOf = (name: string, scope: vscode.Uri | undefined): unknown =>
    remembered(`${name} in ${String(scope)}`, () => {
      const configuration = vscode.workspace.getConfiguration(section, scope);
      // Who wants no prompts in files is not overruled by a repository.
      const isRefused =
        name === 'embedProvenance' && configuration.inspect(name)?.globalValue === false;
      return isRefused ? false : configuration.get(name);
    });
  const settings = createSettings({
    personal: (name) => remembered(name, () => readPersonal(name)),
    value: valueOf,
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
  });
  return { ...settings, dispose: () => subscription.dispose() };
}
