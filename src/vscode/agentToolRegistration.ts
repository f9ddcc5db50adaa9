import * as vscode from 'vscode';
import type { Generate } from './agentTool.ts';
import { lazily } from './lazily.ts';

/** Makes Generate Image known to agents; what it does is loaded when the first one asks. */
export function registerAgentTool(loadGenerate: () => Promise<Generate>): vscode.Disposable {
  const load = lazily(async () => {
    const { createAgentTool } = await import('./agentTool.ts');
    return createAgentTool(await loadGenerate());
  });
  return vscode.lm.registerTool<object>('fluxKlein_generate_image', {
    prepareInvocation: async (options, token) => (await load()).prepareInvocation(options, token),
    invoke: async (options, token) => (await load()).invoke(options, token),
  });
}
