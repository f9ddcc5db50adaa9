import { l10n } from '../host/l10n.ts';
import { showInformationMessage } from './windowText.ts';

/** A repository can choose a dearer model, so whose choice it is gets said. */
export function nameWorkspaceModel(model: string): void {
  void showInformationMessage(
    l10n.t('The settings of this workspace choose the model {0}.', model),
  );
}
