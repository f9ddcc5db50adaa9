import { readdir, readFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { projectRoot } from '../../../scripts/projectPaths.mjs';

export interface ProjectFile {
  /** Below the root of the checkout, with `/`. */
  readonly path: string;
  readonly text: string;
}

/** The text files below a folder of the checkout whose names match, in the order of their paths. */
export async function projectFiles(folder: string, name: RegExp): Promise<ProjectFile[]> {
  const entries = await readdir(join(projectRoot, folder), { recursive: true });
  const paths = entries.map((entry) => `${folder}/${entry.split(sep).join('/')}`);
  const wanted = paths.filter((path) => name.test(path) && !path.includes('/node_modules/'));
  return Promise.all(
    wanted.sort().map(async (path) => ({ path, text: await readProjectFile(path) })),
  );
}

/** A text file of the checkout, by its path with `/`. */
export async function readProjectFile(path: string): Promise<string> {
  return readFile(join(projectRoot, path), 'utf8');
}

/** A JSON file of the checkout, unchecked. */
export async function readProjectJson<T>(path: string): Promise<T> {
  return JSON.parse(await readProjectFile(path)) as T;
}
