import * as vscode from 'vscode';
import type { Ledger, OtherWindows } from '../../../src/core/ports.ts';
import { createImageServiceInHost } from '../../../src/extension/imageService.ts';
import { createApiKeys } from '../../../src/vscode/host/apiKeys.ts';
import { createAssetStore } from '../../../src/app/making/assetStore.ts';
import { createDocumentLanguages } from '../../../src/app/documents/documentLanguages.ts';
import { createImageStudio } from '../../../src/app/making/imageStudio.ts';
import { createInsertionTargets } from '../../../src/vscode/editor/insertionTargets.ts';
import { createDocumentLinks } from '../../../src/app/documents/documentLinks.ts';
import { createVsCodeSettings } from '../../../src/vscode/host/vscodeSettings.ts';
import { createTestLog } from './testLog.ts';
import { fileOf } from '../../../src/vscode/editor/documentPlace.ts';
import { workspaceFolders } from '../../../src/vscode/host/workspaceFolders.ts';
import { createNewFilesOf } from '../../../src/extension/windowFiles.ts';
import { nameWorkspaceModel } from '../../../src/vscode/dialogs/workspaceModel.ts';

export interface StudioPartsOptions {
  readonly secrets: vscode.SecretStorage;
  readonly ledger: Ledger & { readonly others?: OtherWindows };
}

/** What the studio has of this window. */
export const ofWindow = {
  folders: workspaceFolders,
  uris: vscode.Uri,
  onWorkspaceModel: nameWorkspaceModel,
};

/** The parts that make and save images, joined as `extension.ts` and `imageTools.ts` join them. */
export function createStudioParts({ secrets, ledger }: StudioPartsOptions) {
  const { log, logged } = createTestLog();
  const settings = createVsCodeSettings();
  const keys = createApiKeys(secrets, settings.endpoint);
  const service = createImageServiceInHost({ settings, keys, ledger, log });
  const targets = createInsertionTargets();
  const languages = createDocumentLanguages({ settings, folders: workspaceFolders, fileOf });
  const links = createDocumentLinks({ languages, folders: workspaceFolders });
  const store = createAssetStore({
    filesOf: createNewFilesOf(),
    uris: vscode.Uri,
    ...(ledger.others && { others: ledger.others }),
  });
  const studio = createImageStudio({
    settings,
    languages,
    links,
    store,
    generator: service.generator,
    ...ofWindow,
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
