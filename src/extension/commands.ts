import type { DocumentTools } from './documentTools.ts';
import type { ImageTools } from './imageTools.ts';
import type { ProvenanceTools } from './provenanceTools.ts';
import type { Command } from '../vscode/host/commandTable.ts';
import type { CommandName } from '../vscode/host/ids.ts';
import type { Log } from '../vscode/host/log.ts';
import type { PanelViews } from '../vscode/views/panel/panelViews.ts';

export interface CommandsDeps {
  readonly loadTools: () => Promise<ImageTools>;
  readonly loadDocuments: () => Promise<DocumentTools>;
  readonly loadProvenance: () => Promise<ProvenanceTools>;
  readonly views: PanelViews;
  readonly log: Log;
}

/** Which tool does what a command says; tools are loaded with the first command that needs them. */
export function createCommands({
  loadTools,
  loadDocuments,
  loadProvenance,
  views,
  log,
}: CommandsDeps): Record<CommandName, () => Promise<Command>> {
  return {
    generateImage: async () => {
      const { generateWithArguments, generateImage } = await loadTools();
      return { withArguments: generateWithArguments, interactive: generateImage.withQuestions };
    },
    generateFromSelection: async () => {
      const { generateWithArguments, generateImage } = await loadTools();
      return { withArguments: generateWithArguments, interactive: generateImage.fromSelection };
    },
    insertImage: async () => {
      const { insertImage } = await loadTools();
      return { withArguments: insertImage.fromArguments, interactive: insertImage.withQuestions };
    },
    copyRequest: async () => {
      const { copyRequest } = await loadTools();
      return { withArguments: copyRequest.fromArguments, interactive: copyRequest.withQuestions };
    },
    recoverImages: async () => {
      const { recoverImages } = await loadTools();
      return {
        withArguments: recoverImages.withArguments,
        interactive: recoverImages.withQuestions,
      };
    },
    setApiKey: async () => {
      const { keyDialog } = await loadTools();
      return { interactive: async () => void (await keyDialog.set()) };
    },
    removeApiKey: async () => ({ interactive: (await loadTools()).keyDialog.remove }),
    checkApiKey: async () => ({ interactive: (await loadTools()).keyDialog.check }),
    generateMissingImages: async () => (await loadDocuments()).missingImages.inDocument,
    generateMissingImagesInWorkspace: async () => (await loadDocuments()).missingImages.inWorkspace,
    runPromptSheet: async () => (await loadDocuments()).promptSheet,
    pauseImages: async () => ({
      interactive: async () => (await loadDocuments()).pauses.toggle(),
    }),
    showImageDetails: async () => (await loadProvenance()).details,
    regenerateImage: async () => (await loadProvenance()).regenerate,
    createVariations: async () => (await loadProvenance()).variations,
    stripMetadata: async () => (await loadProvenance()).strip,
    reuseSettings: async () => (await loadProvenance()).reuse,
    openPanel: async () => ({ interactive: views.show }),
    openPanelInEditor: async () => ({ interactive: views.openInEditor }),
    submitPanel: async () => ({ interactive: async () => views.submit() }),
    showLog: async () => ({ interactive: async () => log.show() }),
  };
}
