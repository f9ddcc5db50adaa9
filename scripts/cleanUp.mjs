/**
 * Collects what has to be undone and undoes it in reverse order. (`await using` would do the same, but the Node 20
 * that first reads these scripts does not know it.)
 * @returns {{ defer(step: () => unknown): void, run(): Promise<void> }}
 */
export function createCleanUp() {
  const steps = [];
  return {
    defer: (step) => void steps.push(step),
    async run() {
      for (const step of steps.splice(0).reverse()) await step();
    },
  };
}
