import { frontmatter } from 'micromark-extension-frontmatter';
import { gfmFootnote } from 'micromark-extension-gfm-footnote';
import { gfmTable } from 'micromark-extension-gfm-table';
import { math } from 'micromark-extension-math';
import type { Extension } from 'micromark-util-types';
import type { FindPictures } from '../documentLanguage.ts';
import { createInlineMath } from './inlineMath.ts';
import { readPictures } from './readPictures.ts';
import { wikiEmbed } from './wikiEmbed.ts';

/** What nearly every tool understands besides CommonMark; for one text. */
export const usualExtensions = (): readonly Extension[] => [
  frontmatter(['yaml', 'toml']),
  gfmTable(),
  gfmFootnote(),
  math({ singleDollarTextMath: false }),
  createInlineMath(),
  wikiEmbed,
];

/**
 * Pictures of CommonMark with tables, footnotes, formulas, front matter and wiki embeds. A reference's path
 * is where its definition has it.
 */
export const findPictures: FindPictures = (text, onStep) =>
  readPictures(text, { extensions: usualExtensions() }, onStep);
