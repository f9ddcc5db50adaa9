import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureVsCode } from '../../scripts/setUp.mjs';
import type { VsCodeVersion } from '../../scripts/setUp.mjs';
import { startChildGroup } from './childGroup.ts';
import type { ChildGroup } from './childGroup.ts';
import { dataFolders, installVsix } from './installVsix.ts';
import { dataPathVariable } from './hostTestReport.ts';
import { quietUserSettings } from './quietUserSettings.ts';
import { createServerLog } from './serverLog.ts';
import type { ServerLog } from './serverLog.ts';
import { ledgerIn, ledgerVariable } from './ledgerFolder.ts';

export interface VsCodeOptions {
  readonly version: VsCodeVersion;
  /** Added to `quietUserSettings`, and before them. */
  readonly userSettings?: Readonly<Record<string, unknown>>;
  /** A VSIX to install first. */
  readonly vsixPath?: string;
  /** Reaches the extension host; `undefined` takes a variable of this process away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /**
   * Whether a window may run an extension from its source folder, and tests in it. VS Code allows that only together
   * with its smoke test driver, which hides every notification toast; so a test that watches the window needs it off.
   * Default: no.
   */
  readonly allowsDevelopment?: boolean;
  /** Demanded from every browser. Absent: none is needed, which is for tests only. */
  readonly connectionToken?: string;
  /** Absent: a free one. */
  readonly port?: number;
}

/** A running VS Code server with data folders of its own, on 127.0.0.1. */
export interface VsCodeServer {
  readonly version: VsCodeVersion;
  readonly port: number;
  /** `http://localhost:<port>` */
  readonly originUrl: string;
  /** Holds `User/settings.json`. Removed by `stop`. */
  readonly userDataPath: string;
  /** What the server said, without the known noise. It stays after `stop`. */
  readonly log: ServerLog;
  /** The address of a window on a folder, a workspace or nothing. */
  url(window: WindowOptions): string;
  stop(): Promise<void>;
}

export interface WindowOptions {
  readonly folderPath?: string;
  /** A `.code-workspace` file, instead of a folder. */
  readonly workspaceFilePath?: string;
  /** Of an extension to run from its source folder instead of installed; only with `allowsDevelopment`. */
  readonly extensionDevelopmentPath?: string;
  /** The compiled module with `run()`; only together with `extensionDevelopmentPath`. */
  readonly extensionTestsPath?: string;
}

/**
 * Starts a VS Code server, installing that version first where it is missing, and resolves when it listens.
 * @throws where the server ends or stays silent for a minute; the message names the log file
 */
export async function startVsCode(options: VsCodeOptions): Promise<VsCodeServer> {
  const { serverPath, nodePath } = await ensureVsCode(options.version);
  const rootPath = await mkdtemp(join(tmpdir(), 'flux-klein-vscode-'));
  const userDataPath = join(rootPath, 'user-data');
  const log = createServerLog(`vscode-${options.version}`);
  const env = serverEnvironment({
    ...options.env,
    [dataPathVariable]: rootPath,
    // What one window leaves unsaved is no business of those of other tests.
    [ledgerVariable]: ledgerIn(rootPath),
  });
  let group: ChildGroup | undefined;
  const stop = async () => {
    await group?.stop();
    await log.close();
    await rm(rootPath, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  };
  try {
    const settings = { ...quietUserSettings, ...options.userSettings };
    await mkdir(join(userDataPath, 'User'), { recursive: true });
    await writeFile(join(userDataPath, 'User', 'settings.json'), JSON.stringify(settings, null, 2));
    if (options.vsixPath !== undefined) {
      const { version, vsixPath } = options;
      const { ok, output } = await installVsix({ version, vsixPath, rootPath, env });
      log.write(output);
      if (!ok) throw new Error(`${options.vsixPath} could not be installed; see ${log.path}`);
    }
    const access = await connectionArguments(options.connectionToken, rootPath);
    group = startChildGroup(
      nodePath,
      [
        serverPath,
        '--host=127.0.0.1',
        `--port=${options.port ?? 0}`,
        ...access,
        ...dataFolders(rootPath),
        ...(options.allowsDevelopment === true ? ['--enable-smoke-test-driver'] : []),
        '--telemetry-level=off',
      ],
      { env, stdio: ['ignore', 'pipe', 'pipe'] },
    );
    const port = await listeningPort(group, log);
    const originUrl = `http://localhost:${port}`;
    const url = (window: WindowOptions) => windowUrl(originUrl, options.connectionToken, window);
    return { version: options.version, port, originUrl, userDataPath, log, url, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

// The token goes through a file: the command line of a process can be read by every user of the machine.
async function connectionArguments(token: string | undefined, rootPath: string): Promise<string[]> {
  if (token === undefined) return ['--without-connection-token'];
  const tokenPath = join(rootPath, 'connection-token');
  await writeFile(tokenPath, token, { mode: 0o600 });
  return ['--connection-token-file', tokenPath];
}

// A test must neither spend a real key nor see an editor, an npm or a test runner that happens to run it.
function serverEnvironment(changes: Readonly<Record<string, string | undefined>>) {
  const env: NodeJS.ProcessEnv = {};
  for (const [name, value] of Object.entries({ ...process.env, ...changes })) {
    const isForeign =
      /^(VSCODE_|ELECTRON_|npm_|NODE_OPTIONS$|NODE_TEST_CONTEXT$|NODE_ENV$|ONE_MIN_AI_API_KEY$)/i;
    if (value === undefined || (isForeign.test(name) && !(name in changes))) continue;
    env[name] = value;
  }
  return env;
}

function listeningPort({ child }: ChildGroup, log: ServerLog): Promise<number> {
  return new Promise((resolve, reject) => {
    const fail = (what: string) => reject(new Error(`VS Code ${what}; see ${log.path}`));
    const timer = setTimeout(() => fail('did not start within a minute'), 60_000);
    let head = '';
    const listen = (chunk: Buffer) => {
      const text = chunk.toString();
      log.write(text);
      if (head.length > 100_000) return;
      head += text;
      const port = /Extension host agent listening on (\d+)/.exec(head)?.[1];
      if (port === undefined) return;
      clearTimeout(timer);
      resolve(Number(port));
    };
    child.stdout?.on('data', listen);
    child.stderr?.on('data', listen);
    child.on('error', (error) => fail(`could not be started (${error.message})`));
    child.on('exit', (code) => fail(`ended with code ${code}`));
  });
}

function windowUrl(originUrl: string, token: string | undefined, window: WindowOptions): string {
  const query = new URLSearchParams();
  if (token !== undefined) query.set('tkn', token);
  if (window.folderPath !== undefined) query.set('folder', urlPath(window.folderPath));
  if (window.workspaceFilePath !== undefined) {
    query.set('workspace', urlPath(window.workspaceFilePath));
  }
  const payload: [string, string][] = [];
  // The authority has to be this word; the workbench replaces it by its own address.
  const remote = (path: string) => `vscode-remote://remote${urlPath(path)}`;
  if (window.extensionDevelopmentPath !== undefined) {
    payload.push(['extensionDevelopmentPath', remote(window.extensionDevelopmentPath)]);
  }
  if (window.extensionTestsPath !== undefined) {
    payload.push(['extensionTestsPath', remote(window.extensionTestsPath)]);
  }
  if (payload.length > 0) query.set('payload', JSON.stringify(payload));
  return `${originUrl}/?${query.toString()}`;
}

function urlPath(path: string): string {
  return decodeURIComponent(pathToFileURL(path).pathname);
}
