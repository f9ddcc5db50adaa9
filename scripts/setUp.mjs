import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, copyFile, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { cacheRoot, nodeBinary, projectNodePath, projectRoot } from './projectPaths.mjs';
import { runNpmInstall } from './runCommand.mjs';

/**
 * The VS Code versions that the project is tested with, by VS Code's own number, with what the npm package
 * that carries each of them is called and needs. An absent `node` means the project's own Node; `ripgrep` is the
 * search program, which the older package would download from outside npm; `types` is the `@types/vscode` of its API. `replaced` are dependencies that the package names by an address outside npm, with the version to take.
 */
export const vsCodeVersions = Object.freeze({
  '1.139.1': { codeServer: '4.139.1', types: '1.139.0' },
  '1.105.1': {
    codeServer: '4.105.1',
    types: '1.105.0',
    node: '22.23.3',
    ripgrep: '1.18.0',
    replaced: { '@parcel/watcher': '2.5.1' },
  },
});

/** The newest supported VS Code. */
export const currentVsCode = '1.139.1';
/** The newest patch of the oldest supported VS Code, which is `engines.vscode` of the manifest. */
export const oldestVsCode = '1.105.1';

const completeStamp = 'complete.json';

/** Set-up that can't go on: the message is for people and says what to do. */
export class SetUpError extends Error {
  name = 'SetUpError';
}

/**
 * Installs the project's dependencies where they are missing or are not those of package-lock.json.
 * @throws {SetUpError} where npm fails
 */
export async function ensureDependencies() {
  const reason = await reasonToInstall();
  if (reason === undefined) return;
  say(`Installing the dependencies with npm ci (${reason}); this may take a minute …`);
  const { ok, output } = await runNpmInstall(['ci', '--include=dev'], projectRoot);
  if (!ok) throw installError('The dependencies could not be installed.', output);
  if (!existsSync(projectNodePath)) {
    throw new SetUpError(
      `npm ci left no Node at ${projectNodePath}. Are install scripts switched off (npm config get ignore-scripts)?`,
    );
  }
}

// npm keeps a record of what it installed. Comparing that with the lock file, instead of times or a stamp of
// our own, is also right after a plain `npm install`, a change of branch or an interrupted installation.
async function reasonToInstall() {
  const record = await readJson(join(projectRoot, 'node_modules', '.package-lock.json'));
  if (record === undefined || !existsSync(projectNodePath)) return 'node_modules is missing';
  const lock = await readJson(join(projectRoot, 'package-lock.json'));
  if (lock === undefined) throw new SetUpError('package-lock.json is missing or is not JSON.');
  const installed = record.packages;
  for (const [path, entry] of Object.entries(lock.packages)) {
    if (path === '') continue;
    const found = installed[path];
    if (found === undefined ? !entry.optional : found.integrity !== entry.integrity) {
      return `${path} is not as package-lock.json says`;
    }
  }
  return undefined;
}

/**
 * Goes on in the project's Node, which runs TypeScript. Under an older one it starts this same script again with
 * the project's, passes its exit code on, and never returns. Call it after `ensureDependencies`.
 */
export async function continueInProjectNode() {
  if (Number(process.versions.node.split('.')[0]) >= 24) return;
  const child = spawn(projectNodePath, process.argv.slice(1), { stdio: 'inherit' });
  // This process must outlive the child, which is told even where a signal was meant for this one alone.
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.removeAllListeners(signal).on(signal, () => child.kill(signal));
  }
  const code = await new Promise((resolve) => {
    child.on('error', () => resolve(1));
    child.on('exit', (exitCode, signal) => resolve(signal === null ? exitCode : 1));
  });
  process.exit(code);
}

/**
 * Installs a VS Code server from npm into the cache, unless a complete one is there.
 * @param {string} version a key of `vsCodeVersions`
 * @returns {Promise<{ version: string, serverPath: string, nodePath: string }>} the server's entry and its Node
 * @throws {SetUpError} where the version is not known or npm fails
 */
export async function ensureVsCode(version) {
  const known = vsCodeVersions[version];
  if (known === undefined) {
    const choices = Object.keys(vsCodeVersions).join(', ');
    throw new SetUpError(`There is no VS Code ${version} here; known are: ${choices}.`);
  }
  const nodePath = known.node === undefined ? projectNodePath : await ensureNode(known.node);
  const home = join(cacheRoot, 'vscode', known.codeServer);
  await installOnce(home, `VS Code ${version} (600 MB, about half a minute)`, async (folder) => {
    await writeFile(join(folder, 'package.json'), '{ "private": true }\n');
    const flags = ['--ignore-scripts', '--force'];
    await npmOrThrow(['install', `code-server@${known.codeServer}`, ...flags], folder);
    if (known.replaced !== undefined) await replaceDependencies(known.replaced, folder);
    await npmOrThrow(['install', '--omit=dev', ...flags], join(folder, serverFolder));
    if (known.ripgrep !== undefined) await addRipgrep(known.ripgrep, folder);
  });
  return { version, nodePath, serverPath: join(home, serverFolder, 'out', 'server-main.js') };
}

