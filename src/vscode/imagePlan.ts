import * as vscode from 'vscode';
import {
  dateVariables,
  renderName,
  safeName,
  slugOf,
  type NameVariables,
} from '../core/assetName.ts';
import { resolveAssetFolder, type DocumentPlace } from '../core/assetFolder.ts';
import { resolveCopyDestination, type KnownDestinations } from '../core/copyDestination.ts';
import { nearestHeading } from '../core/documents/nearestHeading.ts';
import { ImageError } from '../core/errors.ts';
import type { GenerateArgs, GenerationRequest } from '../core/request.ts';
import type { AssetLocation } from './assetStore.ts';
import type { ImageDestination } from './batch.ts';
import { hasMarkdownHeadings, homeOf, isMarkdown } from './documentPlace.ts';
import type { InsertionTarget } from './insertionTarget.ts';
import type { Settings } from './settings.ts';

/** Where the images of one command go, before their names are known. */
export interface SavingContext {
  readonly target: InsertionTarget | undefined;
  readonly args: Pick<GenerateArgs, 'folder' | 'fileName'>;
  /** The workspace folder that counts, or that of the document, or none at all. */
  readonly workspaceFolder: vscode.WorkspaceFolder | undefined;
  /** A file that the person chose in a dialog: counts before anything else. */
  readonly chosen?: vscode.Uri;
}

/** What settings that differ from folder to folder are read for. */
export function settingsScope({ target, workspaceFolder }: SavingContext): vscode.Uri | undefined {
  return target ? homeOf(target.document).uri : workspaceFolder?.uri;
}

/** The folder of the file that is in front, of whatever kind. */
function activeWorkspaceFolder(): vscode.WorkspaceFolder | undefined {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  const uri =
    input instanceof vscode.TabInputText ||
    input instanceof vscode.TabInputCustom ||
    input instanceof vscode.TabInputNotebook
      ? input.uri
      : undefined;
  return uri && vscode.workspace.getWorkspaceFolder(uri);
}

/** The workspace folder of the document, else of the file in front. */
export function obviousFolder(
  target: InsertionTarget | undefined,
): vscode.WorkspaceFolder | undefined {
  return (target && homeOf(target.document).workspaceFolder) ?? activeWorkspaceFolder();
}

/** True where the context says nowhere where a file could lie: only a dialog helps. */
export function hasNoPlace({ target, workspaceFolder, chosen }: SavingContext): boolean {
  return !chosen && !workspaceFolder && !(target && homeOf(target.document).place);
}

const copyFilesSetting = 'markdown.copyFiles.destination';

/**
 * Where image `index` of the command will be written.
 * @param known for all images of one command
 * @throws {ImageError} `badRequest` for a bad folder or name, `noWorkspace` where there is no place.
 */
export function locate(
  context: SavingContext,
  request: GenerationRequest,
  index: number,
  settings: Settings,
  nowMs: number,
  destination: ImageDestination = {},
  known: KnownDestinations = new Map(),
): AssetLocation {
  const { file, beside, subfolder, fileName } = destination;
  if (file) return exactLocation(file);
  if (beside) {
    const { exactName: _, ...location } = exactLocation(beside);
    return location;
  }
  if (subfolder !== undefined) {
    const args = { ...context.args, ...(fileName !== undefined && { fileName }) };
    const location = locate({ ...context, args }, request, index, settings, nowMs, {}, known);
    return { ...location, folder: vscode.Uri.joinPath(location.folder, subfolder) };
  }
  const variables = nameVariables(context, request, index, nowMs);
  return context.chosen
    ? chosenLocation(context.chosen, variables)
    : usualLocation(context, variables, request, settings, nowMs, known);
}

/** A file that the person chose in a dialog; of several images, the others get numbers. */
function chosenLocation(chosen: vscode.Uri, variables: NameVariables): AssetLocation {
  const name = chosen.path.slice(chosen.path.lastIndexOf('/') + 1).replaceAll('${', '$ {');
  return {
    folder: vscode.Uri.joinPath(chosen, '..'),
    namePath: renderName(name, variables, 'name'),
    field: 'name',
  };
}

