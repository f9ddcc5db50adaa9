import type { ImageError } from '../../../core/errors.ts';
import type { GenerateArgs } from '../../../core/request.ts';
import type { FormValues } from '../../../protocol/messages.ts';
import type { ApiKeyDialog } from '../../dialogs/apiKeyDialog.ts';
import { decideBatch, folderFor } from '../../commands/decideBatch.ts';
import type { ImageStudio } from '../../../app/making/imageStudio.ts';
import { showIfFails } from '../../dialogs/failureActions.ts';
import type { InsertionTargets } from '../../editor/insertionTargets.ts';
import type { Log } from '../../host/log.ts';
import type { Settings } from '../../../app/settings.ts';
import type { Obstacles } from './obstacles.ts';
import type { PanelBatchEnd, PanelJobs } from '../../../app/jobs/panelJobs.ts';
import { argumentsOfForm, problemOf } from './panelState.ts';
import { failedImagesMessage } from '../../../app/words/failedImages.ts';
import { l10n } from '../../host/l10n.ts';
import { showInformationMessage, showWarningMessage } from '../../dialogs/windowText.ts';

/** From the Generate button to the words at the end. */
export interface PanelGeneration {
  /** Resolves when the last image has settled. Asks for a key, a folder or a yes where one is needed. */
  generate(args: GenerateArgs): Promise<void>;
  generateForm(form: FormValues): Promise<void>;
}

export interface PanelGenerationOptions {
  readonly studio: ImageStudio;
  readonly settings: Settings;
  readonly targets: InsertionTargets;
  readonly keyDialog: ApiKeyDialog;
  readonly making: PanelJobs;
  readonly obstacles: Obstacles;
  readonly announce: (text: string) => void;
  /** True while a panel is open: it says itself what happens. */
  readonly isShown: () => boolean;
  readonly showPanel: () => Promise<void>;
  readonly log: Log;
}

export function createPanelGeneration(options: PanelGenerationOptions): PanelGeneration {
  const { studio, settings, targets, keyDialog, making, obstacles } = options;
  const { announce, isShown, showPanel, log } = options;

  const conclude = ({ made, failed }: PanelBatchEnd): void => {
    for (const error of failed) obstacles.noteFailure(error);
    if (made > 0) obstacles.noteSuccess();
    const text = endWords(made, failed);
    if (!text) return;
    announce(text);
    if (isShown()) return;
    const show = l10n.t('Show');
    const message =
      failed.length > 0 ? showWarningMessage(text, show) : showInformationMessage(text, show);
    const showing = message.then((chosen) => (chosen === show ? showPanel() : undefined));
    showIfFails(showing, log);
  };

  const generate = async (args: GenerateArgs): Promise<void> => {
    if (!(await keyDialog.ensure())) return;
    const target = await targets.current();
    try {
      const workspaceFolder = await folderFor(target);
      if (workspaceFolder === 'left') return;
      const context = { target, args: {}, workspaceFolder };
      const batch = await decideBatch({ studio, settings }, args, context);
      if (batch) conclude(await making.start({ ...batch, wantsInsertion: false }));
    } finally {
      target?.dispose();
    }
  };

  const generateForm = async (form: FormValues): Promise<void> => {
    const problem = problemOf(form);
    if (problem) return announce(problem);
    await generate(argumentsOfForm(form));
  };

  return { generate, generateForm };
}

function endWords(made: number, failed: readonly ImageError[]): string {
  const [first, ...others] = failed.filter(({ code }) => code !== 'cancelled');
  const lost = first ? 1 + others.length : 0;
  const saved =
    made === 0 ? '' : made === 1 ? l10n.t('1 image saved.') : l10n.t('{0} images saved.', made);
  const broken =
    first === undefined
      ? ''
      : [first, ...others].some(({ mayHaveBeenCharged }) => mayHaveBeenCharged)
        ? failedImagesMessage([first, ...others], l10n).text
        : lost === 1
          ? l10n.t('1 image could not be made.')
          : l10n.t('{0} images could not be made.', lost);
  return [saved, broken].filter(Boolean).join(' ');
}
