import type * as vscode from 'vscode';
import { createImageServiceInHost } from '../../../src/imageService.ts';
import { requestBody } from '../../../src/oneMinAi/wire.ts';
import type { FormValues, ImageCard, ToPanel } from '../../../src/protocol/messages.ts';
import { createApiKeys } from '../../../src/vscode/apiKeys.ts';
import { createAssetStore } from '../../../src/vscode/assetStore.ts';
import { createApiKeyDialog } from '../../../src/vscode/commands/apiKeyDialog.ts';
import { createDocumentLanguages } from '../../../src/vscode/documentLanguages.ts';
import { createImageFiles } from '../../../src/vscode/files/imageFiles.ts';
import { createLocalImages } from '../../../src/vscode/files/localImages.ts';
import { createVirtualImages } from '../../../src/vscode/files/virtualImages.ts';
import { createDocumentLinks } from '../../../src/vscode/linkInsertion.ts';
import { createImageStudio } from '../../../src/vscode/imageStudio.ts';
import { createInsertionTargets } from '../../../src/vscode/insertionTarget.ts';
import type { Log } from '../../../src/vscode/log.ts';
import { createPanelHost, type PanelHostOptions } from '../../../src/vscode/panel/panelHost.ts';
import type { PanelSession } from '../../../src/vscode/panel/panelSession.ts';
import { createImageReading } from '../../../src/vscode/provenance/imageReading.ts';
import { createSettings } from '../../../src/vscode/settings.ts';
import { createMemoryLedger } from '../../support/memoryLedger.ts';
import { sampleForm } from '../../support/hostileIntents.ts';
import { createFakeSecrets } from './studio.ts';

/** The host side of a panel, joined as `imageTools.ts` joins it, with a test in the place of the webview. */
export interface PanelInTest extends vscode.Disposable {
  readonly posts: readonly ToPanel[];
  /** Everything that went to the log. */
  readonly logged: readonly string[];
  receive(message: unknown): void;
  generate(changes?: Partial<FormValues>): void;
  /** Waits until something has been posted, from this call on or before, that makes this true. */
  until(isReached: (posts: readonly ToPanel[]) => boolean): Promise<void>;
  /** The cards of the newest snapshot, once they are as wanted. */
  untilCards(areWanted: (cards: readonly ImageCard[]) => boolean): Promise<readonly ImageCard[]>;
}

export function createTestLog(): { log: Log; logged: string[] } {
  const logged: string[] = [];
  const write = (message: string): void => void logged.push(message);
  const log: Log = {
    debug: write,
    info: write,
    warn: write,
    error: write,
    show: () => undefined,
    dispose: () => undefined,
  };
  return { log, logged };
}

/** @param changes parts to use instead of the real ones */
export function createPanelInTest(changes: Partial<PanelHostOptions> = {}): PanelInTest {
  const { log, logged } = createTestLog();
  const settings = createSettings();
  const keys = createApiKeys(createFakeSecrets(), settings.endpoint);
  const network = createImageServiceInHost({ settings, keys, ledger: createMemoryLedger(), log });
  const targets = createInsertionTargets();
  const languages = createDocumentLanguages({ settings });
  const links = createDocumentLinks({ languages });
  const studio = createImageStudio({
    settings,
    languages,
    links,
    store: createAssetStore(),
    loadGenerator: async () => network.generator,
    drawSeed: () => 1,
    now: Date.now,
    log,
  });
  const loadService = () => Promise.resolve(network.images);
  const host = createPanelHost({
    storageUri: undefined,
    listLeft: async () => [],
    studio,
    links,
    targets,
    keys,
    keyDialog: createApiKeyDialog({ keys, settings, loadService, log }),
    settings,
    service: network.images,
    bodyOf: requestBody,
    loadReading: async () =>
      createImageReading(createImageFiles(createLocalImages(), createVirtualImages())),
    openInEditor: async () => undefined,
    showPanel: async () => undefined,
    log,
    ...changes,
  });
  const posts: ToPanel[] = [];
  const waiting = new Set<() => void>();
  const session: PanelSession = {
    place: 'view',
    post(message) {
      posts.push(message);
      for (const look of waiting) look();
    },
    dispose: () => undefined,
  };
  const until: PanelInTest['until'] = (isReached) =>
    new Promise((resolve) => {
      const look = (): void => {
        if (!isReached(posts)) return;
        waiting.delete(look);
        resolve();
      };
      waiting.add(look);
      look();
    });
  return {
    posts,
    logged,
    receive: (message) => host.receive(message, session),
    generate: (values = {}) =>
      host.receive({ type: 'generate', form: { ...sampleForm, ...values } }, session),
    until,
    async untilCards(areWanted) {
      await until((all) => areWanted(cardsIn(all)));
      return cardsIn(posts);
    },
    dispose() {
      host.remove(session);
      host.dispose();
      targets.dispose();
      network.dispose();
      keys.dispose();
    },
  };
}

export const postsOf = <Type extends ToPanel['type']>(
  posts: readonly ToPanel[],
  type: Type,
): Extract<ToPanel, { type: Type }>[] =>
  posts.filter((post): post is Extract<ToPanel, { type: Type }> => post.type === type);

export const cardsIn = (posts: readonly ToPanel[]): readonly ImageCard[] =>
  postsOf(posts, 'images').at(-1)?.images ?? [];

/** Puts a function of the editor's API in the place of its own while something runs. */
export async function withReplaced<Owner extends object, Name extends keyof Owner, T>(
  owner: Owner,
  name: Name,
  replacement: unknown,
  run: () => Promise<T>,
): Promise<T> {
  const original = owner[name];
  owner[name] = replacement as Owner[Name];
  try {
    return await run();
  } finally {
    owner[name] = original;
  }
}
