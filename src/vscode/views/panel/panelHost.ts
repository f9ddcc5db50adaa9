import * as vscode from 'vscode';
import { isUnfinished } from '../../../core/jobs.ts';
import type { LedgerEntry } from '../../../core/ledgerEntry.ts';
import type { ImageService } from '../../../core/ports.ts';
import type { GenerationRequest } from '../../../core/request.ts';
import type { FormValues, FromPanel } from '../../../protocol/messages.ts';
import type { ApiKeys } from '../../host/apiKeys.ts';
import type { ApiKeyDialog } from '../../dialogs/apiKeyDialog.ts';
import type { GeneratedImage } from '../../../app/making/batch.ts';
import { showFailure } from '../../dialogs/failureActions.ts';
import { asImageError } from '../../../app/failures.ts';
import type { ImageFiles } from '../../../app/files/imageFiles.ts';
import type { SavingContext } from '../../../app/making/savingContext.ts';
import { folderFor } from '../../editor/obviousFolder.ts';
import type { ImageStudio } from '../../../app/making/imageStudio.ts';
import type { InsertionTargets } from '../../editor/insertionTargets.ts';
import type { DocumentLinks } from '../../../app/documents/documentLinks.ts';
import type { Log } from '../../host/log.ts';
import type { ImageReading } from '../../../app/images/imageReading.ts';
import type { Settings } from '../../../app/settings.ts';
import { createCredits } from './credits.ts';
import { createDroppedImages } from './droppedImages.ts';
import { createImageActions } from './imageActions.ts';
import { createObstacles } from './obstacles.ts';
import { createPanelGeneration } from './panelGeneration.ts';
import { keptTextIn } from '../../host/keptText.ts';
import { createPanelImages } from '../../../app/jobs/panelImages.ts';
import { createPanelJobs } from '../../../app/jobs/panelJobs.ts';
import type { PanelSession } from './panelSession.ts';
import type { PanelHostForViews } from './panelViews.ts';
import { sendPictures } from './panelPictures.ts';
import { createPanelState } from './panelState.ts';
import { watchSurroundings } from './panelSurroundings.ts';
import { parseFromPanel } from '../../../protocol/parse.ts';
import { cardsOf } from './panelWords.ts';
import { l10n } from '../../host/l10n.ts';

/** The truth behind every open panel; lives on when none is open. */
export interface PanelHost extends PanelHostForViews, vscode.Disposable {
  /** Told of an image that was recovered, so that it does not stay a failed one here. */
  adopt(image: GeneratedImage, request: GenerationRequest): Promise<void>;
}

export interface PanelHostOptions {
  readonly storageUri: vscode.Uri | undefined;
  readonly listLeft: () => Promise<readonly LedgerEntry[]>;
  readonly studio: ImageStudio;
  readonly links: DocumentLinks;
  readonly targets: InsertionTargets;
  readonly keys: ApiKeys;
  readonly keyDialog: ApiKeyDialog;
  readonly settings: Settings;
  readonly service: ImageService;
  readonly bodyOf: (request: GenerationRequest) => unknown;
  readonly loadReading: () => Promise<ImageReading>;
  readonly files: Pick<ImageFiles, 'read'>;
  readonly openInEditor: () => Promise<void>;
  readonly showPanel: () => Promise<void>;
  readonly log: Log;
}

/** Snapshots that follow each other within this time go as one. */
const coalesceMs = 40;

