import type * as vscode from 'vscode';
import type { Provenance } from '../../core/provenance/provenance.ts';
import { checkNames } from '../../app/commandArguments.ts';
import { uriArgument } from '../host/uriArgument.ts';
import { showDetailsList, type DetailActions } from '../dialogs/detailsList.ts';
import type { ImageReading } from '../../app/images/imageReading.ts';
import { chooseImage } from '../dialogs/imageChoice.ts';
import { l10n } from '../host/l10n.ts';

/** Tells how an image was made, from what its file holds. */
export interface ShowImageDetails {
  /** Shows nothing. `undefined`: an image that was not made here. */
  fromArguments(given: object): Promise<Provenance | undefined>;
  /** @param given absent: the image in front, or one that the person picks. */
  forPerson(given?: vscode.Uri): Promise<Provenance | undefined>;
}

/** More than an image of ours has, and enough to measure those of others. */
const maxMeasuredBytes = 32_000_000;

export function createShowImageDetails(
  reading: ImageReading,
  actions: DetailActions,
): ShowImageDetails {
  return {
    async fromArguments(given) {
      checkNames(given, ['uri']);
      return reading.provenanceOf(uriArgument((given as { uri?: unknown }).uri, 'uri'));
    },

    async forPerson(given) {
      const uri = given ?? (await chooseImage(l10n.t('Show Image Details')));
      if (!uri) return undefined;
      const details = await reading.detailsOf(uri, maxMeasuredBytes);
      void showDetailsList(details, actions);
      return details.provenance;
    },
  };
}
