import { isInside, type DocumentPlace } from './assetFolder.ts';
import { maxTemplateLength, transformed, variableSyntax } from './destinationTemplate.ts';
import { ImageError } from './errors.ts';
import { matchesGlob, usualEffort, type MatchingEffort } from './glob.ts';
import { isoTimeOf } from './isoTime.ts';
import { baseNameOf, dirNameOf, extNameOf, normalizePath, relativePath } from './uriPath.ts';

const field = 'markdown.copyFiles.destination';

export interface CopyDestinationOptions {
  /** The setting as it is written. */
  readonly destinations: unknown;
  readonly document: DocumentPlace;
  /** Every open folder: a glob with a leading `/` counts in each of them. */
  readonly workspaceFolderPaths: readonly string[];
  /** With extension. */
  readonly fileName: string;
  readonly epochMs: number;
  /** For several files of one document: what the setting says of it, found out with the first. */
  readonly known?: KnownDestinations;
}

/** By the setting as it is written. */
export type KnownDestinations = Map<unknown, string | undefined>;

/**
 * Where VS Code's own Markdown support would put a file that is copied into this document: an
 * absolute URI path of the file, which may lie anywhere. `undefined` where the setting says nothing
 * about the document. As VS Code 1.110 to 1.139 do it, for which there is no API; but a result that
 * is a folder gets the file's name.
 * @throws {ImageError} `badRequest` where the setting is malformed.
 */
export function resolveCopyDestination(options: CopyDestinationOptions): string | undefined {
  const { destinations, known = new Map() as KnownDestinations } = options;
  if (!known.has(destinations)) known.set(destinations, destinationOf(options));
  const destination = known.get(destinations);
  return destination === undefined ? undefined : pathOf(destination, options);
}

function destinationOf(options: CopyDestinationOptions): string | undefined {
  const { destinations, document, workspaceFolderPaths } = options;
  const effort = usualEffort();
  for (const [glob, destination] of entriesOf(destinations)) {
    if (effort.steps < 0) break;
    if (coversDocument(glob, document.path, workspaceFolderPaths, effort)) return destination;
  }
  return undefined;
}

function entriesOf(destinations: unknown): [string, string][] {
  if (destinations === undefined || destinations === null) return [];
  const isObject = typeof destinations === 'object' && !Array.isArray(destinations);
  const entries = isObject ? Object.entries(destinations) : [];
  const isRight = entries.every(
    ([glob, value]) =>
      typeof value === 'string' &&
      value.length <= maxTemplateLength &&
      glob.length <= maxTemplateLength,
  );
  if (isObject && isRight) return entries as [string, string][];
  throw new ImageError(
    'badRequest',
    `${field} must be an object of globs and destinations, each a text of at most ${maxTemplateLength} characters.`,
    { field },
  );
}

function coversDocument(
  glob: string,
  documentPath: string,
  workspaceFolderPaths: readonly string[],
  effort: MatchingEffort,
): boolean {
  if (!glob.startsWith('/')) {
    const anywhere = glob.startsWith('**') ? glob : `**/${glob}`;
    return matchesGlob(anywhere, documentPath.replace(/^\//, ''), effort);
  }
  return workspaceFolderPaths.some(
    (folderPath) =>
      isInside(documentPath, folderPath, { ignoreCase: false }) &&
      matchesGlob(glob.slice(1), relativePath(folderPath, documentPath), effort),
  );
}

function pathOf(destination: string, options: CopyDestinationOptions): string {
  const { document, fileName } = options;
  let template = destination.trim();
  if (template.startsWith('/')) template = `\${documentWorkspaceFolder}${template}`;
  let path = expand(template, variablesOf(options));
  if (path === '' || template.endsWith('/') || path.endsWith('/')) path += fileName;
  return normalizePath(path.startsWith('/') ? path : `${dirNameOf(document.path)}/${path}`);
}

function expand(template: string, variables: ReadonlyMap<string, string>): string {
  const syntax = new RegExp(`\\\\\\$|${variableSyntax.source}`, 'g');
  return template.replace(
    syntax,
    (token, name?: string, pattern?: string, replacement?: string) => {
      if (name === undefined) return '$';
      const value = variables.get(name);
      return value === undefined ? token : transformed(value, { pattern, replacement }, field);
    },
  );
}

function variablesOf(options: CopyDestinationOptions): ReadonlyMap<string, string> {
  const { document, fileName, epochMs } = options;
  const { path, workspaceFolderPath } = document;
  const dirName = dirNameOf(path);
  const extName = extNameOf(path);
  const relative = (to: string): string =>
    workspaceFolderPath === undefined ? to : relativePath(workspaceFolderPath, to);
  return new Map([
    ['documentDirName', dirName],
    ['documentRelativeDirName', relative(dirName)],
    ['documentFileName', baseNameOf(path)],
    ['documentBaseName', baseNameOf(path).slice(0, -extName.length || undefined)],
    ['documentExtName', extName.slice(1)],
    ['documentFilePath', path],
    ['documentRelativeFilePath', relative(path)],
    ['documentWorkspaceFolder', workspaceFolderPath ?? dirName],
    ['fileName', fileName],
    ['fileExtName', extNameOf(fileName).slice(1)],
    ['unixTime', String(epochMs)],
    ['isoTime', isoTimeOf(epochMs)],
  ]);
}
