import { readdirSync, readFileSync } from 'node:fs';

/**
 * The extension hosts that a process of ours has started, by way of its VS Code server, as the
 * operating system lists them.
 */
export function extensionHosts(ancestorPid: number): number[] {
  const parents = new Map<number, number>();
  const hosts: number[] = [];
  for (const name of readdirSync('/proc')) {
    const pid = Number(name);
    if (!Number.isInteger(pid)) continue;
    try {
      const [, parent] =
        /^\d+ \(.*\) \S (\d+)/s.exec(readFileSync(`/proc/${name}/stat`, 'utf8')) ?? [];
      parents.set(pid, Number(parent));
      if (readFileSync(`/proc/${name}/cmdline`, 'utf8').includes('--type=extensionHost')) {
        hosts.push(pid);
      }
    } catch {
      // It has ended while the list was read.
    }
  }
  const descends = (pid: number | undefined): boolean =>
    pid !== undefined && (pid === ancestorPid || descends(parents.get(pid)));
  return hosts.filter(descends);
}
