import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { canInstallPackages, installPackages } from './debianPackages.mjs';
import { SetUpError } from './setUp.mjs';

/** Programs that read what is written here, independently of it, and the Debian package of each. */
const checkers = [
  { program: 'pandoc', debianPackage: 'pandoc' },
  {
    program: 'rst2html',
    debianPackage: 'python3-docutils',
    otherNames: ['rst2html.py', 'rst2html5'],
  },
  { program: 'exiftool', debianPackage: 'libimage-exiftool-perl' },
  { program: 'webpinfo', debianPackage: 'webp' },
  { program: 'pngcheck', debianPackage: 'pngcheck' },
  { program: 'jpeginfo', debianPackage: 'jpeginfo' },
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
  const endings = process.platform === 'win32' ? ['.exe', '.cmd', '.bat'] : [''];
  const folders = ['/usr/bin', ...(process.env.PATH ?? '').split(delimiter)];
  const isThere = (name) =>
    folders.some((folder) => endings.some((ending) => existsSync(join(folder, name + ending))));
  return checkers.filter(({ program, otherNames = [] }) => ![program, ...otherNames].some(isThere));
}

function wordsFor(missing) {
  const programs = missing.map(({ program }) => program).join(', ');
  const packages = missing.map(({ debianPackage }) => debianPackage).join(' ');
  const commands = {
    linux: `sudo apt-get install -y --no-install-recommends ${packages}`,
    darwin: 'brew install pandoc docutils exiftool webp pngcheck jpeginfo',
    win32: 'winget install JohnMacFarlane.Pandoc OliverBetz.ExifTool Google.Libwebp',
  };
  const command = commands[process.platform] ?? commands.linux;
  return (
    `The tests check documents and images with programs that are not there: ${programs}. ` +
    `Install them:\n\n  ${command}`
  );
}
