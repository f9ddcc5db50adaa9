import type * as vscode from 'vscode';
import { ImageError } from '../../core/errors.ts';
import type { FormValues } from '../../protocol/messages.ts';
import { formOfProvenance } from '../provenance/formOfProvenance.ts';
import type { ImageReading } from '../provenance/imageReading.ts';
import { chooseImage } from './imageChoice.ts';
import { l10n } from '../l10n.ts';

export interface ReuseSettingsOptions {
  readonly reading: ImageReading;
  /** Opens the panel with these values in its form. */
  readonly fillPanel: (values: Partial<FormValues>) => Promise<void>;
}

/** Puts what made an image into the panel's form. Sends nothing. */
export function createReuseSettings(
  options: ReuseSettingsOptions,
): (given?: vscode.Uri) => Promise<void> {
  const { reading, fillPanel } = options;
  return async (given) => {
    const uri = given ?? (await chooseImage(l10n.t('Reuse Settings of Image')));
    if (!uri) return;
    const provenance = await reading.provenanceOf(uri);
    if (!provenance) {
      const message = 'This image does not hold the settings that made it.';
      throw new ImageError('badRequest', message, { field: 'uri' });
    }
    await fillPanel(formOfProvenance(provenance));
  };
}
