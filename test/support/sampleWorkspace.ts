import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from '../../scripts/projectPaths.mjs';

/** A small Markdown site for tests, demo and `npm start`; to be copied, never changed. */
export const sampleWorkspacePath = join(projectRoot, 'test', 'fixtures', 'sampleWorkspace');

/** A folder of its own that a test or a person may change at will. */
export interface WorkspaceCopy {
  readonly path: string;
  remove(): Promise<void>;
}

/** Copies a folder, by default the sample workspace (a small Markdown site), to a temporary place. */
export async function copyWorkspace(
  sourcePath: string = sampleWorkspacePath,
): Promise<WorkspaceCopy> {
  const rootPath = await mkdtemp(join(tmpdir(), 'flux-klein-'));
  // The last part of the path is what the window shows as its title.
  const path = join(rootPath, 'tern-harbour');
  await cp(sourcePath, path, { recursive: true });
  return { path, remove: () => rm(rootPath, { recursive: true, force: true, maxRetries: 5 }) };
}
