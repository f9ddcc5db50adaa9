import * as vscode from 'vscode';
import type { ImageInputOf } from '../../app/images/imageReading.ts';

/** Files of this computer by their paths, all others by their bytes. */
export const imageInputOf: ImageInputOf = async (uri) =>
  uri.scheme === 'file'
    ? { fsPath: uri.fsPath }
    : { bytes: await vscode.workspace.fs.readFile(uri) };
