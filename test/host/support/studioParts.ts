import type * as vscode from 'vscode';
import type { Ledger, OtherWindows } from '../../../src/core/ports.ts';
import { createImageServiceInHost } from '../../../src/extension/imageService.ts';
import { createApiKeys } from '../../../src/vscode/host/apiKeys.ts';
import { createAssetStore } from '../../../src/vscode/assetStore.ts';
import { createDocumentLanguages } from '../../../src/vscode/editor/documentLanguages.ts';
import { createImageStudio } from '../../../src/vscode/imageStudio.ts';
import { createInsertionTargets } from '../../../src/vscode/editor/insertionTarget.ts';
import { createDocumentLinks } from '../../../src/vscode/editor/linkInsertion.ts';
import { createSettings } from '../../../src/vscode/host/settings.ts';
import { createTestLog } from './testLog.ts';

export interface StudioPartsOptions {
  readonly secrets: vscode.SecretStorage;
  readonly ledger: Ledger & { readonly others?: OtherWindows };
}

/** The parts that make and save images, joined as `extension.ts` and `imageTools.ts` join them. */
export function createStudioParts({ secrets, ledger }: StudioPartsOptions) {
  const { log, logged } = createTestLog();
  const settings = createSettings();
  const keys = createApiKeys(secrets, settings.endpoint);
  const service = createImageServiceInHost({ settings, keys, ledger, log });
  const targets = createInsertionTargets();
  const languages = createDocumentLanguages({ settings });
  const links = createDocumentLinks({ languages });
  const store = createAssetStore(ledger.others);
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
  return {
    log,
    logged,
    settings,
    keys,
    service,
    languages,
    targets,
    links,
    store,
    studio,
    dispose(): void {
      keys.dispose();
      service.dispose();
      targets.dispose();
    },
  };
}
