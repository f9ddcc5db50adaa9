import ignore, { type Ignore } from 'ignore';

/** One `.gitignore`. */
export interface IgnoreFile {
  /** URI path of the folder that it is in. */
  readonly folderPath: string;
  readonly text: string;
}

/** Tells whether git would leave a file out, by the rules in all folders above it. */
export interface IgnoreRules {
  /** @param path URI path of a file, without dots; it need not exist. */
  covers(path: string): boolean;
  /** @param path URI path of a folder, without dots; it need not exist. */
  coversFolder(path: string): boolean;
  /** One more file, before anything in its folder has been asked for. */
  add(file: IgnoreFile): void;
}

interface Layer {
  /** What to cut off of a path before the rules see it. */
  readonly prefixLength: number;
  readonly rules: Ignore;
}

/** What is known of everything in a folder. */
interface Folder {
  readonly isCovered: boolean;
  /** The rules that count in it, the nearest first. */
  readonly layers: readonly Layer[];
}

const noFolder: Folder = { isCovered: false, layers: [] };

/**
 * Rules of files nearer to a path count more, and what lies in an ignored folder can't be taken back:
 * as gitignore(5) says.
 */
export function createIgnoreRules(files: readonly IgnoreFile[]): IgnoreRules {
  const own = new Map<string, Layer>();
  const add = ({ folderPath, text }: IgnoreFile): void => {
    const path = folderPath === '/' ? '' : folderPath;
    const rules = ignore({ allowRelativePaths: false }).add(text.replace(/^\ufeff/, ''));
    own.set(path, { prefixLength: path.length + 1, rules });
  };
  files.forEach(add);

  const folders = new Map<string, Folder>();
  const folderAt = (path: string): Folder => {
    const known = folders.get(path);
    if (known) return known;
    const above = path === '' ? noFolder : folderAt(parentOf(path));
    const layer = own.get(path);
    const folder = {
      isCovered: isCoveredIn(above, path, '/'),
      layers: layer ? [layer, ...above.layers] : above.layers,
    };
    folders.set(path, folder);
    return folder;
  };

  return {
    add,
    covers: (path) => own.size > 0 && isCoveredIn(folderAt(parentOf(path)), path, ''),
    coversFolder: (path) => own.size > 0 && isCoveredIn(folderAt(parentOf(path)), path, '/'),
  };
}

const parentOf = (path: string): string => path.slice(0, path.lastIndexOf('/'));

/** @param ending of a path as the rules know it: a slash for folders */
function isCoveredIn({ isCovered, layers }: Folder, path: string, ending: '' | '/'): boolean {
  if (isCovered) return true;
  for (const { prefixLength, rules } of layers) {
    const relative = path.slice(prefixLength);
    const { ignored, unignored } = rules.test(relative + ending);
    if (unignored) return false;
    // That of a folder which nearer rules have taken back counts no more.
    const folder = relative.slice(0, relative.lastIndexOf('/') + 1);
    if (ignored && (folder === '' || !rules.ignores(folder))) return true;
  }
  return false;
}
