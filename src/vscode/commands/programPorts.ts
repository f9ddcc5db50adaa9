import * as vscode from 'vscode';
import type { Batch } from '../../app/making/batch.ts';
import type { ImageStudio } from '../../app/making/imageStudio.ts';
import type { Settings } from '../../app/settings.ts';
import type { Uri } from '../../app/uri.ts';
import { confirmItems } from '../dialogs/confirmItems.ts';
import { folderFor } from '../editor/obviousFolder.ts';
import { workspaceFolders } from '../host/workspaceFolders.ts';
import { runBatch } from './runBatch.ts';

/** What making images for programs and agents needs of this window. */
export const createProgramPorts = ({
  studio,
  settings,
}: {
  studio: ImageStudio;
  settings: Settings;
}) => ({
  folderFor,
  folders: workspaceFolders,
  uris: vscode.Uri,
  pathOf: (uri: Uri) => vscode.workspace.asRelativePath(uri),
  run: (batch: Batch, signal: AbortSignal) => runBatch(studio, batch, undefined, signal),
  confirm: (items: Batch['items']) => confirmItems(items, settings),
});
