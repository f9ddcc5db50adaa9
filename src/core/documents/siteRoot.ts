import { normalizePath, relativePath } from '../uriPath.ts';

/**
 * The folder that the setting `fluxKlein.siteRoot` names: a path in the workspace folder.
 * @returns a URI path; `undefined` where the setting is empty, or there is no workspace folder.
 */
export function siteRootPath(
  setting: string,
  workspaceFolderPath: string | undefined,
): string | undefined {
  const folder = setting.trim().replaceAll('\\', '/');
  if (folder === '' || workspaceFolderPath === undefined) return undefined;
  return normalizePath(`${workspaceFolderPath}/${folder}`);
}

/** The path of an image from the site's root, with `/` in front; `undefined` where it lies elsewhere. */
export function pathInSite(
  imagePath: string,
  rootPath: string,
  isSameSegment?: (a: string, b: string) => boolean,
): string | undefined {
  const path = relativePath(rootPath, imagePath, isSameSegment);
  return path === '' || path.split('/')[0] === '..' ? undefined : `/${path}`;
}
