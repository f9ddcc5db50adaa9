import * as vscode from 'vscode';
import { slugOf } from '../../core/assetName.ts';
import type { GenerateArgs } from '../../core/request.ts';
import { hasNoPlace, type SavingContext } from '../../app/making/savingContext.ts';
import { obviousFolder } from '../editor/obviousFolder.ts';
import type { Batch } from '../../app/making/batch.ts';
import type { ImageStudio } from '../../app/making/imageStudio.ts';
import type { InsertionTarget } from '../../app/documents/insertionTarget.ts';
import type { Settings } from '../../app/settings.ts';
import { confirmItems } from '../dialogs/confirmItems.ts';
import { askForFile } from '../dialogs/saveDialog.ts';
import { l10n } from '../host/l10n.ts';

/**
 * Asks what only the person can say before anything is sent: a file where there is no folder, and
 * a yes to many images. `undefined`: they backed out.
 * @throws {ImageError} `badRequest` for a bad argument or setting.
 */
export async function decideBatch(
  { studio, settings }: { readonly studio: ImageStudio; readonly settings: Settings },
  args: GenerateArgs,
  context: SavingContext,
): Promise<Batch | undefined> {
  const needsFile = hasNoPlace(context);
  const saveLabel = l10n.t('Generate and Save');
  const name = `${slugOf(args.prompt ?? '')}.${args.outputFormat ?? 'webp'}`;
  const chosen = needsFile ? await askForFile({ saveLabel, name }) : context.chosen;
  if (needsFile && !chosen) return undefined;
  const batch = studio.prepare(args, { ...context, ...(chosen && { chosen }) });
  return (await confirmItems(batch.items, settings)) ? batch : undefined;
}

/** The folder that counts; asks where there are several and nothing says which. */
export async function folderFor(
  target: InsertionTarget | undefined,
): Promise<vscode.WorkspaceFolder | 'left' | undefined> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const folder = obviousFolder(target) ?? (folders.length === 1 ? folders[0] : undefined);
  if (folder || folders.length === 0) return folder;
  const placeHolder = l10n.t('Which folder are the images for?');
  return (await vscode.window.showWorkspaceFolderPick({ placeHolder })) ?? 'left';
}
