import { orAborted } from './orAborted.ts';

/**
 * Settles as the promise does, or resolves to `undefined` as soon as the last of these signals has
 * aborted, whatever becomes of the promise then. A value that comes too late goes to `onLate`.
 */
export async function unlessAborted<T>(
  promise: Promise<T>,
  signals: readonly AbortSignal[],
  onLate: (value: T) => void,
): Promise<T | undefined> {
  const parts = new Set(signals);
  const all = new AbortController();
  const look = (): void => {
    if ([...parts].every(({ aborted }) => aborted)) all.abort();
  };
  for (const part of parts) part.addEventListener('abort', look);
  look();
  try {
    return await orAborted(promise, all.signal, onLate);
  } catch (error) {
    if (all.signal.aborted) return undefined;
    throw error;
  } finally {
    for (const part of parts) part.removeEventListener('abort', look);
  }
}