const serverFolder = join('node_modules', 'code-server', 'lib', 'vscode');

// The lock file beside the manifest holds the addresses too.
async function replaceDependencies(versions, folder) {
  const manifestPath = join(folder, serverFolder, 'package.json');
  const manifest = await readJson(manifestPath);
  Object.assign(manifest.dependencies, versions);
  await writeFile(manifestPath, `${JSON.stringify(manifest, null, 2)}\n`);
  await rm(join(folder, serverFolder, 'npm-shrinkwrap.json'), { force: true });
}

// Without it nothing that looks for files works: Quick Open, and `workspace.findFiles` of every extension.
async function addRipgrep(version, folder) {
  const ownFolder = join(folder, 'ripgrep');
  const program = process.platform === 'win32' ? 'rg.exe' : 'rg';
  const target = join(folder, serverFolder, 'node_modules', '@vscode', 'ripgrep', 'bin', program);
  await mkdir(ownFolder);
  await mkdir(dirname(target), { recursive: true });
  await writeFile(join(ownFolder, 'package.json'), '{ "private": true }\n');
  await npmOrThrow(
    ['install', `@vscode/ripgrep-universal@${version}`, '--ignore-scripts'],
    ownFolder,
  );
  const platform = `${process.platform}-${process.arch}`;
  const binaries = join(ownFolder, 'node_modules', '@vscode', 'ripgrep-universal', 'bin');
  await copyFile(join(binaries, platform, program), target);
  await chmod(target, 0o755);
  await rm(ownFolder, { recursive: true, force: true });
}

/**
 * Installs a Node from npm into the cache, unless a complete one is there.
 * @param {string} version
 * @returns {Promise<string>} path of the program
 * @throws {SetUpError} where npm fails
 */
export async function ensureNode(version) {
  const home = join(cacheRoot, 'node', version);
  const nodePath = nodeBinary(join(home, 'node_modules', 'node'));
  await installOnce(home, `Node ${version} (for an older VS Code)`, async (folder) => {
    // The package fetches its binary in an install script, which npm 11 runs only where it is named.
    const manifest = { private: true, allowScripts: { node: true } };
    await writeFile(join(folder, 'package.json'), `${JSON.stringify(manifest)}\n`);
    await npmOrThrow(['install', `node@${version}`, '--ignore-scripts=false'], folder);
    if (!existsSync(nodeBinary(join(folder, 'node_modules', 'node')))) {
      throw new SetUpError(`npm installed node@${version}, but without the program itself.`);
    }
  });
  return nodePath;
}

// Installs under a temporary name and renames at the end, so that a folder of the final name is always whole.
async function installOnce(home, title, install) {
  if (existsSync(join(home, completeStamp))) return;
  say(`Installing ${title} from npm into ${home} …`);
  const startedMs = Date.now();
  await mkdir(dirname(home), { recursive: true });
  const folder = await mkdtemp(join(dirname(home), `.${basename(home)}-`));
  try {
    await install(folder);
    const stamp = { installedAt: new Date().toISOString(), took: Date.now() - startedMs };
    await writeFile(join(folder, completeStamp), `${JSON.stringify(stamp)}\n`);
    // Another process may have been quicker; a whole one is as good as ours.
    if (!existsSync(join(home, completeStamp))) {
      await rm(home, { recursive: true, force: true });
      await rename(folder, home);
    }
  } catch (error) {
    if (error instanceof SetUpError) throw error;
    throw new SetUpError(`Installing ${title} failed: ${error.message}`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  say(`… done in ${Math.round((Date.now() - startedMs) / 1000)} s.`);
}

async function npmOrThrow(args, cwd) {
  const { ok, output } = await runNpmInstall(args, cwd);
  if (!ok) throw installError(`npm ${args.join(' ')} failed.`, output);
}

function installError(summary, output) {
  const isOffline = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ECONNRESET|ENETUNREACH/.test(
    output,
  );
  const hint = isOffline
    ? 'npm could not reach its registry: is this machine online, and does it need a proxy (npm config set proxy …)?'
    : 'What npm said:';
  // npm says the cause first and ends with pages of usage.
  const said = output.trim().split('\n').slice(0, 20).join('\n');
  return new SetUpError(`${summary} ${hint}\n${said}`);
}

async function readJson(path) {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch {
    return undefined;
  }
}

/**
 * Runs a script's main function. A `SetUpError` becomes plain words and exit code 1.
 * @param {() => Promise<number | void>} main the exit code; nothing is 0
 * @param {{ exitsOnSignals?: boolean }} [options] whether Ctrl+C ends the script at once (default: yes)
 */
export async function runMain(main, { exitsOnSignals = true } = {}) {
  if (exitsOnSignals) {
    // Dying of the signal would skip the `exit` listeners, which end the programs that were started.
    process.once('SIGINT', () => process.exit(130));
    process.once('SIGTERM', () => process.exit(143));
  }
  try {
    process.exitCode = (await main()) ?? 0;
  } catch (error) {
    console.error(error instanceof SetUpError ? `\n${error.message}` : error);
    process.exitCode = 1;
  }
}

function say(line) {
  console.log(line);
}
