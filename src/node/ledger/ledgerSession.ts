/** A window that has not touched its files for so long is gone, whatever process has its number now. */
const longestSilenceMs = 60 * 60_000;

/** How often a window touches what it has in its hands: an image may wait for long, for its turn or a person's. */
export const touchEveryMs = 10 * 60_000;

export const isSilentSince = (lastMs: number, nowMs: number): boolean =>
  nowMs - lastMs > longestSilenceMs;

/** `unsure`: its process may be another one by now, or is on another computer, or on one that has got another name. */
export type WindowLife = 'gone' | 'unsure';

export interface OwnWindow {
  /** Eight hexadecimal digits of what processes of one numbering have in common. */
  readonly computer: string;
  readonly pid: number;
  isRunning(pid: number): boolean;
}

/** Name of a window's folder: no other window, here or elsewhere, has the same. */
export const sessionName = ({ computer, pid }: OwnWindow, random: string): string =>
  `${computer}-${pid}-${random}`;

/** What the name of a window's folder tells of the window. */
export function lifeOf(name: string, own: OwnWindow): WindowLife {
  const [, computer, pid] = /^([0-9a-f]{8})-(\d+)-[0-9a-f]{8}$/.exec(name) ?? [];
  if (computer !== own.computer) return 'unsure';
  // A process has one window, so another window of this very number was in a process before it.
  return Number(pid) === own.pid || !own.isRunning(Number(pid)) ? 'gone' : 'unsure';
}
