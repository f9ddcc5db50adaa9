import * as vscode from 'vscode';
import { createImageFiles, type ImageFiles } from '../app/files/imageFiles.ts';
import type { NewFiles } from '../app/files/newFile.ts';
import type { LeftoverFiles } from '../app/unsaved/tidyEntry.ts';
import type { Uri } from '../app/uri.ts';
import { createLocalFiles } from '../node/localFiles.ts';
import { localLeftovers } from '../node/localLeftovers.ts';
import { createLocalImages } from '../node/localImages.ts';
import { createVirtualFiles } from '../vscode/host/virtualFiles.ts';
import { virtualLeftovers } from '../vscode/host/virtualLeftovers.ts';
import { createVirtualImages } from '../vscode/host/virtualImages.ts';

/** The file systems that new files go to: this computer's by Node, all others by VS Code. */
export function createNewFilesOf(): (uri: Uri) => NewFiles {
  const local = createLocalFiles(vscode.Uri);
  const virtual = createVirtualFiles();
  return ({ scheme }) => (scheme === 'file' ? local : virtual);
}

/** The same for images that are there already. */
export function createWindowImages(): ImageFiles {
  return createImageFiles(createLocalImages(), createVirtualImages());
}

/** The same for what crashes leave beside images. */
export const windowLeftovers: LeftoverFiles = {
  sizeOf: (uri) => (isLocal(uri) ? localLeftovers : virtualLeftovers).sizeOf(uri),
  remove: (uri) => (isLocal(uri) ? localLeftovers : virtualLeftovers).remove(uri),
};

const isLocal = ({ scheme }: Uri): boolean => scheme === 'file';
