/** VS Code gives an extension about 5 s to end, and all extensions of a window share them. */
const patienceMs = 2000;

/** What has to be finished before a window closes. */
export interface WindowEnd {
  /** @param finish called when the window closes, which waits a moment for it. */
  before(finish: () => Promise<unknown>): void;
  /** The window closes. Resolves when all is finished, or after 2 s. Never rejects. */
  come(): Promise<void>;
}

export function createWindowEnd(): WindowEnd {
  let unfinished: (() => Promise<unknown>)[] = [];
  return {
    before: (finish) => void unfinished.push(finish),
    async come() {
      const finishing = unfinished.map((finish) => finish());
      // An extension that is switched on again begins anew.
      unfinished = [];
      let timer: NodeJS.Timeout | undefined;
      const patience = new Promise((resolve) => {
        timer = setTimeout(resolve, patienceMs);
      });
      await Promise.race([Promise.allSettled(finishing), patience]);
      clearTimeout(timer);
    },
  };
}
