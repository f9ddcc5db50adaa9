import * as vscode from 'vscode';
import { temporaryNameOf, type LedgerEntry } from '../../core/ledgerEntry.ts';
import { isTrial, trialName } from '../../app/files/newFile.ts';

async function sizeOf(uri: vscode.Uri): Promise<number | undefined> {
  try {
    const { type, size } = await vscode.workspace.fs.stat(uri);
    return (type & vscode.FileType.File) === 0 ? undefined : size;
  } catch {
    return undefined;
  }
}

/**
 * Removes what a crash left of an image beside its place: the temporary file, the empty file that held its name,
 * and that with which the folder was tried. Only for entries that nobody works on.
 * @returns the entry, or `undefined` where the image was safe when the crash came.
 */
export async function tidied(entry: LedgerEntry): Promise<LedgerEntry | undefined> {
  const { naming } = entry;
  const file = naming && vscode.Uri.parse(naming.uri, true);
  // The person may have chosen another folder than the one that was promised.
  const place = file ?? vscode.Uri.parse(entry.uri, true);
  const temporary = vscode.Uri.joinPath(place, '..', temporaryNameOf(entry.id));
  const trial = vscode.Uri.joinPath(place, '..', trialName);
  const trialSize = await sizeOf(trial);
  if (trialSize !== undefined && isTrial({ size: trialSize })) await remove(trial);
  const size = file && (await sizeOf(file));
  const hasTemporary = (await sizeOf(temporary)) !== undefined;
  // A file that came without its temporary one, or is not empty, is somebody else's.
  if (file && size === 0 && hasTemporary && naming.byteCount > 0) await remove(file);
  if (hasTemporary) await remove(temporary);
  return naming && size === naming.byteCount ? undefined : entry;
}

const remove = (uri: vscode.Uri): Thenable<void> =>
  // The disk may be away, or the folder closed to us: the next one to save there meets it again.
  vscode.workspace.fs.delete(uri).then(undefined, () => undefined);
