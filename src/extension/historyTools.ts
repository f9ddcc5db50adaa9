import { imageInputOf } from '../vscode/host/imageInput.ts';
import type * as vscode from 'vscode';
import type { ImageTasks } from '../core/provenance/imageTasks.ts';
import { createFavourites } from '../app/library/favourites.ts';
import { createHistoryCache } from '../app/library/historyCache.ts';
import { createHistoryHost, type HistoryHost } from '../vscode/views/history/historyHost.ts';
import { createHistoryIndex } from '../app/library/historyIndex.ts';
import type { InsertionTargets } from '../vscode/editor/insertionTargets.ts';
import type { DocumentLinks } from '../app/documents/documentLinks.ts';
import { keptTextIn } from '../vscode/host/keptText.ts';
import { workspaceImages } from '../vscode/host/rasterImages.ts';
import type { Log } from '../vscode/host/log.ts';
import { createImageReading } from '../app/images/imageReading.ts';
import { createWindowImages } from './windowFiles.ts';

export interface HistoryToolsDeps {
  readonly context: Pick<
    vscode.ExtensionContext,
    'storageUri' | 'workspaceState' | 'subscriptions'
  >;
  readonly targets: InsertionTargets;
  readonly links: DocumentLinks;
  readonly tasks: ImageTasks;
  readonly showPanel: () => Promise<void>;
  readonly log: Log;
}

/** What answers the history: the index of the workspace's images, and what can be done with them. */
export function createHistoryTools(deps: HistoryToolsDeps): HistoryHost {
  const { context, targets, links, tasks, showPanel, log } = deps;
  const reading = createImageReading(tasks, imageInputOf);
  const cache = createHistoryCache(keptTextIn(context.storageUri, 'history.jsonl'), log);
  const host = createHistoryHost({
    openIndex: (onChange) =>
      createHistoryIndex({ cache, reading, files: workspaceImages, onChange, log }),
    files: createWindowImages(),
    favourites: createFavourites(context.workspaceState),
    targets,
    links,
    showPanel,
    log,
  });
  context.subscriptions.push(host);
  return host;
}
