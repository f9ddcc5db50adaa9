import { statSync } from 'node:fs';
import Module from 'node:module';
import { join, relative } from 'node:path';
import * as vscode from 'vscode';
import type { ActivationResult, Script } from '../jobs.ts';
import { openBenchDocument } from './benchDocument.ts';
import { generateForBench } from './generateForBench.ts';
import { timed, untilCalm } from './stopwatch.ts';

/** Activates an extension that nothing has touched yet, and lists what that loaded. */
export async function measureActivation(options: {
  readonly extensionId: string;
  readonly hasCommands: boolean;
}): Promise<ActivationResult> {
  const extension = vscode.extensions.getExtension(options.extensionId);
  if (!extension) throw new Error(`${options.extensionId} is not there`);
  if (extension.isActive) throw new Error(`${options.extensionId} is active already`);
  const { main } = extension.packageJSON as { main: string };
  const own = watchLoading(join(extension.extensionPath, main));
  await untilCalm();
  const { ms: activateMs } = await timed(() => extension.activate());
  const activation = { activateMs, ...own(), scripts: scriptsOf(extension.extensionPath) };
  if (!options.hasCommands) return activation;

  const document = await openBenchDocument();
  const commandMs: number[] = [];
  for (let count = 0; count < 3; count++) {
    await document.restore();
    await untilCalm();
    commandMs.push((await timed(() => generateForBench())).ms);
  }
  const scriptsAfterCommands = scriptsOf(extension.extensionPath);
  // The next window would open it again, and a Markdown document wakes the extension.
  await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  return { ...activation, commandMs, scriptsAfterCommands };
}

type Loader = (module: NodeJS.Module, path: string) => void;

/** Measures, of one file, its evaluation and then its function `activate`. */
function watchLoading(mainPath: string): () => { loadMs: number; ownMs: number } {
  const loaders = (Module as unknown as { _extensions: Record<'.js', Loader> })._extensions;
  const load = loaders['.js'];
  let loadMs = Number.NaN;
  let ownMs = Number.NaN;
  loaders['.js'] = (module, path) => {
    const start = performance.now();
    load(module, path);
    if (path !== mainPath) return;
    loadMs = performance.now() - start;
    const { activate } = module.exports as { activate: (...args: unknown[]) => unknown };
    module.exports = {
      ...(module.exports as object),
      activate: (...args: unknown[]) => {
        const began = performance.now();
        const result = activate(...args);
        ownMs = performance.now() - began;
        return result;
      },
    };
  };
  return () => {
    loaders['.js'] = load;
    return { loadMs, ownMs };
  };
}

/** The files of an extension that Node has loaded as modules. */
function scriptsOf(extensionPath: string): Script[] {
  return Object.keys(require.cache)
    .filter((path) => path.startsWith(extensionPath))
    .map((path) => ({ name: relative(extensionPath, path), bytes: statSync(path).size }));
}
