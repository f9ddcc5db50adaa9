import * as vscode from 'vscode';
import { createImageServiceInHost } from '../../../src/imageService.ts';
import { parseGenerateArgs } from '../../../src/core/request.ts';
import { createApiKeys } from '../../../src/vscode/apiKeys.ts';
import { createAssetStore } from '../../../src/vscode/assetStore.ts';
import type { BatchFailure, BatchOutcome } from '../../../src/vscode/batch.ts';
import { createDocumentLanguages } from '../../../src/vscode/documentLanguages.ts';
import { createImageStudio } from '../../../src/vscode/imageStudio.ts';
import { createInsertionTargets } from '../../../src/vscode/insertionTarget.ts';
import {
  createImageRecovery,
  type ImageRecovery,
} from '../../../src/vscode/ledger/imageRecovery.ts';
import { createDocumentLinks } from '../../../src/vscode/linkInsertion.ts';
import { createSettings } from '../../../src/vscode/settings.ts';
import type { LedgerWindow } from './ledger.ts';
import { createTestLog } from './panel.ts';
import { createFakeSecrets } from './studio.ts';

const live = new AbortController().signal;

/** The parts of one window that make and recover images, joined over a ledger that several can share. */
export interface RecoveryInTest extends vscode.Disposable {
  readonly logged: readonly string[];
  readonly recovery: ImageRecovery;
  generate(args: object, signal?: AbortSignal): Promise<BatchOutcome>;
  /** Makes the image that a document misses. */
  fill(file: vscode.Uri, args: object): Promise<readonly BatchFailure[]>;
}

export function createRecoveryInTest(ledger: LedgerWindow): RecoveryInTest {
  const { log, logged } = createTestLog();
  const settings = createSettings();
  const keys = createApiKeys(createFakeSecrets(), settings.endpoint);
  const service = createImageServiceInHost({ settings, keys, ledger, log });
  const targets = createInsertionTargets();
  const languages = createDocumentLanguages({ settings });
  const links = createDocumentLinks({ languages });
  const store = createAssetStore();
  const studio = createImageStudio({
    settings,
    languages,
    links,
    store,
    loadGenerator: async () => service.generator,
    drawSeed: () => 1,
    now: Date.now,
    log,
  });
  const recovery = createImageRecovery({
    left: ledger.left,
    store,
    generator: service.generator,
    settings,
    targets,
    linkOf: links.linkOf,
    onRecovered: () => undefined,
    log,
  });
  return {
    logged,
    recovery,
    async generate(args, signal = new AbortController().signal) {
      const given = parseGenerateArgs(args);
      const [workspaceFolder] = vscode.workspace.workspaceFolders ?? [];
      const batch = studio.prepare(given, { target: undefined, args: given, workspaceFolder });
      return studio.run(batch, new Map(), () => undefined, signal);
    },
    async fill(file, args) {
      const given = parseGenerateArgs(args);
      const [workspaceFolder] = vscode.workspace.workspaceFolders ?? [];
      const batch = studio.prepare(given, { target: undefined, args: {}, workspaceFolder });
      const items = batch.items.map((item) => ({ ...item, destination: { file } }));
      const { failures } = await studio.run({ ...batch, items }, new Map(), () => undefined, live);
      return failures;
    },
    dispose() {
      keys.dispose();
      service.dispose();
      targets.dispose();
      settings.dispose();
    },
  };
}
