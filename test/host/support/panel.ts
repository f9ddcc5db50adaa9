import { imageInputOf } from '../../../src/vscode/host/imageInput.ts';
import type * as vscode from 'vscode';
import { requestBody } from '../../../src/oneMinAi/wire.ts';
import type { FormValues, ImageCard, ToPanel } from '../../../src/protocol/messages.ts';
import { createApiKeyDialog } from '../../../src/vscode/dialogs/apiKeyDialog.ts';
import {
  createPanelHost,
  type PanelHostOptions,
} from '../../../src/vscode/views/panel/panelHost.ts';
import type { PanelSession } from '../../../src/vscode/views/panel/panelSession.ts';
import { createImageReading } from '../../../src/app/images/imageReading.ts';
import { imageTasks } from '../../support/imageTasks.ts';
import { createMemoryLedger } from '../../support/memoryLedger.ts';
import { sampleForm } from '../../support/hostileIntents.ts';
import { createPosts } from './posts.ts';
import { createFakeSecrets } from './studio.ts';
import { createStudioParts } from './studioParts.ts';
import { createWindowImages } from '../../../src/extension/windowFiles.ts';

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

/** @param changes parts to use instead of the real ones */
export function createPanelInTest(changes: Partial<PanelHostOptions> = {}): PanelInTest {
  const secrets = createFakeSecrets();
  const parts = createStudioParts({ secrets, ledger: createMemoryLedger() });
  const { studio, links, targets, keys, settings, service, log, logged } = parts;
  const host = createPanelHost({
    storageUri: undefined,
    listLeft: async () => [],
    studio,
    links,
    targets,
    keys,
    keyDialog: createApiKeyDialog({ keys, settings, service: service.images, log }),
    settings,
    service: service.images,
    bodyOf: requestBody,
    loadReading: async () => createImageReading(imageTasks, imageInputOf),
    files: createWindowImages(),
    openInEditor: async () => undefined,
    showPanel: async () => undefined,
    log,
    ...changes,
  });
  const { all: posts, post, until } = createPosts<ToPanel>();
  const session: PanelSession = { place: 'view', post, dispose: () => undefined };
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
      parts.dispose();
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
