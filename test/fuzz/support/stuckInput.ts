import { Worker } from 'node:worker_threads';

/** Processor time, far beyond the limit for one input. */
const stuckAfterMs = 20_000;

export interface StuckInputWatch {
  /** An input is about to be read. */
  begin(index: number): void;
  stop(): Promise<void>;
}

// An input that never ends keeps its own thread from saying so.
const script = `
  const { workerData } = require('node:worker_threads');
  const { writeSync } = require('node:fs');
  const spentMs = () => { const { user, system } = process.cpuUsage(); return (user + system) / 1000; };
  let seen = 0;
  let sinceMs = 0;
  setInterval(() => {
    const begun = Atomics.load(workerData.current, 0);
    if (begun !== seen) {
      seen = begun;
      sinceMs = spentMs();
    } else if (begun !== 0 && spentMs() - sinceMs > workerData.stuckAfterMs) {
      const index = Atomics.load(workerData.current, 1);
      writeSync(2, workerData.repeatWith + index + ' comes to no end\\n');
      process.kill(process.pid, 'SIGKILL');
    }
  }, 1000);
`;

/**
 * Ends the process, with a word about the input, where one keeps it busy for ever.
 * @param repeatWith what to say of it, before its number
 */
export function watchForStuckInput(repeatWith: string): StuckInputWatch {
  const current = new Int32Array(new SharedArrayBuffer(8));
  const workerData = { current, repeatWith, stuckAfterMs };
  const worker = new Worker(script, { eval: true, workerData });
  worker.unref();
  return {
    begin(index) {
      Atomics.store(current, 1, index);
      Atomics.add(current, 0, 1);
    },
    async stop() {
      await worker.terminate();
    },
  };
}
