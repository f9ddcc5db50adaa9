import * as vscode from 'vscode';
import { parseGenerateArgs } from '../../../src/core/request.ts';
import type { BatchFailure, BatchOutcome } from '../../../src/app/making/batch.ts';
import { createImageRecovery, type ImageRecovery } from '../../../src/app/unsaved/imageRecovery.ts';
import type { LedgerWindow } from './ledger.ts';
import { createFakeSecrets } from './studio.ts';
import { createStudioParts } from './studioParts.ts';

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
  const parts = createStudioParts({ secrets: createFakeSecrets(), ledger });
  const { studio, store, links, targets, settings, service, log, logged } = parts;
  const recovery = createImageRecovery({
    left: ledger.left,
    store,
    generator: service.generator,
    settings,
    currentTarget: targets.current,
    uris: vscode.Uri,
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
      parts.dispose();
      settings.dispose();
    },
  };
}
