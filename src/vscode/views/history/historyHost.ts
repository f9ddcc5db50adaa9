import * as vscode from 'vscode';
import { modelName } from '../../../core/models.ts';
import {
  filterHistory,
  groupByPrompt,
  valuesOf,
  type HistoryImage,
  type HistoryList,
} from '../../../core/history/historyList.ts';
import type {
  FromHistory,
  HistoryState,
  HistoryWishes,
} from '../../../protocol/historyMessages.ts';
import { parseFromHistory } from '../../../protocol/parseHistory.ts';
import { nameOf } from '../../../app/uri.ts';
import { showFailure } from '../../dialogs/failureActions.ts';
import { asImageError } from '../../../app/failures.ts';
import type { ImageFiles } from '../../../app/files/imageFiles.ts';
import type { InsertionTargets } from '../../editor/insertionTargets.ts';
import type { DocumentLinks } from '../../../app/documents/documentLinks.ts';
import type { Log } from '../../host/log.ts';
import type { Favourites } from '../../../app/library/favourites.ts';
import { createHistoryActions } from './historyActions.ts';
import type { HistoryIndex } from '../../../app/library/historyIndex.ts';
import { sendPictures } from './historyPictures.ts';
import type { HistoryListener, HistorySession } from './historyView.ts';
import { createItemWriter } from './historyWords.ts';
import { watchImages } from '../../host/imageWatch.ts';

/** The truth behind the history; lives on while the view is out of sight. */
export interface HistoryHost extends HistoryListener, vscode.Disposable {}

export interface HistoryHostOptions {
  /** @param onChange called after every change of what the index says */
  readonly openIndex: (onChange: () => void) => HistoryIndex;
  readonly files: Pick<ImageFiles, 'read'>;
  readonly favourites: Favourites;
  readonly targets: InsertionTargets;
  readonly links: DocumentLinks;
  /** Opens the panel. */
  readonly showPanel: () => Promise<void>;
  readonly log: Log;
}

/** What a view shows. */
interface Shown {
  wishes: HistoryWishes;
  list: HistoryList;
  version: number;
}

/** Snapshots that follow each other within this time go as one: a long list is not sorted for every file. */
const coalesceMs = 150;
/** Images that come with a snapshot: as many as a window shows. */
const firstItems = 60;

export function createHistoryHost(options: HistoryHostOptions): HistoryHost {
  const { openIndex, favourites, targets, links, showPanel, log } = options;
  const views = new Map<HistorySession, Shown>();
  let timer: NodeJS.Timeout | undefined;

  const isFavourite = ({ made }: HistoryImage): boolean => favourites.has(made.recordId);
  const itemOf = createItemWriter(isFavourite);

  const announce = (text: string): void => {
    for (const session of views.keys()) session.post({ type: 'announce', text });
  };
  const actions = createHistoryActions({
    targets,
    links,
    favourites,
    announce,
    onDeleted: (ids) => index.forget(ids),
  });

  const documentName = async (): Promise<string | undefined> => {
    const target = await targets.current();
    target?.dispose();
    return target && links.canInsert(target.document) ? nameOf(target.home.uri) : undefined;
  };

  const phaseNow = (): HistoryState['phase'] => {
    if (!vscode.workspace.workspaceFolders?.length) return 'noFolder';
    return index.isComplete ? 'ready' : 'reading';
  };

  const refresh = (session: HistorySession, document: string | undefined): void => {
    const shown = views.get(session);
    if (!shown) return;
    const all = index.images();
    const { search, model, aspectRatio, isFavouritesOnly } = shown.wishes;
    const filter = {
      search,
      model: model || undefined,
      aspectRatio: aspectRatio || undefined,
      isFavouritesOnly,
    };
    shown.list = groupByPrompt(filterHistory(all, filter, isFavourite));
    shown.version += 1;
    const { images, groupSizes } = shown.list;
    const state: HistoryState = {
      version: shown.version,
      phase: phaseNow(),
      total: all.length,
      groupSizes,
      models: valuesOf(all, 'model').map((value) => ({ value, label: modelName(value) })),
      aspectRatios: valuesOf(all, 'aspectRatio').map((value) => ({ value, label: value })),
      ...(document !== undefined && { documentName: document }),
      items: images.slice(0, firstItems).map(itemOf),
    };
    session.post({ type: 'state', state });
  };

  const refreshAll = async (): Promise<void> => {
    timer = undefined;
    const document = await documentName();
    for (const session of views.keys()) refresh(session, document);
  };
  const schedule = (): void => {
    if (views.size > 0) timer ??= setTimeout(() => void guarded(refreshAll), coalesceMs);
  };

  const index = openIndex(schedule);
  const imagesOf = (ids: readonly string[]): HistoryImage[] =>
    ids.flatMap((id) => index.get(id) ?? []);

  const open = async (session: HistorySession): Promise<void> => {
    const isFirst = !index.isComplete;
    await index.begin();
    refresh(session, await documentName());
    // While nobody looked nothing was followed.
    if (!isFirst) await index.check();
  };

  const handle = async (intent: FromHistory, session: HistorySession): Promise<void> => {
    const shown = views.get(session);
    switch (intent.type) {
      case 'ready':
        return open(session);
      case 'filter':
        if (shown) shown.wishes = intent.wishes;
        return refresh(session, await documentName());
      case 'range': {
        if (!shown) return;
        const { start, count } = intent;
        const items = shown.list.images.slice(start, start + count).map(itemOf);
        return session.post({ type: 'items', version: shown.version, start, items });
      }
      case 'showPictures':
        return sendPictures(imagesOf(intent.ids), options.files, session);
      case 'act': {
        const image = index.get(intent.id);
        if (image) await actions.act(image, intent.action);
        if (intent.action.endsWith('Favourite')) await refreshAll();
        return;
      }
      case 'delete':
        return actions.delete(imagesOf(intent.ids));
      case 'generate':
        return showPanel();
      case 'openFolder':
        await vscode.commands.executeCommand('workbench.action.files.openFolder');
        return;
      case 'scriptFailed':
        return log.error(`In the history: ${intent.message}`);
    }
  };

  const guarded = async (run: () => Promise<unknown>): Promise<void> => {
    try {
      await run();
    } catch (error) {
      void showFailure(asImageError(error, log), log);
    }
  };

  const subscriptions = vscode.Disposable.from(
    targets.onDidChange(schedule),
    watchImages({
      onChange(keys) {
        if (views.size > 0) void guarded(() => index.check(keys));
      },
      hasBelow: (keys) => index.hasBelow(keys),
    }),
  );

  return {
    receive(message, session) {
      const intent = parseFromHistory(message);
      if (!intent) {
        log.warn('The history sent a message that is not one of its own; nothing was done.');
        return;
      }
      if (intent.type === 'ready') {
        const nothing = { images: [], groupSizes: [] };
        views.set(session, { wishes: intent.wishes, list: nothing, version: 0 });
      }
      void guarded(() => handle(intent, session));
    },

    remove: (session) => void views.delete(session),

    dispose() {
      clearTimeout(timer);
      subscriptions.dispose();
      index.dispose();
    },
  };
}
