/** Command ids, as the manifest and the contract name them. */
export const commandIds = {
  generateImage: 'fluxKlein.generateImage',
  generateFromSelection: 'fluxKlein.generateFromSelection',
  openPanel: 'fluxKlein.openPanel',
  openPanelInEditor: 'fluxKlein.openPanelInEditor',
  submitPanel: 'fluxKlein.submitPanel',
  copyRequest: 'fluxKlein.copyRequest',
  insertImage: 'fluxKlein.insertImage',
  setApiKey: 'fluxKlein.setApiKey',
  removeApiKey: 'fluxKlein.removeApiKey',
  checkApiKey: 'fluxKlein.checkApiKey',
  showLog: 'fluxKlein.showLog',
} as const;

export type CommandId = (typeof commandIds)[keyof typeof commandIds];

/** Account, keys and credits at the vendor's. */
export const accountUrl = 'https://app.1min.ai';
