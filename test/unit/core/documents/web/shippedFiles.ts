import { globSync, readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const modules = fileURLToPath(new URL('../../../../../node_modules/', import.meta.url));
const maxBytes = 1_000_000;

/** Documents that packages ship: the same sample each time, spread over all of them. */
export function shippedFiles(
  extensions: readonly string[],
  maxCount: number,
): [path: string, text: string][] {
  const pattern = extensions.map((extension) => `**/*${extension}`);
  const paths = globSync(pattern, { cwd: modules, exclude: ['.cache/**'] }).sort();
  const step = Math.max(1, Math.floor(paths.length / maxCount));
  return paths
    .filter((path, index) => index % step === 0 && statSync(modules + path).size <= maxBytes)
    .map((path) => [path, readFileSync(modules + path, 'utf8')]);
}
