import { existsSync } from 'node:fs';
import { runCommand } from './runCommand.mjs';

/** Whether packages can be installed without asking: as root on Debian and its kind. */
export function canInstallPackages() {
  return process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
}

/**
 * Installs packages. Whether that helped shows in what is there afterwards.
 * @param {readonly string[]} packages
 * @returns {Promise<string>} the end of what apt-get said
 */
export async function installPackages(packages) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const update = await runCommand('apt-get', ['update'], { env });
  const install = await runCommand(
    'apt-get',
    ['install', '-y', '--no-install-recommends', ...packages],
    { env },
  );
  return (update.output + install.output).trim().split('\n').slice(-8).join('\n');
}
