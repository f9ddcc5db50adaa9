import { generate, type GeneratedImage } from './generate.ts';
import { standIn } from './standIn.ts';

const hourMs = 3_600_000;

/**
 * Runs the command, and `during` while the service works on its image: the image is done once
 * `during` is.
 */
export async function generateWhile(
  args: object,
  during: () => Thenable<unknown>,
): Promise<GeneratedImage[]> {
  await standIn.addFault({ fault: 'processing', afterMs: hourMs });
  const { counts } = await standIn.received();
  const generating = generate(args);
  // A failure comes out below; until then nobody listens for it.
  generating.catch(() => undefined);
  await Promise.race([
    standIn.untilCounted({ paidRequests: counts.paidRequests + 1 }),
    // A command that rejects sends nothing.
    generating,
  ]);
  try {
    await during();
  } finally {
    await standIn.advanceClock(hourMs);
  }
  return generating;
}
