import type { ImageFormat } from '../imageFormats.ts';
import type { DocumentLines } from './blockReader.ts';
import type { TextPosition, TextSelection } from './textSelection.ts';

/** What a document says about one picture, read as the document's language reads it. */
export interface PictureReference {
  /** UTF-16 offsets of the whole construct in the text. */
  readonly start: number;
  readonly end: number;
  /** UTF-16 offsets of the path as it is written, without quotes or brackets. */
  readonly pathStart: number;
  readonly pathEnd: number;
  /**
   * The file that is meant: escapes and percent-encoding undone, no query and no fragment, with what the
   * language puts before it (AsciiDoc's `imagesdir`, LaTeX's `\graphicspath`). URLs stay as they are.
   */
  readonly path: string;
  /** Where else the language looks for the file: it is missing only if it is in none of these either. */
  readonly otherPaths?: readonly string[];
  /** As it is read, not as it is written; `''` says that the picture is decorative, absent that nothing is said. */
  readonly altText?: string;
  /** The figure's caption, as plain text, where the language has one. */
  readonly caption?: string;
  /** Where a Markdown title or its counterpart stands. */
  readonly title?: string;
  /** Pixels, where the document says so. */
  readonly width?: number;
  readonly height?: number;
  /** True for `![[fox.webp]]`: the file may lie in any folder, and the shortest path that is unique counts. */
  readonly isWikiEmbed?: true;
}

/**
 * Finds every picture of a text, in the order of the text. Never throws on broken documents: it finds what it can.
 * @param onStep told after each part of a long text, where it is read in parts
 */
export type FindPictures = (text: string, onStep?: () => void) => readonly PictureReference[];

export interface PictureToWrite {
  /** As it shall be read; `''` is decorative. */
  readonly altText: string;
  /** From the document's folder to the file, POSIX, not encoded, or from the site's root with `/`; or a whole URI. */
  readonly path: string;
}

/** A picture as text, in pieces: the one that is not a string is the alt text, escaped, to be selected. */
export type PictureParts = readonly (string | { readonly altText: string })[];

/** Where in the text pictures will stand, and what stands around them there. */
export interface WritingPlace {
  readonly position: TextPosition;
  /** Text before, between and after the pictures, `\n` for line ends. */
  readonly before: string;
  readonly between: string;
  readonly after: string;
  /** True where the picture stands alone, in a paragraph or block of its own. */
  readonly isBlock: boolean;
  /** True where the document has no place for pictures, such as a component without a template: none may go in. */
  readonly isRefused?: true;
}

/** How a document language writes pictures. Pure; it is loaded with every insertion. */
export interface PictureWriter {
  /** True where it parses programs, which can take it for ever, however short they are: never on a thread of others. */
  readonly parsesPrograms?: true;
  /**
   * Where pictures go for a selection: one at a bare cursor goes there if it can stand inline, everything
   * else in blocks of its own after the selection's last line.
   */
  place(lines: DocumentLines, selection: TextSelection, options: PlaceOptions): WritingPlace;
  write(picture: PictureToWrite, place: WritingPlace, lines: DocumentLines): PictureParts;
}

export interface PlaceOptions {
  /** True where text was selected, though edits may have left nothing of it. */
  readonly wasSelected: boolean;
  readonly pictureCount: number;
  /** True where nobody put a cursor into the document: outside of whatever it ends with. */
  readonly isAtEnd?: boolean;
}

/** One row of the table of languages. */
export interface DocumentLanguage {
  readonly name: string;
  /** VS Code's ids. */
  readonly languageIds: readonly string[];
  /** File name endings, lower case, with the dot: where no extension for the language is installed. */
  readonly extensions: readonly string[];
  /** Formats that it can show; the first is taken where the configured one cannot be shown. */
  readonly formats: readonly ImageFormat[];
  /** Text without any of these (case folded) has no picture, and is not parsed. */
  readonly markers: readonly string[];
  /** True where VS Code knows it by itself: no extension is needed for its id. */
  readonly isBuiltIn?: true;
  /** True for what is Markdown in some dialect: headings are written alike, and a file's name tells dialects apart. */
  readonly isMarkdown?: true;
  /** True where a path may name a file without its extension. */
  readonly mayOmitExtension?: true;
  /** True where a leading `/` in a path means the root of the file system. */
  readonly ignoresSiteRoot?: true;
  /** Loads the parser. */
  loadFinder(): Promise<FindPictures>;
  loadWriter(): Promise<PictureWriter>;
}
