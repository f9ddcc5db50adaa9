import { spawnSync } from 'node:child_process';

/** What a program says to an input; a missing one fails by its name. */
export function runTool(command: string, args: readonly string[], input: string): string {
  const { error, status, stdout, stderr } = spawnSync(command, args, {
    input,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (error) {
    throw new Error(`${command} is needed to check this language: install it (${error.message}).`);
  }
  if (status !== 0) throw new Error(`${command} failed with ${status}: ${stderr.slice(0, 2000)}`);
  return stdout;
}
