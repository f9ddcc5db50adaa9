import * as vscode from 'vscode';
import { modelName } from '../../../core/models.ts';
import type { Provenance } from '../../../core/provenance/provenance.ts';
import { baseNameOf } from '../../../core/uriPath.ts';
import type { FormValues, FromPanel } from '../../../protocol/messages.ts';
import { plainText } from '../../../app/words/plainText.ts';
import { formOfProvenance } from './formOfProvenance.ts';
import type { ImageReading } from '../../../app/images/imageReading.ts';
import type { PanelSession } from './panelSession.ts';
import { l10n } from '../../host/l10n.ts';
import { showInformationMessage } from '../../dialogs/windowText.ts';

export type DroppedImage = Extract<FromPanel, { type: 'dropBytes' | 'dropFile' }>;

export interface DroppedImagesOptions {
  readonly loadReading: () => Promise<ImageReading>;
  readonly announce: (text: string) => void;
}

/** Offers the settings of an image that was dropped on the panel; the form changes only after a yes. */
export function createDroppedImages(
  options: DroppedImagesOptions,
): (dropped: DroppedImage, session: PanelSession) => Promise<void> {
  const { loadReading, announce } = options;

  const provenanceOf = async (dropped: DroppedImage): Promise<Provenance | undefined> => {
    const reading = await loadReading();
    if (dropped.type === 'dropBytes') {
      return reading.provenanceIn(new Uint8Array(dropped.bytes)).catch(() => undefined);
    }
    const uri = vscode.Uri.parse(dropped.uri, true);
    // A page names files only as far as the person could have dragged them out of the Explorer, which names
    // them without steps: with one, a path can begin in a folder and end elsewhere.
    const hasSteps = /(?:^|[\\/])\.{1,2}(?:[\\/]|$)/.test(uri.path);
    if (hasSteps || !vscode.workspace.getWorkspaceFolder(uri)) return undefined;
    return reading.provenanceOf(uri).catch(() => undefined);
  };

  return async (dropped, session) => {
    const name = plainText(nameOf(dropped), 80);
    const provenance = await provenanceOf(dropped);
    if (!provenance) return announce(l10n.t('{0} does not say how it was made.', name));
    const values = formOfProvenance(provenance);
    const use = l10n.t('Use Settings');
    const answer = await showInformationMessage(
      l10n.t('Use the settings of {0}?', name),
      { modal: true, detail: [plainText(provenance.prompt), ...modelOf(values)].join('\n\n') },
      use,
    );
    if (answer !== use) return;
    session.post({ type: 'fill', values });
    announce(l10n.t('The form has the settings of {0}.', name));
  };
}

const modelOf = ({ model }: Partial<FormValues>): string[] => (model ? [modelName(model)] : []);

const nameOf = (dropped: DroppedImage): string =>
  dropped.type === 'dropBytes'
    ? dropped.name
    : baseNameOf(vscode.Uri.parse(dropped.uri, true).path);
