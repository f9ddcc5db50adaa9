import * as vscode from 'vscode';
import type { ImageInput } from '../../core/provenance/imageTasks.ts';

/** An image for whoever works on its bytes: by its path where any thread can open it. Rejects with what the file system says. */
export async function imageInputOf(uri: vscode.Uri): Promise<ImageInput> {
  return uri.scheme === 'file'
    ? { fsPath: uri.fsPath }
    : { bytes: await vscode.workspace.fs.readFile(uri) };
}
