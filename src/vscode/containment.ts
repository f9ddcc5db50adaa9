import * as vscode from 'vscode';
import { isInside } from '../core/assetFolder.ts';
import { ImageError } from '../core/errors.ts';

export interface Contained {
  /** A file must lie in one of these, links followed; absent: anywhere, the person chose it. */
  readonly roots?: readonly vscode.Uri[];
  /** What is named if it lies elsewhere. */
  readonly field: string;
}

/** Follows links, also of a path of which only the beginning exists. */
export type Resolve = (uri: vscode.Uri) => Promise<vscode.Uri>;

const isCaseFolding = process.platform === 'win32' || process.platform === 'darwin';

/** @throws {ImageError} `badRequest` where a file would lie outside of all roots. */
export async function checkContained(
  { roots, field }: Contained,
  uri: vscode.Uri,
  follow: Resolve,
): Promise<void> {
  if (!roots) return;
  const candidates = roots.filter(
    ({ scheme, authority }) => scheme === uri.scheme && authority === uri.authority,
  );
  const [place, ...folders] = await Promise.all(
    [vscode.Uri.joinPath(uri, '..'), ...candidates].map(follow),
  );
  const options = { ignoreCase: isCaseFolding };
  if (folders.some((folder) => isInside(place!.path, folder.path, options))) return;
  throw new ImageError(
    'badRequest',
    `${field} must name a place in the folder that is open; this one lies outside.`,
    { field, reason: 'outsideWorkspace' },
  );
}
