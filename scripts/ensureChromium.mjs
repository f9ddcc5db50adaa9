import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { canInstallPackages, installPackages } from './debianPackages.mjs';
import { runCommand } from './runCommand.mjs';
import { SetUpError } from './setUp.mjs';

const debianPackages = 'chromium fonts-dejavu fonts-noto-color-emoji';

/**
 * Finds a Chromium or Chrome, and installs one where that is possible without asking: as root on Debian.
 * @returns {Promise<string>} path of the program
 * @throws {SetUpError} with the command to run, where there is none
 */
export async function ensureChromium() {
  const asked = process.env.CHROMIUM_PATH;
  if (asked) {
    if (existsSync(asked)) return asked;
    throw new SetUpError(`CHROMIUM_PATH is ${asked}, but there is no such file.`);
  }
  return (await findChromium()) ?? (await installChromium());
}

async function findChromium() {
  for (const path of candidates()) {
    if (existsSync(path) && (await runs(path))) return path;
  }
  return undefined;
}

// Ubuntu's /usr/bin/chromium-browser is a script that only says that a snap is missing, so a file is not enough.
async function runs(path) {
  if (process.platform === 'win32') return true;
  return (await runCommand(path, ['--version'], { timeoutMs: 30_000 })).ok;
}

function candidates() {
  if (process.platform === 'darwin') {
    return [
      '/Applications/Chromium.app/Contents/MacOS/Chromium',
      '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
      '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
    ];
  }
  if (process.platform === 'win32') {
    const roots = ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].map(
      (name) => process.env[name],
    );
    const programs = [
      'Google\\Chrome\\Application\\chrome.exe',
      'Microsoft\\Edge\\Application\\msedge.exe',
    ];
    return roots.filter(Boolean).flatMap((root) => programs.map((program) => join(root, program)));
  }
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
  const folders = ['/usr/bin', '/snap/bin', ...(process.env.PATH ?? '').split(delimiter)];
  return names.flatMap((name) => folders.map((folder) => join(folder, name)));
}

async function installChromium() {
  if (!canInstallPackages()) throw new SetUpError(missingChromium());
  console.log(`Installing Chromium with apt-get (${debianPackages}); this may take two minutes …`);
  const said = await installPackages(debianPackages.split(' '));
  const path = await findChromium();
  if (path !== undefined) return path;
  throw new SetUpError(`${missingChromium()}\nWhat apt-get said:\n${said}`);
}

function missingChromium() {
  const commands = {
    linux: `sudo apt-get install -y --no-install-recommends ${debianPackages}`,
    darwin: 'brew install --cask chromium',
    win32: 'winget install Google.Chrome',
  };
  const command = commands[process.platform] ?? commands.linux;
  return (
    'A Chromium or Chrome is needed to show VS Code in, and none was found. ' +
    `Install one:\n\n  ${command}\n\nor set CHROMIUM_PATH to one that you have.`
  );
}
