import type { PictureParts } from '../documentLanguage.ts';

export interface ImageTag {
  /** Both escaped. */
  readonly source: string;
  readonly altText: string;
  readonly end: '>' | ' />';
}

/** An `<img>` in pieces. */
export function imageTag({ source, altText, end }: ImageTag): PictureParts {
  const start = `<img src="${source}" alt="`;
  return altText === '' ? [`${start}"${end}`] : [start, { altText }, `"${end}`];
}
