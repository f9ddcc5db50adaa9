import type { WorkerProgress } from './workerProgress.ts';

export interface WorkerWatch {
  isWanted(questionId: number): boolean;
  giveUp(questionId: number, fileIndex: number): void;
}

/** How long what nobody wants any more may be read: a new worker takes its time as well. */
const cancelledPatienceMs = 300;
const lookEveryMs = 100;

/**
 * Watches how far a worker gets, until the interval that it returns is cleared. Time that this thread was held up
 * itself does not count: it is measured by what it sees.
 * @param patienceMs how long one document may be read and get no further
 */
export function watchWorker(
  progress: WorkerProgress,
  patienceMs: number,
  { isWanted, giveUp }: WorkerWatch,
): ReturnType<typeof setInterval> {
  let turn = 0;
  let looks = 0;
  const look = (): void => {
    const now = progress.now();
    const isAskedFor = now !== undefined && isWanted(now.questionId);
    // Of what nobody wants any more, no step is one further.
    looks = now && (now.turn === turn || !isAskedFor) ? looks + 1 : 0;
    if (!now) return;
    ({ turn } = now);
    const limitMs = isAskedFor ? patienceMs : Math.min(cancelledPatienceMs, patienceMs);
    if (looks * lookEveryMs >= limitMs) giveUp(now.questionId, now.fileIndex);
  };
  const timer = setInterval(look, lookEveryMs);
  timer.unref();
  return timer;
}
