/** Settings for a window that shows nothing but what a test looks at. */
export const quietUserSettings: Readonly<Record<string, unknown>> = Object.freeze({
  'security.workspace.trust.enabled': false,
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.tips.enabled': false,
  'workbench.enableExperiments': false,
  'chat.disableAIFeatures': true,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'update.showReleaseNotes': false,
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'git.enabled': false,
  // It runs a command through all of /proc, again and again.
  'remote.autoForwardPorts': false,
  'files.autoSave': 'off',
  'editor.minimap.enabled': false,
  // Without a graphics card, a cursor that fades in and out keeps a core busy.
  'editor.cursorBlinking': 'solid',
  'workbench.reduceMotion': 'on',
});