export function createPanelHost(options: PanelHostOptions): PanelHost {
  const { storageUri, studio, links, targets, keys, keyDialog, settings, log } = options;
  /** Every panel that has said `ready`, with what its form holds. */
  const sessions = new Map<PanelSession, FormValues | undefined>();
  const running = new vscode.EventEmitter<number>();
  let timer: NodeJS.Timeout | undefined;
  let hasNewImages = false;
  let lastTurn = 0;
  const shownTurns = new WeakMap<PanelSession, number>();

  const schedule = (): void => {
    if (sessions.size > 0) timer ??= setTimeout(() => void guarded(refreshAll), coalesceMs);
  };
  const images = createPanelImages({
    kept: keptTextIn(storageUri, 'images.json'),
    uris: vscode.Uri,
    listLeft: options.listLeft,
    log,
    onChange() {
      hasNewImages = true;
      making.letGo();
      running.fire(unfinished().length);
      schedule();
    },
  });
  const { jobs } = images;
  const unfinished = () => jobs.all().filter(isUnfinished);
  const credits = createCredits({ service: options.service, onChange: schedule, log });
  const obstacles = createObstacles({ keys, keyDialog, settings, credits, onChange: schedule });
  const making = createPanelJobs({ jobs, studio, onCredits: (made) => credits.noteMade(made) });
  const panelState = createPanelState({
    studio,
    links,
    settings,
    credits,
    jobs,
    obstacle: () => obstacles.current(),
    bodyOf: options.bodyOf,
  });

  const withContext = async <T>(run: (context: SavingContext) => Promise<T>): Promise<T> => {
    const target = await targets.current();
    try {
      const workspaceFolder = folderFor(target);
      return await run({ target, args: {}, workspaceFolder });
    } finally {
      target?.dispose();
    }
  };

  const announce = (text: string): void => {
    for (const session of sessions.keys()) session.post({ type: 'announce', text });
  };

  const refresh = async (session: PanelSession): Promise<void> => {
    const turn = ++lastTurn;
    const state = await withContext((context) => panelState.of(sessions.get(session), context));
    // A disk may answer a later question first: the older state must not replace the newer one.
    if (turn < (shownTurns.get(session) ?? 0)) return;
    shownTurns.set(session, turn);
    session.post({ type: 'state', state });
  };

  const refreshAll = async (): Promise<void> => {
    timer = undefined;
    if (hasNewImages) {
      hasNewImages = false;
      const list = cardsOf(jobs.all());
      for (const session of sessions.keys()) session.post({ type: 'images', images: list });
    }
    await Promise.all([...sessions.keys()].map(refresh));
  };

  const { generate, generateForm } = createPanelGeneration({
    studio,
    settings,
    targets,
    keyDialog,
    making,
    obstacles,
    announce,
    isShown: () => sessions.size > 0,
    showPanel: options.showPanel,
    log,
  });

  const act = createImageActions({
    jobs,
    making,
    targets,
    links,
    withContext,
    makeLike: ({ request, altText }, changes) => {
      const { seed: _seed, ...rest } = request;
      return generate({ ...rest, altText, insert: false, ...changes });
    },
    formOf: (session) => sessions.get(session),
    setApiKey: () => keyDialog.set(),
    announce,
    log,
  });

  const guarded = async (run: () => Promise<unknown>): Promise<void> => {
    try {
      await run();
    } catch (error) {
      void showFailure(asImageError(error, log), log, {
        setApiKey: () => keyDialog.set(),
      });
    }
  };

  const offerSettings = createDroppedImages({ loadReading: options.loadReading, announce });

  const handle = async (intent: FromPanel, session: PanelSession): Promise<void> => {
    switch (intent.type) {
      case 'ready': {
        // The form waits for no image: it is drawn while the list is read.
        const list = images
          .restore()
          .then(() => session.post({ type: 'images', images: cardsOf(jobs.all()) }));
        await Promise.all([refresh(session), list, obstacles.look()]);
        await credits.learnPrices();
        return;
      }
      case 'formChanged':
        return refresh(session);
      case 'generate':
        return generateForm(intent.form);
      case 'cancelAll':
        return making.cancel(unfinished().map(({ id }) => id));
      case 'act':
        return act(intent.id, intent.action, session);
      case 'showPictures':
        return sendPictures(intent.ids, { ...options, jobs, making }, session);
      case 'resolveObstacle':
        return obstacles.resolve(intent.obstacle);
      case 'copyCode': {
        const state = await withContext((context) => panelState.of(sessions.get(session), context));
        await vscode.env.clipboard.writeText(state.code[intent.language]);
        return announce(l10n.t('Code copied.'));
      }
      case 'dropBytes':
      case 'dropFile':
        return offerSettings(intent, session);
      case 'openInEditor':
        return options.openInEditor();
      case 'openSettings':
        await vscode.commands.executeCommand('workbench.action.openSettings', 'fluxKlein');
        return;
      case 'scriptFailed':
        return log.error(`In the panel: ${intent.message}`);
    }
  };

  const subscriptions = watchSurroundings({
    targets,
    keys,
    onChange: schedule,
    onObstacle: () => void obstacles.look(),
  });

  return {
    onDidChangeRunning: running.event,

    receive(message, session) {
      const intent = parseFromPanel(message);
      if (!intent) {
        log.warn('The panel sent a message that is not one of its own; nothing was done.');
        return;
      }
      if ('form' in intent) sessions.set(session, intent.form);
      else if (!sessions.has(session)) sessions.set(session, undefined);
      void guarded(() => handle(intent, session));
    },

    remove: (session) => void sessions.delete(session),

    async adopt(image, request) {
      await images.restore();
      making.adopt(image, request);
    },

    dispose() {
      clearTimeout(timer);
      subscriptions.dispose();
      running.dispose();
      images.dispose();
      making.cancel(jobs.all().map(({ id }) => id));
    },
  };
}
