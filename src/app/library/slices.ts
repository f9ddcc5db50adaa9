/** Whoever else is on this thread gets its turn after so many steps of a long way. */
const stepsPerSlice = 100;

/** Goes through a long list without holding up the thread. */
export async function inSlices<T>(items: Iterable<T>, visit: (item: T) => void): Promise<void> {
  let step = 0;
  for (const item of items) {
    visit(item);
    step += 1;
    if (step % stepsPerSlice === 0) await new Promise(setImmediate);
  }
}
