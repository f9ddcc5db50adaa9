import * as vscode from 'vscode';
import { ImageError } from '../../core/errors.ts';
import type { ImageTasks } from '../../core/provenance/imageTasks.ts';
import { baseNameOf } from '../../core/uriPath.ts';
import { checkNames } from '../../app/commandArguments.ts';
import { uriArgument } from '../host/uriArgument.ts';
import { checkInside, type Resolve } from '../../app/files/containment.ts';
import type { ImageFiles } from '../../app/files/imageFiles.ts';
import { imageInputOf } from '../host/imageInput.ts';
import { chooseImage } from '../dialogs/imageChoice.ts';
import { l10n } from '../host/l10n.ts';
import { showInformationMessage, showWarningMessage } from '../dialogs/windowText.ts';

/** Takes out of an image file what tells how it was made. The picture stays as it is, bit for bit. */
export interface StripMetadata {
  fromArguments(given: object): Promise<void>;
  /** @param given absent: the image in front, or one that the person picks. */
  forPerson(given?: vscode.Uri): Promise<void>;
}

export function createStripMetadata(
  files: Pick<ImageFiles, 'replace'>,
  tasks: Pick<ImageTasks, 'stripped'>,
  resolve: Resolve,
): StripMetadata {
  /** Resolves to whether there was anything to take out. */
  const strip = async (uri: vscode.Uri): Promise<boolean> => {
    // A link in the workspace may lead to a file elsewhere, which nobody has spoken of.
    if (vscode.workspace.getWorkspaceFolder(uri)) {
      const roots = (vscode.workspace.workspaceFolders ?? []).map((folder) => folder.uri);
      await checkInside({ roots, field: 'uri' }, uri, resolve);
    }
    const after = await stripped(uri, tasks);
    if (after) await files.replace(uri, after);
    return after !== undefined;
  };

  return {
    async fromArguments(given) {
      checkNames(given, ['uri']);
      await strip(uriArgument((given as { uri?: unknown }).uri, 'uri'));
    },

    async forPerson(given) {
      const uri = given ?? (await chooseImage(l10n.t('Strip Image Metadata')));
      if (!uri || !(await agrees(uri))) return;
      const hasChanged = await strip(uri);
      const name = baseNameOf(uri.path);
      void showInformationMessage(
        hasChanged
          ? l10n.t('{0} no longer says how it was made.', name)
          : l10n.t('{0} has no metadata.', name),
      );
    },
  };
}

/** A prompt that stands nowhere else cannot be had back. */
async function agrees(uri: vscode.Uri): Promise<boolean> {
  const proceed = l10n.t('Strip Metadata');
  const question = l10n.t('Strip the metadata of {0}?', baseNameOf(uri.path));
  const detail = l10n.t(
    'Prompt, seed and everything else about how it was made are removed from the file. The picture stays as it is.',
  );
  const answer = showWarningMessage(question, { modal: true, detail }, proceed);
  return (await answer) === proceed;
}

async function stripped(
  uri: vscode.Uri,
  tasks: Pick<ImageTasks, 'stripped'>,
): Promise<Uint8Array | undefined> {
  try {
    return await tasks.stripped(await imageInputOf(uri));
  } catch (cause) {
    const message =
      cause instanceof ImageError
        ? `uri must name a sound image. ${cause.message}`
        : 'uri must name an image file that can be read.';
    throw new ImageError('badRequest', message, { field: 'uri', cause });
  }
}
