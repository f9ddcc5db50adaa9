import type { StandInControl } from '../standIn/control.ts';

const hourMs = 3_600_000;

/** Runs something that pays, and `during` while the service works on its image: the image is done once `during` is. */
export async function whileHeld<T>(
  standIn: StandInControl,
  pay: () => PromiseLike<T>,
  during: () => PromiseLike<unknown>,
): Promise<T> {
  await standIn.addFault({ fault: 'processing', afterMs: hourMs });
  const { counts } = await standIn.received();
  const paying = Promise.resolve(pay());
  // A failure comes out below; until then nobody listens for it.
  paying.catch(() => undefined);
  await Promise.race([
    standIn.untilCounted({ paidRequests: counts.paidRequests + 1 }),
    // What rejects sends nothing.
    paying,
  ]);
  try {
    await during();
  } finally {
    await standIn.advanceClock(hourMs);
  }
  return paying;
}
