import * as vscode from 'vscode';

/**
 * The text of a file on whatever file system. Rejects with what that says, and for what is no file.
 * @returns `undefined` where it is longer
 */
export async function workspaceText(
  uri: vscode.Uri,
  maxBytes: number,
  files: Pick<vscode.FileSystem, 'stat' | 'readFile'> = vscode.workspace.fs,
): Promise<string | undefined> {
  const { type, size } = await files.stat(uri);
  // A pipe would keep the reader for ever.
  if ((type & vscode.FileType.File) === 0) throw new Error('This is no file.');
  // What a system makes up as it is read has no size, and may never end: `/proc/self/pagemap` behind a link.
  if (size === 0) return '';
  return size > maxBytes ? undefined : new TextDecoder().decode(await files.readFile(uri));
}
