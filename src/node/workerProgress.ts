/** What a worker is at, in memory that both threads see: one that reads a text has no time for messages. */
export interface WorkerProgress {
  readonly memory: SharedArrayBuffer;
  /** The worker's side: done at once with `read`, which belongs to a question, and to one of its files. */
  during<T>(questionId: number, fileIndex: number, read: () => T): T;
  /** The worker's side: a part of what is being read is done. */
  step(): void;
  /** Another number after each step. */
  turn(): number;
  /** What is being read now, if anything is; `turn` is another one after each step. */
  now():
    { readonly questionId: number; readonly fileIndex: number; readonly turn: number } | undefined;
}

export function createWorkerProgress(
  memory = new SharedArrayBuffer(3 * Int32Array.BYTES_PER_ELEMENT),
): WorkerProgress {
  const [questionSlot, fileSlot, turnSlot] = [0, 1, 2];
  const slots = new Int32Array(memory);
  return {
    memory,
    during(questionId, fileIndex, read) {
      Atomics.add(slots, turnSlot!, 1);
      Atomics.store(slots, fileSlot!, fileIndex);
      Atomics.store(slots, questionSlot!, questionId);
      try {
        return read();
      } finally {
        Atomics.store(slots, questionSlot!, 0);
      }
    },
    step: () => void Atomics.add(slots, turnSlot!, 1),
    turn: () => Atomics.load(slots, turnSlot!),
    now() {
      const questionId = Atomics.load(slots, questionSlot!);
      if (questionId === 0) return undefined;
      const fileIndex = Atomics.load(slots, fileSlot!);
      return { questionId, fileIndex, turn: Atomics.load(slots, turnSlot!) };
    },
  };
}
