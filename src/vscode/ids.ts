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
  planPromptSheet: 'fluxKlein.planPromptSheet',
  pauseImages: 'fluxKlein.pauseImages',
  generateFromHint: 'fluxKlein.generateFromHint',
  copyRequest: 'fluxKlein.copyRequest',
  showImageDetails: 'fluxKlein.showImageDetails',
  showDetailsHere: 'fluxKlein.showDetailsHere',
  regenerateImage: 'fluxKlein.regenerateImage',
  regenerateHere: 'fluxKlein.regenerateHere',
  createVariations: 'fluxKlein.createVariations',
  createVariationsHere: 'fluxKlein.createVariationsHere',
  stripMetadata: 'fluxKlein.stripMetadata',
  stripMetadataHere: 'fluxKlein.stripMetadataHere',
  reuseSettingsHere: 'fluxKlein.reuseSettingsHere',
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
