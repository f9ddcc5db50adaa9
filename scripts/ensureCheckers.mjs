import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { canInstallPackages, installPackages } from './debianPackages.mjs';
import { SetUpError } from './setUp.mjs';

/** What reads what is written here, independently of it, and the Debian package of each. */
const checkers = [
  { program: 'pandoc', debianPackage: 'pandoc' },
  {
    program: 'docutils',
    debianPackage: 'python3-docutils',
    isThere: () => pythonWithDocutils() !== undefined,
  },
  { program: 'exiftool', debianPackage: 'libimage-exiftool-perl' },
  { program: 'webpinfo', debianPackage: 'webp' },
  { program: 'pngcheck', debianPackage: 'pngcheck' },
  { program: 'jpeginfo', debianPackage: 'jpeginfo' },
  // Requests as code are run as they are shown.
  { program: 'curl', debianPackage: 'curl' },
  { program: 'python3', debianPackage: 'python3' },
  // Its ignore rules are read here too.
  { program: 'git', debianPackage: 'git' },
];

/**
 * Makes sure that the programs are there which tests check documents and images with, and installs them where
 * that is possible without asking: as root on Debian.
 * @throws {SetUpError} with the missing programs and the command to run
 */
export async function ensureCheckers() {
  if (missingCheckers().length === 0) return;
  if (!canInstallPackages()) throw new SetUpError(wordsFor(missingCheckers()));
  const packages = missingCheckers().map(({ debianPackage }) => debianPackage);
  console.log(`Installing ${packages.join(', ')} with apt-get; this may take a minute …`);
  const said = await installPackages(packages);
  const missing = missingCheckers();
  if (missing.length === 0) return;
  throw new SetUpError(`${wordsFor(missing)}\nWhat apt-get said:\n${said}`);
}

function missingCheckers() {
  return checkers.filter(({ program, isThere = () => isProgram(program) }) => !isThere());
}

function isProgram(name) {
  const endings = process.platform === 'win32' ? ['.exe', '.cmd', '.bat'] : [''];
  const folders = ['/usr/bin', ...(process.env.PATH ?? '').split(delimiter)];
  return folders.some((folder) =>
    endings.some((ending) => existsSync(join(folder, name + ending))),
  );
}

/**
 * A Python that has docutils: a program of docutils on the PATH can be of another Python, or lead nowhere.
 * @returns {string | undefined} name or path of the program
 */
export function pythonWithDocutils() {
  const pythons = ['/usr/bin/python3', 'python3', 'python'];
  return pythons.find((python) => spawnSync(python, ['-c', 'import docutils']).status === 0);
}

function wordsFor(missing) {
  const programs = missing.map(({ program }) => program).join(', ');
  const packages = missing.map(({ debianPackage }) => debianPackage).join(' ');
  const commands = {
    linux: `sudo apt-get install -y --no-install-recommends ${packages}`,
    darwin: 'brew install pandoc docutils exiftool webp pngcheck jpeginfo curl python3 git',
    win32: 'winget install JohnMacFarlane.Pandoc OliverBetz.ExifTool Google.Libwebp',
  };
  const command = commands[process.platform] ?? commands.linux;
  return (
    `The tests check documents and images with programs that are not there: ${programs}. ` +
    `Install them:\n\n  ${command}`
  );
}
