/** Every text of the history's own, by key, in English; otherwise as `panelStrings.ts`. */
export const historyStrings = {
  searchPrompts: 'Search prompts',
  searchPlaceholder: 'Search prompts',
  model: 'Model',
  anyModel: 'All models',
  aspectRatio: 'Aspect ratio',
  anyAspectRatio: 'All ratios',
  favouritesOnly: 'Favourites only',
  images: 'Images',
  status: 'History status',
  countOne: '1 image',
  countMany: '{0} images',
  countFound: '{0} of {1} images',
  reading: 'Reading images…',

  empty: 'The images you generate in this workspace appear here, with the prompts that made them.',
  generate: 'Generate an image',
  noFolder: 'Open a folder to see the images that were generated in it.',
  openFolder: 'Open folder',
  noMatch: 'No image matches.',
  clearFilter: 'Clear the filter',

  imageNamed: '{0}, seed {1}',
  imageHint: '{0}\n{1} · {2} · seed {3} · {4}\n{5}',
  pictureGone: 'The file is gone or is no image.',
  select: 'Select: {0}',
  insert: 'Insert',
  insertInto: 'Insert into {0}',
  insertAsLink: 'Insert: copies the link, as no document that takes images is open',
  moreActions: 'More actions',
  open: 'Open',
  copyLink: 'Copy link',
  details: 'Details',
  reuseSettings: 'Reuse settings',
  vary: 'Vary',
  regenerate: 'Regenerate',
  reveal: 'Reveal in the file list',
  markFavourite: 'Add to favourites',
  unmarkFavourite: 'Remove from favourites',
  delete: 'Delete',
  deleteMany: 'Delete {0} images',
  selectedOne: '1 selected',
  selectedMany: '{0} selected',
  clearSelection: 'Clear the selection',
} as const;

export type HistoryStringKey = keyof typeof historyStrings;

/** What `setUp` brings: every key, in the person's language. */
export type HistoryStrings = Readonly<Record<HistoryStringKey, string>>;
