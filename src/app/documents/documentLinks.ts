import type {
  DocumentLanguage,
  PictureToWrite,
  PictureWriter,
} from '../../core/documents/documentLanguage.ts';
import type { TextSelection } from '../../core/documents/textSelection.ts';
import { relativeTarget } from '../../core/documents/markdownImage.ts';
import { pathInSite } from '../../core/documents/siteRoot.ts';
import { isWholeUri } from '../../core/documents/targetPath.ts';
import type { Folders } from '../folders.ts';
import type { Uri } from '../uri.ts';
import type { DocumentLanguages } from './documentLanguages.ts';
import {
  createInsertionPlans,
  type InsertionPlansOptions,
  type PlanInsertions,
  type WantedInsertion,
} from './insertionPlans.ts';
import type { InsertionTarget, OpenDocument } from './insertionTarget.ts';

export interface LinkedImage {
  readonly uri: Uri;
  readonly altText: string;
}

/** Writes images into documents, each as the document's language does. */
export interface DocumentLinks {
  /** True where a document of this language takes images. */
  canInsert(document: OpenDocument): boolean;
  /**
   * Loads what writes links into this document.
   * @throws {ImageError} `badRequest` for a bad setting that they need.
   */
  prepare(target: InsertionTarget | undefined): Promise<void>;
  /** The link as it would be inserted; as in Markdown where nobody knows the language, or there is no document. */
  linkOf(image: LinkedImage, target: InsertionTarget | undefined): Promise<string>;
  /** The same for images that would be inserted together. */
  linksOf(
    images: readonly LinkedImage[],
    target: InsertionTarget | undefined,
  ): Promise<readonly string[]>;
  /**
   * Inserts links in one edit that one undo takes back; the first alt text is selected where the
   * person has not moved on.
   * @returns the links as they are in the document; `undefined` where nobody knows the language, the place is
   * gone, or the document refuses or has no place for images.
   */
  insert(
    target: InsertionTarget,
    images: readonly LinkedImage[],
  ): Promise<readonly string[] | undefined>;
}

export interface DocumentLinksOptions extends InsertionPlansOptions {
  readonly languages: DocumentLanguages;
  readonly folders: Folders;
}

/** How often a document that does not change meanwhile may refuse an edit. */
const maxRefusals = 5;

const atStart: TextSelection = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

export function createDocumentLinks({
  languages,
  folders,
  loadFinder,
}: DocumentLinksOptions): DocumentLinks {
  const planInsertions = createInsertionPlans({ loadFinder });
  const pictureOf = (
    { uri, altText }: LinkedImage,
    target: InsertionTarget | undefined,
    language: DocumentLanguage | undefined,
  ): PictureToWrite => {
    const home = target?.home;
    const siteFile = home?.place ? home.uri : uri;
    const root = language?.ignoresSiteRoot ? undefined : languages.siteRootFor(siteFile);
    const folder = folders.of(uri)?.uri;
    const from = home?.place ? home.uri : folder?.with({ path: `${folder.path}/document` });
    return { altText, path: pathTo(uri, from, root) };
  };

  const languageOf = (target: InsertionTarget | undefined): DocumentLanguage | undefined =>
    target && languages.of(target.document);
  const writerOf = (language: DocumentLanguage | undefined): Promise<PictureWriter> =>
    language?.loadWriter() ?? loadMarkdownWriter();

  const linksOf: DocumentLinks['linksOf'] = async (images, target) => {
    if (images.length === 0) return [];
    const language = languageOf(target);
    const writer = await writerOf(language);
    const selection = target?.selection();
    const { links } = await planInsertions({
      target,
      readAs: target ? languages.readAs(target.document) : {},
      writer,
      selection: selection ?? atStart,
      wasSelected: Boolean(target?.selectedText) || !selection,
      isAtEnd: target?.isAtEnd ?? false,
      pictures: images.map((image) => pictureOf(image, target, language)),
    });
    return links;
  };

  return {
    canInsert: (document) => languages.isKnown(document),
    async prepare(target) {
      const language = languageOf(target);
      if (!language?.ignoresSiteRoot) languages.siteRootFor(target?.home.uri);
      await writerOf(language);
    },

    linksOf,
    linkOf: async (image, target) => (await linksOf([image], target))[0]!,

    async insert(target, images) {
      const language = languageOf(target);
      if (!language) return undefined;
      const writer = await writerOf(language);
      const pictures = images.map((image) => pictureOf(image, target, language));
      const readAs = languages.readAs(target.document);
      return insertPictures(target, { pictures, writer, readAs }, planInsertions);
    },
  };
}

const loadMarkdownWriter = async (): Promise<PictureWriter> =>
  (await import('../../core/documents/markdown/markdownWriter.ts')).pictureWriter;

/**
 * What an image is called from a document: from the site's root where it lies in there, else relative to the
 * document, and where no relative path leads there the whole URI.
 * @param from the document; where it has no place, any file in the workspace folder of the image
 */
function pathTo(image: Uri, from: Uri | undefined, siteRoot: string | undefined): string {
  if (!from || !isReachable(image, from)) return image.toString();
  const ignoreCase = driveOf(image.path) !== undefined;
  const isSameSegment = (a: string, b: string): boolean =>
    a === b || (ignoreCase && a.toLowerCase() === b.toLowerCase());
  const rooted = siteRoot && pathInSite(image.path, siteRoot, isSameSegment);
  if (rooted) return rooted;
  const path = relativeTarget({ documentPath: from.path, imagePath: image.path, ignoreCase });
  return isWholeUri(path) ? `./${path}` : path;
}

function isReachable(image: Uri, from: Uri): boolean {
  const isUntitled = from.scheme === 'untitled';
  return (
    (from.scheme === image.scheme || isUntitled) &&
    (isUntitled || from.authority === image.authority) &&
    driveOf(from.path) === driveOf(image.path)
  );
}

const driveOf = (path: string): string | undefined =>
  /^\/([a-z]):(?:\/|$)/i.exec(path)?.[1]?.toLowerCase();

async function insertPictures(
  target: InsertionTarget,
  wanted: Pick<WantedInsertion, 'pictures' | 'writer' | 'readAs'>,
  planInsertions: PlanInsertions,
): Promise<readonly string[] | undefined> {
  const { document, isAtEnd } = target;
  const wasSelected = target.selectedText !== '';
  for (let refusals = 0; refusals < maxRefusals;) {
    const selection = target.selection();
    if (!selection) return undefined;
    const { version } = document;
    const planned = planInsertions({ ...wanted, target, selection, wasSelected, isAtEnd });
    // Short documents are planned at once, and nothing may come in between.
    const plan = planned instanceof Promise ? await planned : planned;
    if (document.version !== version) continue;
    if (plan.isRefused) return undefined;
    const isDone = await target.insert(plan.position, plan.parts);
    // In an editor that is read-only, VS Code says that it is done and does nothing.
    if (isDone) return document.version === version ? undefined : plan.links;
    // It refuses where the document has changed since the plan was made: somebody is typing, or
    // other links get into the same document.
    if (document.version === version) refusals++;
  }
  return undefined;
}
