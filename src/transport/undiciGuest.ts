import type * as undici from 'undici';

/** The part of undici's public API that is used here, of the version bundled with us. */
export type Undici = Pick<typeof undici, 'Agent' | 'Pool' | 'ProxyAgent' | 'buildConnector'>;

/** Node's own `fetch`, and with it that of every other extension, takes its dispatcher from these. */
const slots = [
  Symbol.for('undici.globalDispatcher.1'),
  Symbol.for('undici.globalDispatcher.2'),
] as const;

/**
 * Loads undici without leaving a trace: evaluating it fills process-wide slots that belong to the
 * host, so what they held is put back. (nodejs/undici#5500; cline/cline#11407 for the damage.)
 */
export async function loadAsGuest(load: () => Promise<Undici>): Promise<Undici> {
  // Wakes Node's own undici, which fills the slots by itself when it is first used.
  new Headers();
  const before = slots.map((slot) => Object.getOwnPropertyDescriptor(globalThis, slot));
  try {
    return await load();
  } finally {
    slots.forEach((slot, index) => {
      restore(slot, before[index]);
    });
  }
}

function restore(slot: symbol, before: PropertyDescriptor | undefined): void {
  const host = globalThis as unknown as Record<symbol, unknown>;
  if (host[slot] === before?.value) return;
  // Undici makes the property permanent, so one that was absent can only be emptied.
  if (!before && Reflect.deleteProperty(globalThis, slot)) return;
  host[slot] = before?.value;
}
