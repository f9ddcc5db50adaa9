import type * as vscode from 'vscode';
import { ImageError } from '../../core/errors.ts';
import { requestOfProvenance } from '../../core/provenance/requestOfProvenance.ts';
import { parseGenerateArgs } from '../../core/request.ts';
import { baseNameOf } from '../../core/uriPath.ts';
import type { ApiKeys } from '../host/apiKeys.ts';
import type { Batch, GeneratedImage } from '../../app/making/batch.ts';
import { checkNames, confirmedArgument } from '../../app/commandArguments.ts';
import { uriArgument } from '../host/uriArgument.ts';
import type { ImageStudio } from '../../app/making/imageStudio.ts';
import type { InsertionTargets } from '../editor/insertionTargets.ts';
import type { Log } from '../host/log.ts';
import type { ImageReading } from '../../app/images/imageReading.ts';
import type { Settings } from '../../app/settings.ts';
import type { ApiKeyDialog } from '../dialogs/apiKeyDialog.ts';
import { requireConfirmed } from '../../app/making/confirmation.ts';
import { confirmItems } from '../dialogs/confirmItems.ts';
import { createGenerateForPerson } from './generateForPerson.ts';
import { runForProgram } from '../../app/commands/generateForProgram.ts';
import { chooseImage, formatOfName } from '../dialogs/imageChoice.ts';
import { requireTrust } from './longBatch.ts';
import { askPrompt } from '../dialogs/optionsDialog.ts';
import { l10n } from '../host/l10n.ts';
import { createProgramPorts } from './programPorts.ts';

/** Makes images like one that is there, with new seeds, beside it. */
export interface CreateVariations {
  fromArguments(given: object): Promise<GeneratedImage[]>;
  /** @param given absent: the image in front, or one that the person picks. */
  forPerson(given?: vscode.Uri): Promise<GeneratedImage[] | undefined>;
}

export interface CreateVariationsOptions {
  readonly reading: ImageReading;
  readonly studio: ImageStudio;
  readonly targets: InsertionTargets;
  readonly keys: ApiKeys;
  readonly keyDialog: ApiKeyDialog;
  readonly settings: Settings;
  readonly log: Log;
}

const defaultCount = 4;

export function createCreateVariations(options: CreateVariationsOptions): CreateVariations {
  const { reading, studio, targets, keyDialog, settings, log } = options;

  /** Takes over the target that links are written for, until the images are made. */
  const batchOf = async (uri: vscode.Uri, count: number, prompt?: string): Promise<Batch> => {
    requireTrust();
    const provenance = await reading.provenanceOf(uri);
    if (!provenance) {
      const message = 'uri must name an image that holds the prompt which made it.';
      throw new ImageError('badRequest', message, { field: 'uri' });
    }
    const { seed: _, ...args } = requestOfProvenance(provenance, formatOfName(uri));
    const order = {
      args: { ...args, ...(prompt !== undefined && { prompt }) },
      imageCount: count,
      destination: { beside: uri },
      sourceImage: baseNameOf(uri.path),
    };
    const target = await targets.current();
    try {
      return studio.order([order], { target, args: {}, workspaceFolder: undefined });
    } catch (error) {
      target?.dispose();
      throw error;
    }
  };

  /** Asks where it is needed, and lets go of the target where the person backs out. */
  const makeIfConfirmed = async (
    batch: Batch,
    uri: vscode.Uri,
  ): Promise<GeneratedImage[] | undefined> => {
    if (await confirmItems(batch.items, settings)) return make(batch, uri);
    batch.context.target?.dispose();
    return undefined;
  };

  const make = (batch: Batch, uri: vscode.Uri): Promise<GeneratedImage[] | undefined> =>
    createGenerateForPerson({
      studio,
      keyDialog,
      log,
      async editPrompt(before) {
        const answer = await askPrompt(before);
        if (answer.kind !== 'accepted') return;
        await makeIfConfirmed(await batchOf(uri, batch.items.length, answer.value), uri);
      },
    })(batch);

  return {
    async fromArguments(given) {
      checkNames(given, ['uri', 'count', 'confirmed']);
      const { uri, count, confirmed } = given as Record<string, unknown>;
      const isConfirmed = confirmedArgument(confirmed);
      const image = uriArgument(uri, 'uri');
      const { count: wanted = defaultCount } = parseGenerateArgs({ count });
      const batch = await batchOf(image, wanted);
      try {
        requireConfirmed(batch.items, isConfirmed, settings);
        return await runForProgram({ ...options, ...createProgramPorts(options) }, batch);
      } finally {
        batch.context.target?.dispose();
      }
    },

    async forPerson(given) {
      requireTrust();
      const uri = given ?? (await chooseImage(l10n.t('Create Variations of Image')));
      if (!uri || !(await keyDialog.ensure())) return undefined;
      return makeIfConfirmed(await batchOf(uri, defaultCount), uri);
    },
  };
}
