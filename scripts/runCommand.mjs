import { spawn } from 'node:child_process';
import { delimiter, dirname, join } from 'node:path';
import { projectNodePath, projectRoot } from './projectPaths.mjs';

const projectBin = join(projectRoot, 'node_modules', '.bin');

// npm hands its own options down to whatever a script starts. Those that say where and how to reach a
// registry must survive; the others (ignore-scripts, omit, global, dry-run …) belong to the outer command.
const npmOptionToKeep =
  /^npm_config_(?:registry|proxy|https_proxy|http_proxy|noproxy|cafile|ca|cert|key|strict_ssl|cache|userconfig|globalconfig|fetch_.*|maxsockets|nodedir|@.*|\/\/.*)$/i;

/**
 * The environment for an npm that installs: without the options of the npm that may be running us, without
 * `NODE_ENV=production` (which would leave out dev dependencies), and without this project's own `.bin` on the
 * PATH, since the Node in there may be the very file that is being replaced.
 */
function installEnvironment() {
  const env = {};
  for (const [name, value] of Object.entries(process.env)) {
    if (/^npm_/i.test(name) && !npmOptionToKeep.test(name)) continue;
    if (name === 'NODE_ENV' || name === 'NODE_OPTIONS' || name === 'INIT_CWD') continue;
    env[name] = /^path$/i.test(name) ? withoutProjectBin(value) : value;
  }
  return env;
}

function withoutProjectBin(path = '') {
  return path
    .split(delimiter)
    .filter((folder) => folder !== projectBin)
    .join(delimiter);
}

/**
 * The environment for the project's own tools: its `.bin` and its Node come first on the PATH.
 * @param {NodeJS.ProcessEnv} [env]
 */
export function toolEnvironment(env = process.env) {
  const pathName = Object.keys(env).find((name) => name.toLowerCase() === 'path') ?? 'PATH';
  const path = [dirname(projectNodePath), projectBin, withoutProjectBin(env[pathName])];
  return { ...env, [pathName]: path.join(delimiter) };
}

/**
 * Runs a command to its end and never throws.
 * @param {string} file
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, timeoutMs?: number, shell?: boolean }} [options]
 * @returns {Promise<{ ok: boolean, output: string }>} output: stdout and stderr as they came
 */
export function runCommand(file, args, options = {}) {
  const { cwd = projectRoot, env = process.env, timeoutMs = 15 * 60_000, shell = false } = options;
  return new Promise((resolve) => {
    const child = spawn(file, args, { cwd, env, shell, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      child.kill('SIGKILL');
    }, timeoutMs);
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    child.on('error', (error) => {
      clearTimeout(timer);
      resolve({ ok: false, output: `${output}${file}: ${error.message}\n` });
    });
    child.on('close', (code) => {
      clearTimeout(timer);
      if (timedOut) output += `${file} did not end within ${timeoutMs / 1000} s\n`;
      resolve({ ok: code === 0 && !timedOut, output });
    });
  });
}

/**
 * Runs npm for an installation, undisturbed by the npm that may be running this script.
 * @param {string[]} args
 * @param {string} cwd
 */
export function runNpmInstall(args, cwd) {
  const quiet = [...args, '--no-audit', '--no-fund', '--no-progress', '--loglevel=error'];
  // npm is a .cmd file on Windows, which only a shell can start.
  return runCommand('npm', quiet, {
    cwd,
    env: installEnvironment(),
    shell: process.platform === 'win32',
  });
}
