import { isInside, type DocumentPlace } from '../assetFolder.ts';
import { windowsProblem } from '../assetName.ts';
import type { PictureReference } from '../documents/documentLanguage.ts';
import { ImageError } from '../errors.ts';
import { promptLimit } from '../models.ts';
import { formatOfFile, imageEndings, type ImageFormat } from '../imageFormats.ts';
import type { GenerateArgs } from '../request.ts';
import { baseNameOf, dirNameOf, extNameOf, normalizePath } from '../uriPath.ts';
import { nearestAspectRatio, readTitle } from './titleOptions.ts';

export interface PictureFileOptions {
  readonly document: DocumentPlace;
  /** URI path of the folder that a leading slash means; absent: the workspace folder. */
  readonly siteRootPath?: string;
  /** What a path without extension becomes. */
  readonly formatWithoutExtension: ImageFormat;
  /** True where the language lets paths go without one (LaTeX). */
  readonly mayOmitExtension: boolean;
}

/** The file that a reference means. */
export interface PictureFile {
  /** URI path, without dots. */
  readonly path: string;
  readonly format: ImageFormat;
  /** Other files that would do: what LaTeX would take for a name without extension. */
  readonly alternativePaths: readonly string[];
}

/** `undefined`: not a raster picture in a file, so none of ours to make. */
export function pictureFile(
  { path, otherPaths = [] }: Pick<PictureReference, 'path' | 'otherPaths'>,
  options: PictureFileOptions,
): PictureFile | undefined {
  const file = fileOf(path, options);
  if (!file || otherPaths.length === 0) return file;
  const others = otherPaths.flatMap((other) => {
    const found = fileOf(other, options);
    return found ? [found.path, ...found.alternativePaths] : [];
  });
  return { ...file, alternativePaths: [...file.alternativePaths, ...others] };
}

