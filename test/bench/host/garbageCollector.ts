import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Node hides its collector behind a flag, which counts for contexts made after it was set. */
export function garbageCollector(): () => void {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
}
