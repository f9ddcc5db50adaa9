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

/** Does something with each item, so many at a time. Rejects with the first failure. */
export async function inParallel<T>(
  items: Iterable<T>,
  maxParallel: number,
  run: (item: T) => Promise<void>,
): Promise<void> {
  const rest = items[Symbol.iterator]();
  const work = async (): Promise<void> => {
    for (let next = rest.next(); !next.done; next = rest.next()) await run(next.value);
  };
  await Promise.all(Array.from({ length: maxParallel }, work));
}