function fileOf(path: string, options: PictureFileOptions): PictureFile | undefined {
  // A drive letter is no scheme, and no place in a workspace that moves; aliases of sites and what builds replace.
  if (path === '' || /^(?:[a-z][a-z\d+.-]*:|\/\/|\\\\|~|#|@(?:site)?\/|%[\w.]+%)/i.test(path))
    return undefined;
  // No file system has half a character in a name.
  if (!path.isWellFormed() || /[\p{Cc}<>"|?*]|\$\{|\{\{/u.test(path)) return undefined;
  const { document, siteRootPath, formatWithoutExtension } = options;
  const rootPath = siteRootPath ?? document.workspaceFolderPath;
  const isFromRoot = path.startsWith('/');
  if (isFromRoot && rootPath === undefined) return undefined;
  if (climbsOverRoot(isFromRoot ? rootPath! : dirNameOf(document.path), path)) return undefined;
  const full = normalizePath(`${isFromRoot ? rootPath : dirNameOf(document.path)}/${path}`);
  const extension = extNameOf(full).toLowerCase();
  const format = formatOfFile(full);
  if (format) return { path: full, format, alternativePaths: [] };
  if (!options.mayOmitExtension || isKnownExtension(extension) || path.endsWith('/')) {
    return undefined;
  }
  const alternatives = [...imageEndings, 'pdf', 'eps', 'svg'];
  return {
    path: `${full}.${formatWithoutExtension}`,
    format: formatWithoutExtension,
    alternativePaths: alternatives.map((each) => `${full}.${each}`),
  };
}

/** `fig.a` in LaTeX is a name without extension; `fig.pdf` is not. */
const isKnownExtension = (extension: string): boolean =>
  /^\.(?:avif|bmp|emf|eps|gif|heic|ico|jfif|mps|pdf|ps|svgz?|tex|tiff?|wmf)$/.test(extension);

/** Such a path means nothing on this computer, and another file on the next. */
function climbsOverRoot(from: string, path: string): boolean {
  let depth = path.startsWith('/') ? 0 : from.split('/').filter(Boolean).length;
  for (const segment of path.split('/')) {
    if (segment === '..') depth--;
    else if (segment !== '' && segment !== '.') depth++;
    if (depth < 0) return true;
  }
  return false;
}

/** Why a missing picture is listed and not ticked. */
export type UntickedReason = 'noWords' | 'decorative' | 'ignored';

/** Why a missing picture can't be made. */
export type SkipReason = 'outside' | 'badName' | 'badOptions';

export interface MissingPicture {
  readonly path: string;
  readonly format: ImageFormat;
  readonly prompt: string;
  /** What the document says about how it is made. */
  readonly args: GenerateArgs;
  /** Its title speaks of the safety checker, which is for the person alone. */
  readonly isCheckerIgnored?: true;
  readonly unticked?: UntickedReason;
}

export interface SkippedPicture {
  readonly path: string;
  readonly prompt: string;
  readonly reason: SkipReason;
  readonly error: ImageError;
}

export interface MissingPlan {
  /** In the order in which they were found. */
  readonly pictures: readonly MissingPicture[];
  readonly skipped: readonly SkippedPicture[];
}

/** A reference whose file does not exist. */
export interface MissingReference {
  readonly reference: PictureReference;
  readonly file: PictureFile;
  /** True where the ignore rules cover the file. */
  readonly isIgnored: boolean;
}

export interface PlanOptions {
  /** URI paths that pictures may lie in. */
  readonly rootPaths: readonly string[];
  /** Where the file system does, two spellings are one file. */
  readonly ignoreCase: boolean;
}

/** Decides what becomes of each missing picture. */
export interface MissingPlanner {
  /** In the order of the documents. A file that several places show is one picture. */
  add(reference: MissingReference): void;
  plan(): MissingPlan;
}

/** Piece by piece, so that a workspace with thousands of them keeps nobody waiting in between. */
export function createMissingPlanner({ rootPaths, ignoreCase }: PlanOptions): MissingPlanner {
  const pictures = new Map<string, MissingPicture>();
  const skipped = new Map<string, SkippedPicture>();
  return {
    add({ reference, file, isIgnored }) {
      const { path, format } = file;
      // A Mac takes two spellings of one accent for one name, too.
      const key = ignoreCase ? path.toLowerCase().normalize('NFC') : path;
      const words = promptOf(reference, path);
      const skip = (reason: SkipReason, error: ImageError): void => {
        if (!skipped.has(key)) skipped.set(key, { path, prompt: words.prompt, reason, error });
      };
      const root = rootPaths.find((each) => isInside(path, each, { ignoreCase }));
      if (root === undefined) {
        const message = `${path} lies outside of the folder that is open.`;
        const details = { field: 'path', reason: 'outsideWorkspace' as const };
        skip('outside', new ImageError('badRequest', message, details));
        return;
      }
      const badName = nameProblem(path.slice(root.length));
      if (badName !== undefined) {
        skip('badName', new ImageError('badRequest', badName, { field: 'path' }));
        return;
      }
      try {
        const unticked = isIgnored ? 'ignored' : words.unticked;
        const picture: MissingPicture = {
          path,
          format,
          prompt: words.prompt,
          ...argsOf(reference),
          ...(unticked && { unticked }),
        };
        const known = pictures.get(key);
        // Of several places, the first that says what to make counts.
        if (!known || (known.unticked && !unticked)) pictures.set(key, picture);
      } catch (error) {
        if (!(error instanceof ImageError)) throw error;
        skip('badOptions', error);
      }
    },
    plan() {
      const impossible = [...skipped].flatMap(([key, each]) => (pictures.has(key) ? [] : [each]));
      return { pictures: [...pictures.values()], skipped: impossible };
    },
  };
}

/** A repository goes to other computers, too: what Windows does not take is made nowhere. */
function nameProblem(path: string): string | undefined {
  for (const name of path.split('/')) {
    const problem = windowsProblem(name);
    if (problem)
      return `“${name}” ${problem}, which Windows does not take. Rename it in the document.`;
  }
  return undefined;
}

function promptOf(
  { altText, caption }: PictureReference,
  path: string,
): { readonly prompt: string; readonly unticked?: UntickedReason } {
  const said = oneLine(altText ?? '') || (altText === undefined ? oneLine(caption ?? '') : '');
  if (said !== '') return { prompt: said };
  const unticked = altText === undefined ? 'noWords' : 'decorative';
  return { prompt: nameInWords(path), unticked };
}

const oneLine = (text: string): string =>
  text.replace(/\s+/g, ' ').trim().slice(0, promptLimit).toWellFormed();

/** `fox_in-snow2.webp` → `fox in snow 2`. */
export function nameInWords(path: string): string {
  const name = baseNameOf(path);
  const stem = name.slice(0, name.length - extNameOf(path).length);
  const words = stem
    .replace(/(?<=\p{Ll})(?=\p{Lu})|(?<=\p{L})(?=\p{Nd})/gu, ' ')
    .replace(/[^\p{L}\p{M}\p{Nd}]+/gu, ' ')
    .trim();
  return words || 'image';
}

/** What one more place that shows a picture adds to others: words for it, none, or options that are wrong. */
export type Saying = 'words' | 'noWords' | 'badOptions';

export function sayingOf(reference: PictureReference): Saying {
  try {
    argsOf(reference);
  } catch (error) {
    if (error instanceof ImageError) return 'badOptions';
    throw error;
  }
  const { altText, caption } = reference;
  return /\S/.test(altText ?? caption ?? '') ? 'words' : 'noWords';
}

function argsOf({
  title = '',
  width,
  height,
}: PictureReference): Pick<MissingPicture, 'args' | 'isCheckerIgnored'> {
  const ratio = width && height ? nearestAspectRatio(width, height) : undefined;
  const { options, ...others } = readTitle(title);
  return { args: { ...(ratio && { aspectRatio: ratio }), ...options }, ...others };
}
