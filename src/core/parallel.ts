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
