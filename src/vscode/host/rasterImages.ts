import { imageFilesGlob } from '../../core/imageFormats.ts';
import * as vscode from 'vscode';
import type { ImagePlace, WorkspaceImages } from '../../app/library/historyIndex.ts';
import { inSlices } from '../../app/library/slices.ts';

/** On top of what the person's settings exclude. */
const excludedGlob = '**/{node_modules,.git}/**';

/** @returns `undefined` for what is in no workspace folder. */
export function placeOf(uri: vscode.Uri): ImagePlace | undefined {
  return placeIn(foldersByDepth(), uri);
}

/** The image files of the workspace as VS Code lists them. */
export const workspaceImages: WorkspaceImages = {
  async find(maxCount) {
    const uris = await vscode.workspace.findFiles(imageFilesGlob, excludedGlob, maxCount);
    const folders = foldersByDepth();
    const places: ImagePlace[] = [];
    await inSlices(uris, (uri) => {
      const place = placeIn(folders, uri);
      if (place) places.push(place);
    });
    return places;
  },

  uriOf: ({ folder, path }) => vscode.Uri.joinPath(vscode.Uri.parse(folder), path),

  async stampOf(uri) {
    try {
      const { type, mtime, size } = await vscode.workspace.fs.stat(uri);
      return (type & vscode.FileType.File) === 0 ? undefined : { mtimeMs: mtime, byteCount: size };
    } catch {
      return undefined;
    }
  },
};

interface Folder {
  readonly id: string;
  readonly uri: vscode.Uri;
  readonly prefix: string;
}

/** A folder inside of another one comes first: its files are its own. */
function foldersByDepth(): Folder[] {
  return (vscode.workspace.workspaceFolders ?? [])
    .map(({ uri }) => ({
      id: uri.toString(),
      uri,
      prefix: uri.path.endsWith('/') ? uri.path : `${uri.path}/`,
    }))
    .toSorted((a, b) => b.prefix.length - a.prefix.length);
}

// `getWorkspaceFolder` would take long for ten thousand files.
function placeIn(folders: readonly Folder[], uri: vscode.Uri): ImagePlace | undefined {
  const folder = folders.find(
    ({ uri: root, prefix }) =>
      root.scheme === uri.scheme && root.authority === uri.authority && uri.path.startsWith(prefix),
  );
  return folder && { folder: folder.id, path: uri.path.slice(folder.prefix.length) };
}
