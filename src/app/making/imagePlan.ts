import { withoutImageEnding } from '../../core/imageFormats.ts';
import {
  dateVariables,
  renderName,
  safeName,
  slugOf,
  type NameVariables,
} from '../../core/assetName.ts';
import { resolveAssetFolder, type DocumentPlace } from '../../core/assetFolder.ts';
import { resolveCopyDestination, type KnownDestinations } from '../../core/copyDestination.ts';
import { hasMarkdownHeadings } from '../../core/documents/languageTable.ts';
import { nearestHeading } from '../../core/documents/nearestHeading.ts';
import { ImageError } from '../../core/errors.ts';
import type { GenerationRequest } from '../../core/request.ts';
import type { AssetLocation } from './assetStore.ts';
import type { ImageDestination } from './batch.ts';
import type { InsertionTarget, OpenDocument } from '../documents/insertionTarget.ts';
import type { Settings } from '../settings.ts';
import { folderOf, joinPath, type Uri } from '../uri.ts';
import type { Folders } from '../folders.ts';
import { hasNoPlace, settingsScope, type SavingContext } from './savingContext.ts';

/** What decides about places besides the command itself. */
export interface Surroundings {
  readonly settings: Settings;
  readonly folders: Folders;
  /** The time of day. */
  readonly nowMs: number;
  /** Where VS Code's setting leads, as far as it was found out for this command. */
  readonly known: KnownDestinations;
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
  here: Surroundings,
  destination: ImageDestination = {},
): AssetLocation {
  const { file, beside, subfolder, fileName } = destination;
  if (file) return exactLocation(file, here);
  if (beside) {
    const { exactName: _, ...location } = exactLocation(beside, here);
    return location;
  }
  if (subfolder !== undefined) {
    const args = { ...context.args, ...(fileName !== undefined && { fileName }) };
    const location = locate({ ...context, args }, request, index, here);
    return { ...location, folder: joinPath(location.folder, subfolder) };
  }
  const variables = nameVariables(context, request, index, here);
  return context.chosen
    ? chosenLocation(context.chosen, variables)
    : usualLocation(context, variables, request, here);
}

/** A file that the person chose in a dialog; of several images, the others get numbers. */
function chosenLocation(chosen: Uri, variables: NameVariables): AssetLocation {
  const name = chosen.path.slice(chosen.path.lastIndexOf('/') + 1).replaceAll('${', '$ {');
  return {
    folder: folderOf(chosen),
    namePath: renderName(name, variables, 'name'),
    field: 'name',
  };
}

/** Where arguments and settings lead: argument, our own setting, VS Code's, our default. */
function usualLocation(
  context: SavingContext,
  variables: NameVariables,
  request: GenerationRequest,
  here: Surroundings,
): AssetLocation {
  const { settings, folders, nowMs } = here;
  const { target, args, workspaceFolder } = context;
  const scope = settingsScope(context);
  const home = target?.home;
  const base = workspaceFolder?.uri ?? home?.uri;
  if (!base || hasNoPlace(context)) {
    throw new ImageError('noWorkspace', 'No folder is open and no saved document to be beside.');
  }
  const roots = rootsOr(folderOf(base), folders);
  const nameField = args.fileName === undefined ? 'fluxKlein.fileNameTemplate' : 'fileName';
  const template = args.fileName ?? textSetting(settings, 'fileNameTemplate', scope);
  const namePath = renderName(template, variables, nameField);

  const copied =
    target && home?.place && args.folder === undefined && !settings.isSet('assetsFolder', scope)
      ? copyDestination(target.document, home.place, namePath, request, here)
      : undefined;
  if (copied) {
    const folderEnd = copied.lastIndexOf('/');
    return {
      folder: base.with({ path: copied.slice(0, folderEnd) || '/' }),
      namePath: safeName(withoutImageEnding(copied.slice(folderEnd + 1))),
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
function exactLocation(file: Uri, { folders }: Surroundings): AssetLocation {
  const exactName = file.path.slice(file.path.lastIndexOf('/') + 1);
  const folder = folderOf(file);
  return {
    folder,
    exactName,
    namePath: exactName.replace(/\.[^.]*$/, ''),
    roots: rootsOr(folder, folders),
    field: 'path',
  };
}

/** What files have to stay inside of: the workspace, or this folder where none is open. */
function rootsOr(folder: Uri, folders: Folders): readonly Uri[] {
  const open = folders.all();
  return open.length > 0 ? open.map(({ uri }) => uri) : [folder];
}

function textSetting(settings: Settings, name: string, scope: Uri | undefined): string {
  const value = settings.value(name, scope);
  if (typeof value === 'string' && value.trim() !== '') return value.trim();
  const field = `fluxKlein.${name}`;
  throw new ImageError('badRequest', `${field} must be a text that is not empty.`, { field });
}

function nameVariables(
  { target }: SavingContext,
  { prompt, seed, aspectRatio, model }: GenerationRequest,
  index: number,
  { nowMs }: Surroundings,
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

function docNameOf({ home }: InsertionTarget): string {
  const { path } = home.uri;
  return path.slice(path.lastIndexOf('/') + 1).replace(/(?<=.)\.[^.]*$/, '');
}

function headingAbove({ document, selection }: InsertionTarget): string {
  if (!hasMarkdownHeadings(document.languageId)) return '';
  const lines = {
    lineCount: document.lineCount,
    lineAt: (line: number) => document.lineAt(line).text,
  };
  const heading = nearestHeading(lines, selection()?.start.line ?? 0);
  return /[\p{L}\p{Nd}]/u.test(heading) ? slugOf(heading) : '';
}

/** VS Code's own setting for pictures in Markdown counts where the person has set it. */
function copyDestination(
  document: OpenDocument,
  place: DocumentPlace,
  namePath: string,
  { outputFormat }: GenerationRequest,
  { settings, folders, nowMs, known }: Surroundings,
): string | undefined {
  const isCell = document.uri.scheme === 'vscode-notebook-cell';
  if (!isCell && document.languageId !== 'markdown') return undefined;
  const destinations = settings.copyDestinations(document);
  if (destinations === undefined) return undefined;
  return resolveCopyDestination({
    destinations,
    document: place,
    workspaceFolderPaths: folders.all().map(({ uri }) => uri.path),
    fileName: `${namePath}.${outputFormat}`,
    epochMs: nowMs,
    known,
  });
}
