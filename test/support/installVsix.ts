import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from '../../scripts/runCommand.mjs';
import { ensureVsCode } from '../../scripts/setUp.mjs';
import type { VsCodeVersion } from '../../scripts/setUp.mjs';

export interface VsixInstallation {
  readonly version: VsCodeVersion;
  readonly vsixPath: string;
  /** Holds `user-data`, `server-data` and `extensions`. Absent: a folder that is removed at the end. */
  readonly rootPath?: string;
  readonly env?: NodeJS.ProcessEnv;
}

/**
 * Installs a VSIX as a person would, by the command line of a VS Code server; no server has to run.
 * @returns whether VS Code took it, and what it said
 */
export async function installVsix(
  installation: VsixInstallation,
): Promise<{ ok: boolean; output: string }> {
  const { serverPath, nodePath } = await ensureVsCode(installation.version);
  const temporaryPath =
    installation.rootPath ?? (await mkdtemp(join(tmpdir(), 'flux-klein-install-')));
  try {
    const install = ['--install-extension', installation.vsixPath, ...dataFolders(temporaryPath)];
    const { ok, output } = await runCommand(nodePath, [serverPath, ...install], {
      env: installation.env ?? process.env,
    });
    // The command ends with 0 also where it installed nothing.
    return { ok: ok && output.includes('was successfully installed'), output };
  } finally {
    if (installation.rootPath === undefined) {
      await rm(temporaryPath, { recursive: true, force: true });
    }
  }
}

/** The arguments that keep everything a server writes below one folder. */
export function dataFolders(rootPath: string): string[] {
  return [
    `--user-data-dir=${join(rootPath, 'user-data')}`,
    `--server-data-dir=${join(rootPath, 'server-data')}`,
    `--extensions-dir=${join(rootPath, 'extensions')}`,
    '--accept-server-license-terms',
  ];
}
