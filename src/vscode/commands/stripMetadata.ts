import type * as vscode from 'vscode';
import { ImageError } from '../../core/errors.ts';
import type { Crc32 } from '../../core/ports.ts';
import { baseNameOf } from '../../core/uriPath.ts';
import { checkNames, uriArgument } from '../commandArguments.ts';
import type { ImageFiles } from '../files/imageFiles.ts';
import { chooseImage } from './imageChoice.ts';
import { l10n } from '../l10n.ts';
import { showInformationMessage, showWarningMessage } from '../windowText.ts';

/** Takes out of an image file what tells how it was made. The picture stays as it is, bit for bit. */
export interface StripMetadata {
  fromArguments(given: object): Promise<void>;
  /** @param given absent: the image in front, or one that the person picks. */
  forPerson(given?: vscode.Uri): Promise<void>;
}

export function createStripMetadata(files: ImageFiles, crc32: Crc32): StripMetadata {
  /** Resolves to whether there was anything to take out. */
  const strip = async (uri: vscode.Uri): Promise<boolean> => {
    const before = await readImage(files, uri);
    const after = await stripped(before, crc32);
    const hasChanged =
      after.length !== before.length || after.some((byte, index) => byte !== before[index]);
    if (hasChanged) await files.replace(uri, after);
    return hasChanged;
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

async function readImage(files: ImageFiles, uri: vscode.Uri): Promise<Uint8Array> {
  try {
    return await files.read(uri, ({ byteCount, read }) => read(0, byteCount));
  } catch (cause) {
    const message = 'uri must name an image file that can be read.';
    throw new ImageError('badRequest', message, { field: 'uri', cause });
  }
}

async function stripped(bytes: Uint8Array, crc32: Crc32): Promise<Uint8Array> {
  const { stripMetadata } = await import('../../core/provenance/embedProvenance.ts');
  try {
    return stripMetadata(bytes, crc32);
  } catch (cause) {
    if (!(cause instanceof ImageError)) throw cause;
    throw new ImageError('badRequest', `uri must name a sound image. ${cause.message}`, {
      field: 'uri',
      cause,
    });
  }
}
