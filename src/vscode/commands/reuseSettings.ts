import type * as vscode from 'vscode';
import { ImageError } from '../../core/errors.ts';
import type { FormValues } from '../../protocol/messages.ts';
import { checkNames } from '../../app/commandArguments.ts';
import { uriArgument } from '../host/uriArgument.ts';
import { formOfProvenance } from '../views/panel/formOfProvenance.ts';
import type { ImageReading } from '../../app/images/imageReading.ts';
import { chooseImage } from '../dialogs/imageChoice.ts';
import { l10n } from '../host/l10n.ts';

export interface ReuseSettingsOptions {
  readonly reading: ImageReading;
  /** Opens the panel with these values in its form. */
  readonly fillPanel: (values: Partial<FormValues>) => Promise<void>;
}

/** Puts what made an image into the panel's form. Sends nothing. */
export interface ReuseSettings {
  fromArguments(given: object): Promise<void>;
  /** @param given absent: the image in front, or one that the person picks. */
  forPerson(given?: vscode.Uri): Promise<void>;
}

export function createReuseSettings({ reading, fillPanel }: ReuseSettingsOptions): ReuseSettings {
  const reuse = async (uri: vscode.Uri): Promise<void> => {
    const provenance = await reading.provenanceOf(uri);
    if (!provenance) {
      const message = 'This image does not hold the settings that made it.';
      throw new ImageError('badRequest', message, { field: 'uri' });
    }
    await fillPanel(formOfProvenance(provenance));
  };

  return {
    async fromArguments(given) {
      checkNames(given, ['uri']);
      await reuse(uriArgument((given as { uri?: unknown }).uri, 'uri'));
    },
    async forPerson(given) {
      const uri = given ?? (await chooseImage(l10n.t('Reuse Settings of Image')));
      if (uri) await reuse(uri);
    },
  };
}
