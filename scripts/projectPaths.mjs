import { join, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root folder of the checkout. */
export const projectRoot = dirname(dirname(fileURLToPath(import.meta.url)));

/** Where everything that set-up fetches or builds is kept: git-ignored, safe to delete at any time. */
export const cacheRoot = join(projectRoot, '.cache');

/** The Node that the dev dependency `node` installs, whatever Node the machine has. */
export const projectNodePath = nodeBinary(join(projectRoot, 'node_modules', 'node'));

/** @param {string} packagePath folder of an installed npm package `node` */
export function nodeBinary(packagePath) {
  return join(packagePath, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
}
