export function toolEnvironment(env?: NodeJS.ProcessEnv): NodeJS.ProcessEnv;
export function runCommand(
  file: string,
  args: readonly string[],
  options?: { cwd?: string; env?: NodeJS.ProcessEnv; timeoutMs?: number; shell?: boolean },
): Promise<{ ok: boolean; output: string }>;
