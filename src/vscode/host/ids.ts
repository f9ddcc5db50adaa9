/** Command ids, as the manifest and the contract name them. */
export const commandIds = {
  generateImage: 'fluxKlein.generateImage',
  generateFromSelection: 'fluxKlein.generateFromSelection',
  openPanel: 'fluxKlein.openPanel',
  openPanelInEditor: 'fluxKlein.openPanelInEditor',
  submitPanel: 'fluxKlein.submitPanel',
  generateMissingImages: 'fluxKlein.generateMissingImages',
  generateMissingImagesInWorkspace: 'fluxKlein.generateMissingImagesInWorkspace',
  runPromptSheet: 'fluxKlein.runPromptSheet',
  pauseImages: 'fluxKlein.pauseImages',
  copyRequest: 'fluxKlein.copyRequest',
  showImageDetails: 'fluxKlein.showImageDetails',
  regenerateImage: 'fluxKlein.regenerateImage',
  createVariations: 'fluxKlein.createVariations',
  stripMetadata: 'fluxKlein.stripMetadata',
  reuseSettings: 'fluxKlein.reuseSettings',
  insertImage: 'fluxKlein.insertImage',
  setApiKey: 'fluxKlein.setApiKey',
  removeApiKey: 'fluxKlein.removeApiKey',
  checkApiKey: 'fluxKlein.checkApiKey',
  recoverImages: 'fluxKlein.recoverImages',
  showLog: 'fluxKlein.showLog',
} as const;

export type CommandName = keyof typeof commandIds;
export type CommandId = (typeof commandIds)[CommandName];

/** Account, keys and credits at the vendor's. */
export const accountUrl = 'https://app.1min.ai';
