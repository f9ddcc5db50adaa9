import * as vscode from 'vscode';
import { parseGenerateArgs } from '../../../src/core/request.ts';
import { type ApiKeys } from '../../../src/vscode/host/apiKeys.ts';
import { folderFor } from '../../../src/vscode/editor/obviousFolder.ts';
import type { Batch, BatchOutcome, BatchProgress } from '../../../src/app/making/batch.ts';
import { type ImageStudio } from '../../../src/app/making/imageStudio.ts';
import { createMemoryLedger } from '../../support/memoryLedger.ts';
import { createStudioParts } from './studioParts.ts';

/**
 * The extension's own parts, joined as `extension.ts` joins them, for what its commands cannot show
 * a test: a signal that aborts, and keys that are stored.
 */
export interface Studio extends vscode.Disposable {
  readonly keys: ApiKeys;
  /** Everything that went to the log. */
  readonly logged: readonly string[];
  readonly images: ImageStudio;
  /** Takes over no target: the images go into no document. */
  prepare(args: object): Batch;
  generate(args: object, signal?: AbortSignal, onProgress?: BatchProgress): Promise<BatchOutcome>;
}

/** Secrets in memory, for a test to look into. */
export interface FakeSecrets extends vscode.SecretStorage {
  readonly stored: Map<string, string>;
  /** Names that were asked for. */
  readonly reads: string[];
  /** What another window has changed. */
  tellChanged(key: string): void;
}

export function createFakeSecrets(): FakeSecrets {
  const changes = new vscode.EventEmitter<vscode.SecretStorageChangeEvent>();
  const stored = new Map<string, string>();
  const reads: string[] = [];
  return {
    stored,
    reads,
    tellChanged: (key) => changes.fire({ key }),
    onDidChange: changes.event,
    keys: async () => [...stored.keys()],
    async get(key) {
      reads.push(key);
      return stored.get(key);
    },
    async store(key, value) {
      stored.set(key, value);
      changes.fire({ key });
    },
    async delete(key) {
      stored.delete(key);
      changes.fire({ key });
    },
  };
}

export function createStudio(secrets: vscode.SecretStorage = createFakeSecrets()): Studio {
  const parts = createStudioParts({ secrets, ledger: createMemoryLedger() });
  const { studio, targets, keys, logged } = parts;
  return {
    keys,
    logged,
    images: studio,
    prepare(args) {
      const given = parseGenerateArgs(args);
      const [workspaceFolder] = vscode.workspace.workspaceFolders ?? [];
      return studio.prepare(given, { target: undefined, args: given, workspaceFolder });
    },
    async generate(args, signal = new AbortController().signal, onProgress = () => undefined) {
      const target = await targets.current();
      const workspaceFolder = folderFor(target);
      const given = parseGenerateArgs(args);
      const batch = studio.prepare(given, { target, args: given, workspaceFolder });
      return studio.run(batch, new Map(), onProgress, signal);
    },
    dispose: parts.dispose,
  };
}