/** Where arguments and settings lead: argument, our own setting, VS Code's, our default. */
function usualLocation(
  context: SavingContext,
  variables: NameVariables,
  request: GenerationRequest,
  settings: Settings,
  nowMs: number,
  known: KnownDestinations,
): AssetLocation {
  const { target, args, workspaceFolder } = context;
  const scope = settingsScope(context);
  const home = target && homeOf(target.document);
  const base = workspaceFolder?.uri ?? home?.uri;
  if (!base || hasNoPlace(context)) {
    throw new ImageError('noWorkspace', 'No folder is open and no saved document to be beside.');
  }
  const roots = rootsOr(vscode.Uri.joinPath(base, '..'));
  const nameField = args.fileName === undefined ? 'fluxKlein.fileNameTemplate' : 'fileName';
  const template = args.fileName ?? textSetting(settings, 'fileNameTemplate', scope);
  const namePath = renderName(template, variables, nameField);

  const copied =
    target && home?.place && args.folder === undefined && !settings.isSet('assetsFolder', scope)
      ? copyDestination(settings, target.document, home.place, namePath, request, nowMs, known)
      : undefined;
  if (copied) {
    const folderEnd = copied.lastIndexOf('/');
    return {
      folder: base.with({ path: copied.slice(0, folderEnd) || '/' }),
      namePath: safeName(copied.slice(folderEnd + 1).replace(/\.(webp|jpe?g|png)$/i, '')),
      roots,
      field: copyFilesSetting,
    };
  }
  const field = args.folder === undefined ? 'fluxKlein.assetsFolder' : 'folder';
  const path = resolveAssetFolder({
    template: args.folder ?? textSetting(settings, 'assetsFolder', scope),
    field,
    ...(home?.place && { document: home.place }),
    ...(workspaceFolder && { workspaceFolderPath: workspaceFolder.uri.path }),
    epochMs: nowMs,
    format: request.outputFormat,
  });
  return { folder: base.with({ path }), namePath, roots, field };
}

/** A file that documents name already. */
function exactLocation(file: vscode.Uri): AssetLocation {
  const exactName = file.path.slice(file.path.lastIndexOf('/') + 1);
  const folder = vscode.Uri.joinPath(file, '..');
  return {
    folder,
    exactName,
    namePath: exactName.replace(/\.[^.]*$/, ''),
    roots: rootsOr(folder),
    field: 'path',
  };
}

/** What files have to stay inside of: the workspace, or this folder where none is open. */
function rootsOr(folder: vscode.Uri): readonly vscode.Uri[] {
  const { workspaceFolders = [] } = vscode.workspace;
  return workspaceFolders.length > 0 ? workspaceFolders.map(({ uri }) => uri) : [folder];
}

function textSetting(settings: Settings, name: string, scope: vscode.Uri | undefined): string {
  const value = settings.value(name, scope);
  if (typeof value === 'string' && value.trim() !== '') return value.trim();
  const field = `fluxKlein.${name}`;
  throw new ImageError('badRequest', `${field} must be a text that is not empty.`, { field });
}

function nameVariables(
  { target }: SavingContext,
  { prompt, seed, aspectRatio, model }: GenerationRequest,
  index: number,
  nowMs: number,
): NameVariables {
  const { date, time } = dateVariables(nowMs, new Date(nowMs).getTimezoneOffset());
  return {
    slug: slugOf(prompt),
    date,
    time,
    seed: String(seed),
    ratio: aspectRatio.replace(':', 'x'),
    model: model.slice(model.lastIndexOf('/') + 1),
    n: String(index + 1),
    docName: target ? docNameOf(target) : '',
    // A long document takes long to read down to the cursor, and most templates ask for no heading.
    get heading() {
      return target ? headingAbove(target) : '';
    },
  };
}

function docNameOf({ document }: InsertionTarget): string {
  const { path } = homeOf(document).uri;
  return path.slice(path.lastIndexOf('/') + 1).replace(/(?<=.)\.[^.]*$/, '');
}

function headingAbove({ document, selection }: InsertionTarget): string {
  if (!hasMarkdownHeadings(document)) return '';
  const lines = {
    lineCount: document.lineCount,
    lineAt: (line: number) => document.lineAt(line).text,
  };
  const heading = nearestHeading(lines, selection()?.start.line ?? 0);
  return /[\p{L}\p{Nd}]/u.test(heading) ? slugOf(heading) : '';
}

/** VS Code's own setting for pictures in Markdown counts where the person has set it. */
function copyDestination(
  settings: Settings,
  document: vscode.TextDocument,
  place: DocumentPlace,
  namePath: string,
  { outputFormat }: GenerationRequest,
  nowMs: number,
  known: KnownDestinations,
): string | undefined {
  const isCell = document.uri.scheme === 'vscode-notebook-cell';
  if (!isCell && !isMarkdown(document)) return undefined;
  const destinations = settings.copyDestinations(document);
  if (destinations === undefined) return undefined;
  return resolveCopyDestination({
    destinations,
    document: place,
    workspaceFolderPaths: (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.path),
    fileName: `${namePath}.${outputFormat}`,
    epochMs: nowMs,
    known,
  });
}
