import * as vscode from 'vscode';
import { altTextOf } from '../../../core/documents/markdownImage.ts';
import { isDiscardable, isUnfinished, type Job, type JobList } from '../../../core/jobs.ts';
import { pressesFor, sentBy, type Press, type PressName } from '../../../core/presses.ts';
import type { FormValues, ImageAction } from '../../../protocol/messages.ts';
import { askForFile } from '../../dialogs/saveDialog.ts';
import { failureRemedies } from '../../dialogs/failureActions.ts';
import { commandIds } from '../../host/ids.ts';
import {
  createImageLinking,
  deletedWords,
  type ImageLinkingOptions,
} from '../../editor/imageLinking.ts';
import { hasNoPlace, type SavingContext } from '../../../app/making/savingContext.ts';
import type { Batch } from '../../../app/making/batch.ts';
import type { Log } from '../../host/log.ts';
import { deleteImages } from './deleteImages.ts';
import type { PanelJobs } from '../../../app/jobs/panelJobs.ts';
import { fileOfJob } from './fileOfJob.ts';
import type { PanelSession } from './panelSession.ts';

/** Does to one image what the person chose. */
export type ImageActions = (
  id: string,
  action: ImageAction,
  session: PanelSession,
) => Promise<void>;

export interface ImageActionsOptions extends ImageLinkingOptions {
  readonly jobs: JobList;
  readonly making: PanelJobs;
  /** Runs with what saving needs to know, for as long as it is needed. */
  readonly withContext: <T>(run: (context: SavingContext) => Promise<T>) => Promise<T>;
  /** Makes images like this one, with these changes and new seeds where none is given. */
  readonly makeLike: (
    job: Job,
    changes: { readonly megapixels?: '1'; readonly seed?: number; readonly count?: number },
  ) => Promise<void>;
  readonly formOf: (session: PanelSession) => FormValues | undefined;
  readonly setApiKey: () => Promise<boolean>;
  readonly log: Log;
}

export function createImageActions(options: ImageActionsOptions): ImageActions {
  const { jobs, making, withContext, makeLike, formOf, setApiKey, announce, log } = options;
  const linking = createImageLinking(options);

  const insert = async (job: Job, uri: vscode.Uri): Promise<void> => {
    const into = await linking.insert({ uri, altText: job.altText });
    if (into !== undefined) jobs.tell(job.id, { kind: 'inserted', into });
  };

  const remove = async (removed: readonly Job[]): Promise<void> => {
    const uris = removed.map(fileOfJob).filter((uri) => uri !== undefined);
    const gone = new Set((await deleteImages(uris)).map(String));
    const ids = removed.filter((job) => gone.has(String(fileOfJob(job)))).map(({ id }) => id);
    jobs.remove(ids);
    if (ids.length > 0) announce(deletedWords(ids.length));
  };

  const others = ({ id, batchId }: Job): Job[] =>
    jobs.all().filter((job) => job.batchId === batchId && job.id !== id && isDiscardable(job));

  /** Sends what the button has said, and nothing where that is nothing, or is so no more. */
  const again = async (pressed: Job, name: PressName, file?: vscode.Uri): Promise<unknown> => {
    const promised = pressOf(pressed, name);
    if (sentBy(promised).length === 0) return;
    return withContext(async (context) => {
      const needsFile = file === undefined && hasNoPlace(context);
      const chosen = needsFile ? await askForFile() : file;
      if (needsFile && !chosen) return;
      // While a dialog was open, the image may have been tried again, and may cost something else now.
      const job = jobs.get(pressed.id);
      const press = job && pressOf(job, name);
      if (!press || sentBy(press).length === 0) return;
      if (job !== pressed && paysMore(press, promised)) return;
      const batch: Batch = {
        items: [{ index: job.index, request: job.request }],
        context: chosen ? { ...context, chosen } : context,
        altText: job.altText,
        wantsInsertion: false,
      };
      await making.again(job, batch, press.free.length > 0);
    });
  };

  const saveElsewhere = async (job: Job): Promise<void> => {
    const chosen = await askForFile();
    if (chosen) await again(job, 'saveElsewhere', chosen);
  };

  /** What can be done with an image that is there. */
  const withFile = async (job: Job, uri: vscode.Uri, action: ImageAction): Promise<void> => {
    switch (action) {
      case 'insert':
        return insert(job, uri);
      case 'open':
      case 'copyImage':
        await vscode.commands.executeCommand('vscode.open', uri);
        return;
      case 'copyLink':
        return linking.copy({ uri, altText: job.altText });
      case 'reveal':
        await vscode.commands.executeCommand('revealInExplorer', uri);
        return;
      case 'showDetails':
        await vscode.commands.executeCommand(commandIds.showImageDetails, uri);
        return;
      case 'makeFullSize':
        return makeLike(job, { megapixels: '1', seed: job.request.seed });
      case 'delete':
        return remove([job]);
      case 'discardOthers':
        return remove(others(job));
    }
  };

  const withoutFile = async (job: Job, action: ImageAction): Promise<void> => {
    const { error } = job;
    const remedies = error ? failureRemedies(error, log) : {};
    switch (action) {
      case 'cancel':
        return making.cancel([job.id]);
      case 'retry':
      case 'checkAgain':
        await again(job, action);
        return;
      case 'saveElsewhere':
        return saveElsewhere(job);
      case 'setApiKey':
        // What is paid for is fetched with the new key, and what may be is not paid again.
        if (await setApiKey()) await again(job, action);
        return;
      case 'dismiss':
      case 'delete':
        return isUnfinished(job) ? undefined : jobs.remove([job.id]);
      case 'topUp':
      case 'openSetting':
      case 'openProxySettings':
      case 'openFolder':
      case 'manageTrust':
      case 'showLog':
        await remedies[action]?.();
    }
  };

  return async (id, action, session) => {
    const job = jobs.get(id);
    if (!job) return;
    if (action === 'vary') {
      await makeLike(job, { count: formOf(session)?.count ?? 1 });
    } else if (action === 'reuseSettings') {
      session.post({ type: 'fill', values: valuesOf(job) });
    } else {
      const uri = fileOfJob(job);
      await (uri ? withFile(job, uri, action) : withoutFile(job, action));
    }
  };
}

const pressOf = ({ error }: Job, name: PressName): Press<unknown> =>
  pressesFor(error ? [{ error }] : [])[name];

/** Of an image that was tried in between: what may be a second payment was promised by no button. */
const paysMore = (press: Press<unknown>, promised: Press<unknown>): boolean =>
  press.again.length > 0 || (press.unpaid.length > 0 && promised.unpaid.length === 0);

/** An alt text that was made from the prompt follows the next one too. */
const valuesOf = ({ request, altText }: Job) => ({
  ...request,
  altText: altText === altTextOf(request.prompt) ? null : altText,
});
