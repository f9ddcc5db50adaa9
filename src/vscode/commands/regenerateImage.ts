import type * as vscode from 'vscode';
import { altTextOf } from '../../core/documents/markdownImage.ts';
import { ImageError } from '../../core/errors.ts';
import type { Provenance } from '../../core/provenance/provenance.ts';
import { requestAgain, type RegenerationWishes } from '../../core/provenance/requestAgain.ts';
import { parsePrompt } from '../../core/request.ts';
import { baseNameOf } from '../../core/uriPath.ts';
import type { ApiKeys } from '../host/apiKeys.ts';
import type { Batch, GeneratedImage } from '../../app/making/batch.ts';
import { checkNames, confirmedArgument } from '../../app/commandArguments.ts';
import { uriArgument } from '../host/uriArgument.ts';
import type { ImageStudio } from '../../app/making/imageStudio.ts';
import type { InsertionTarget } from '../../app/documents/insertionTarget.ts';
import type { InsertionTargets } from '../editor/insertionTargets.ts';
import type { DocumentLinks } from '../../app/documents/documentLinks.ts';
import type { Log } from '../host/log.ts';
import type { ImageReading } from '../../app/images/imageReading.ts';
import type { ImageReplacing } from '../../app/images/imageReplacing.ts';
import type { Settings } from '../../app/settings.ts';
import type { ApiKeyDialog } from '../dialogs/apiKeyDialog.ts';
import { requireConfirmed } from '../../app/making/confirmation.ts';
import { confirmItems } from '../dialogs/confirmItems.ts';
import { createGenerateForPerson } from './generateForPerson.ts';
import { runForProgram } from '../../app/commands/generateForProgram.ts';
import { chooseImage, formatOfName } from '../dialogs/imageChoice.ts';
import { requireTrust } from './longBatch.ts';
import { askWishes } from '../dialogs/regenerateDialog.ts';
import { l10n } from '../host/l10n.ts';
import { showInformationMessage, showWarningMessage } from '../dialogs/windowText.ts';
import { createProgramPorts } from './programPorts.ts';

/** Makes an image again. The new file takes the path of the old one, so documents show it at once. */
export interface RegenerateImage {
  fromArguments(given: object): Promise<GeneratedImage>;
  /** @param given absent: the image in front, or one that the person picks. */
  forPerson(given?: vscode.Uri): Promise<GeneratedImage | undefined>;
}

export interface RegenerateImageOptions {
  readonly reading: ImageReading;
  readonly replacing: ImageReplacing;
  readonly studio: ImageStudio;
  readonly links: DocumentLinks;
  readonly targets: InsertionTargets;
  readonly keys: ApiKeys;
  readonly keyDialog: ApiKeyDialog;
  readonly settings: Settings;
  readonly log: Log;
}

