import * as vscode from 'vscode';

/** How long something took, in milliseconds, with what came of it. */
export async function timed<T>(run: () => PromiseLike<T>): Promise<{ ms: number; value: T }> {
  const start = performance.now();
  const value = await run();
  return { ms: performance.now() - start, value };
}

/** Milliseconds since the epoch, in fractions. */
export const epochNow = (): number => performance.timeOrigin + performance.now();

/** Asks the window for nothing and waits for its answer. */
export async function roundTrip(): Promise<void> {
  await vscode.commands.executeCommand('setContext', 'fluxKleinBench.roundTrip', true);
}

const calmRounds = 20;
const calmMs = 30;

/**
 * Resolves once the window answers quickly a number of times in a row, at the latest after 8 s: a window that has
 * just opened is busy with itself, and one that just got an edit is drawing it.
 */
export async function untilCalm(rounds: number = calmRounds): Promise<void> {
  const end = performance.now() + 8000;
  for (let calm = 0; calm < rounds && performance.now() < end;) {
    const { ms } = await timed(roundTrip);
    calm = ms < calmMs ? calm + 1 : 0;
  }
}
