import * as vscode from 'vscode';
import type { GenerateForAgent } from '../app/commands/generateForAgent.ts';
import { lazily } from '../app/lazily.ts';

/** Makes Generate Image known to agents; what it does is loaded when the first one asks. */
export function registerAgentTool(
  loadGenerate: () => Promise<GenerateForAgent>,
): vscode.Disposable {
  const load = lazily(async () => {
    const { createAgentTool } = await import('./agentTool.ts');
    return createAgentTool(await loadGenerate());
  });
  return vscode.lm.registerTool<object>('fluxKlein_generate_image', {
    prepareInvocation: async (options, token) => (await load()).prepareInvocation(options, token),
    invoke: async (options, token) => (await load()).invoke(options, token),
  });
}
