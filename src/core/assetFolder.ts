import { windowsProblem } from './assetName.ts';
import { maxTemplateLength, transformed, variableSyntax } from './destinationTemplate.ts';
import { ImageError } from './errors.ts';
import { isoTimeOf } from './isoTime.ts';
import {
  baseNameOf,
  dirNameOf,
  extNameOf,
  normalizePath,
  relativePath,
  segmentsOf,
} from './uriPath.ts';

/** Where a document lies. */
export interface DocumentPlace {
  /** URI path; for a notebook cell, the notebook's. */
  readonly path: string;
  /** URI path of the workspace folder that contains it. */
  readonly workspaceFolderPath?: string;
}

export interface AssetFolderOptions {
  /** `folder` or `fluxKlein.assetsFolder`, as the person wrote it. */
  readonly template: string;
  /** Which of the two. */
  readonly field: string;
  readonly document?: DocumentPlace;
  /** Where there is no document, or it lies in no workspace folder. */
  readonly workspaceFolderPath?: string;
  /** For `${unixTime}` and `${isoTime}`, which are unknown without. */
  readonly epochMs?: number;
  /** For `${fileExtName}`, which is unknown without. */
  readonly format?: string;
}

/** True where a path is a folder or lies in it, by its segments; links are not followed. */
export function isInside(
  path: string,
  folderPath: string,
  { ignoreCase }: { readonly ignoreCase: boolean },
): boolean {
  const fold = (text: string): string => (ignoreCase ? text.toLowerCase() : text);
  const segments = segmentsOf(fold(path));
  return segmentsOf(fold(folderPath)).every((segment, index) => segments[index] === segment);
}

/**
 * The folder that images go to: an absolute URI path without dots, which may lie outside the
 * workspace. Relative to the workspace folder; after `./` to the document; to the document where
 * there is no workspace folder. A template that begins with a variable for an absolute path is that
 * path.
 * @throws {ImageError} `badRequest` naming the field; `noWorkspace` where there is neither a
 * workspace folder nor a document.
 */
export function resolveAssetFolder(options: AssetFolderOptions): string {
  const { field, document } = options;
  const template = parseTemplate(options.template, field);
  const documentFolderPath = document && dirNameOf(document.path);
  const basePath =
    document?.workspaceFolderPath ?? options.workspaceFolderPath ?? documentFolderPath;
  if (basePath === undefined) {
    throw new ImageError('noWorkspace', 'No folder and no saved document is open.');
  }
  const path = expand(template, variablesOf(options, basePath), field);
  if (absoluteStart.test(template) && path.startsWith('/')) return normalizePath(path);
  const isDocumentRelative = /^\.(?:\/|$)/.test(template);
  const from = isDocumentRelative ? (documentFolderPath ?? basePath) : basePath;
  return normalizePath(`${from}/${path}`);
}

const absoluteStart = /^\$\{document(?:DirName|FilePath|WorkspaceFolder)[/}]/;

function parseTemplate(template: string, field: string): string {
  const refuse = (what: string): never => {
    throw new ImageError(
      'badRequest',
      `${field} must not be ${what}: it is a folder relative to the workspace folder, or after ./ to the document.`,
      { field },
    );
  };
  const trimmed = template.trim();
  if (trimmed.length > maxTemplateLength) refuse(`longer than ${maxTemplateLength} characters`);
  if (/\p{Cc}/u.test(trimmed)) refuse('a text with control characters');
  if (/^[\\/]*[a-z]:/i.test(trimmed)) refuse('a path with a drive letter');
  if (/^[\\/]{2}/.test(trimmed)) refuse('a network path');
  if (/^[a-z][a-z\d+.-]*:[\\/]/i.test(trimmed)) refuse('a URI');
  // Folders that are there already come in by variables, and are as they are.
  for (const name of trimmed.replace(wholeVariable, 'x').split(/[\\/]/)) {
    const problem = /^\.{0,2}$/.test(name) ? undefined : windowsProblem(name);
    if (problem)
      refuse(`a path with the name “${name}”, which ${problem} and which Windows does not take`);
  }
  // Inside a variable's transform a backslash belongs to the regular expression.
  return trimmed.replace(anyVariable, (token) => (token.startsWith('\\') ? '/' : token));
}

/** Also one that does not end, which is refused by its name. */
const wholeVariable = new RegExp(`${variableSyntax.source}|\\$\\{[^}]*\\}?`, 'g');
const anyVariable = new RegExp(`\\\\|${variableSyntax.source}`, 'g');

function expand(template: string, variables: ReadonlyMap<string, string>, field: string): string {
  const syntax = new RegExp(`${variableSyntax.source}|\\$\\{[^}]*\\}?`, 'g');
  return template.replace(
    syntax,
    (token, name?: string, pattern?: string, replacement?: string) => {
      const value = variables.get(name ?? '');
      if (value !== undefined) return transformed(value, { pattern, replacement }, field);
      const known = [...variables.keys()].map((each) => `\${${each}}`).join(', ');
      throw new ImageError(
        'badRequest',
        `${field} has no variable ${token}. Allowed are ${known}.`,
        { field },
      );
    },
  );
}

/** Without a document, as if one without a name lay in the base folder. */
function variablesOf(
  { document, epochMs, format }: AssetFolderOptions,
  basePath: string,
): ReadonlyMap<string, string> {
  const path = document?.path ?? `${basePath}/`;
  const dirName = dirNameOf(path);
  const extName = extNameOf(path);
  // A document elsewhere has no place relative to the base: only its own name is left.
  const isInBase = isInside(path, basePath, { ignoreCase: false });
  return new Map([
    ['documentDirName', dirName],
    ['documentRelativeDirName', isInBase ? relativePath(basePath, dirName) : ''],
    ['documentFileName', baseNameOf(path)],
    ['documentBaseName', baseNameOf(path).slice(0, -extName.length || undefined)],
    ['documentExtName', extName.slice(1)],
    ['documentFilePath', normalizePath(path)],
    ['documentRelativeFilePath', isInBase ? relativePath(basePath, path) : baseNameOf(path)],
    ['documentWorkspaceFolder', basePath],
    ...(format === undefined ? [] : ([['fileExtName', format]] as const)),
    ...(epochMs === undefined ? [] : timeVariables(epochMs)),
  ]);
}

function timeVariables(epochMs: number): [string, string][] {
  // Windows takes no colon in a name.
  return [
    ['unixTime', String(epochMs)],
    ['isoTime', isoTimeOf(epochMs).replaceAll(':', '-')],
  ];
}