export function createRegenerateImage(options: RegenerateImageOptions): RegenerateImage {
  const { reading, replacing, studio, links, targets, keyDialog, settings, log } = options;

  const batchOf = (
    uri: vscode.Uri,
    file: vscode.Uri,
    provenance: Provenance | undefined,
    wishes: RegenerationWishes,
  ): Batch => {
    const order = {
      args: requestAgain(provenance, formatOfName(uri), wishes),
      destination: { file },
      // As it was: an image made again is not made of itself.
      ...(provenance?.sourceImage !== undefined && { sourceImage: provenance.sourceImage }),
    };
    return studio.order([order]);
  };

  /**
   * Puts the new image into its place; one that was saved elsewhere meanwhile stays there.
   * @param onOldKept told that there is no trash for the old image.
   * @param onNotReplaced told why the new image stays beside the old one; absent: that rejects.
   */
  const settle = async (
    made: GeneratedImage,
    { uri, file, old }: { uri: vscode.Uri; file: vscode.Uri; old: RegenerationWishes['old'] },
    { onOldKept, onNotReplaced }: Partial<ReplacingListener> = {},
  ): Promise<GeneratedImage> => {
    if (made.uri !== file.toString()) return made;
    try {
      const kept = await replacing.replace(uri, file, old ?? 'keep');
      if (kept && old === 'trash') onOldKept?.(kept);
    } catch (error) {
      if (!onNotReplaced) throw error;
      onNotReplaced(error);
      return made;
    }
    return { ...made, uri: uri.toString(), link: await linkTo(uri, made.prompt) };
  };

  /** The image is made and in its place: a link that fails must not make it look unsent. */
  const linkTo = async (uri: vscode.Uri, prompt: string): Promise<string> => {
    let target: InsertionTarget | undefined;
    try {
      target = await targets.current();
      return await links.linkOf({ uri, altText: altTextOf(prompt) }, target);
    } catch (error) {
      log.warn(`The image is made again, but without a link: ${String(error)}`);
      return uri.toString();
    } finally {
      target?.dispose();
    }
  };

  const makeForPerson = async (
    uri: vscode.Uri,
    provenance: Provenance | undefined,
    wishes: RegenerationWishes,
  ): Promise<GeneratedImage | undefined> => {
    const room = await replacing.reserve(uri);
    const listener: ReplacingListener = {
      onOldKept: tellKept,
      onNotReplaced: (error) => tellNotReplaced(uri, room.file, error, log),
    };
    const generate = createGenerateForPerson({
      studio,
      keyDialog,
      log,
      finish: (images) =>
        Promise.all(
          images.map((image) => settle(image, { uri, file: room.file, old: wishes.old }, listener)),
        ),
      editPrompt: (prompt) => askAndMake(uri, provenance, { ...wishes, prompt }),
    });
    try {
      const batch = batchOf(uri, room.file, provenance, wishes);
      // Its model was shown with the question, so that it is only asked whether one image is too many.
      const wanted = batch.items.map(({ request }) => ({ request }));
      if (!(await confirmItems(wanted, settings))) return undefined;
      const images = await generate(batch);
      return images?.[0];
    } finally {
      // Its buttons may try again long after; then they find the name free, or say that it is taken.
      room.release();
    }
  };

  const askAndMake = async (
    uri: vscode.Uri,
    provenance: Provenance | undefined,
    wishes: RegenerationWishes = {},
  ): Promise<GeneratedImage | undefined> => {
    // Its model and its checker are shown with the question.
    const { request } = batchOf(uri, uri, provenance, { prompt: l10n.t('image') }).items[0]!;
    const asked = await askWishes({ uri, provenance, request }, wishes);
    return asked && makeForPerson(uri, provenance, asked);
  };

  return {
    async fromArguments(given) {
      const { uri, isConfirmed, ...wishes } = parseArguments(given);
      requireTrust();
      const provenance = await reading.provenanceOf(uri);
      const room = await replacing.reserve(uri);
      try {
        const { file } = room;
        const batch = batchOf(uri, file, provenance, wishes);
        requireConfirmed(batch.items, isConfirmed, settings);
        const [made] = await runForProgram({ ...options, ...createProgramPorts(options) }, batch);
        return await settle(made!, { uri, file, old: wishes.old });
      } finally {
        room.release();
      }
    },

    async forPerson(given) {
      requireTrust();
      const uri = given ?? (await chooseImage(l10n.t('Regenerate Image')));
      if (!uri || !(await keyDialog.ensure())) return undefined;
      formatOfName(uri);
      return askAndMake(uri, await reading.provenanceOf(uri));
    },
  };
}

/** Hears what did not go as it was wished. */
interface ReplacingListener {
  readonly onOldKept: (kept: vscode.Uri) => void;
  readonly onNotReplaced: (error: unknown) => void;
}

interface RegenerateArguments extends RegenerationWishes {
  readonly uri: vscode.Uri;
  readonly isConfirmed: boolean;
}

function parseArguments(given: object): RegenerateArguments {
  checkNames(given, ['uri', 'seed', 'prompt', 'old', 'confirmed']);
  const { uri, seed, prompt, old, confirmed } = given as Record<string, unknown>;
  return {
    uri: uriArgument(uri, 'uri'),
    isConfirmed: confirmedArgument(confirmed),
    ...(seed !== undefined && { seed: oneOf('seed', seed, ['same', 'new']) }),
    ...(prompt !== undefined && { prompt: parsePrompt(prompt) }),
    ...(old !== undefined && { old: oneOf('old', old, ['keep', 'trash']) }),
  };
}

function oneOf<T extends string>(field: string, value: unknown, allowed: readonly T[]): T {
  const found = allowed.find((each) => each === value);
  if (found !== undefined) return found;
  const choices = allowed.map((each) => `"${each}"`).join(' or ');
  throw new ImageError('badRequest', `${field} must be ${choices}.`, { field });
}

function tellKept(kept: vscode.Uri): void {
  const name = baseNameOf(kept.path);
  const text = l10n.t('There is no trash here, so the old image stays as {0}.', name);
  void showInformationMessage(text);
}

/** The new image is paid for and saved, so this is no failure that could be tried again. */
function tellNotReplaced(uri: vscode.Uri, file: vscode.Uri, error: unknown, log: Log): void {
  const cause = error instanceof ImageError ? (error.cause ?? error) : error;
  const [old, made] = [baseNameOf(uri.path), baseNameOf(file.path)];
  log.warn(`${old} could not be replaced: ${String(cause)}`);
  void showWarningMessage(
    l10n.t('{0} could not be replaced. The new image is {1} beside it.', old, made),
  );
}
