import { isNothingThere } from './ledgerDisk.ts';
import type { LedgerLook, LeftText, WorkText } from '../../app/unsaved/ledgerFile.ts';

/** Thousands are more than a process may have open. */
const filesAtOnce = 50;
/** Looks at what may be moved meanwhile, each of which a person's answer or another window does. */
const maxLooks = 20;

export interface LedgerLookOptions<Name> {
  /** Files of nobody. Rejects where their folder can't be read. */
  readonly leftNames: () => Promise<readonly Name[]>;
  /** `undefined`: it is none to be listed. */
  readonly readLeft: (name: Name) => Promise<LeftText | undefined>;
  /** What this window has in its hands. */
  readonly heldPaths: () => ReadonlyMap<string, string | undefined>;
  readonly readHeld: (path: string) => Promise<string>;
  /** What other windows have in theirs. */
  readonly inWorkElsewhere: () => Promise<{
    readonly found: readonly WorkText[];
    readonly unread: readonly unknown[];
    readonly hasMoved: boolean;
  }>;
}

/**
 * Finds every entry, also one that is taken, given back or gets another name meanwhile: what belongs to nobody is looked at
 * before and after what is in somebody's hands, and all anew where something was gone when it was to be read.
 */
export async function lookAtLedger<Name extends { readonly path: string; readonly id: string }>(
  options: LedgerLookOptions<Name>,
): Promise<LedgerLook> {
  const { leftNames, readLeft, heldPaths, readHeld, inWorkElsewhere } = options;
  const unread = new Map<string, unknown>();
  const left = new Map<string, LeftText>();
  const working = new Map<string, string>();
  let isSettled = false;

  const reading = async (path: string, read: () => Promise<void>): Promise<void> => {
    try {
      await read();
      unread.delete(path);
    } catch (error) {
      if (isNothingThere(error)) isSettled = false;
      else unread.set(path, error);
    }
  };

  const look = async (): Promise<void> => {
    await inTurns(await leftNames(), (name) =>
      reading(name.path, async () => {
        if (left.has(name.id)) return;
        const found = await readLeft(name);
        if (found) left.set(name.id, found);
      }),
    );
    await inTurns([...heldPaths()], ([id, path]) =>
      path === undefined
        ? Promise.resolve()
        : reading(path, async () => void working.set(id, await readHeld(path))),
    );
    const { found, unread: others, hasMoved } = await inWorkElsewhere();
    for (const { id, text } of found) working.set(id, text);
    for (const error of others) unread.set(String(error), error);
    if (hasMoved) isSettled = false;
  };

  for (let looks = 0; !isSettled && looks < maxLooks; looks++) {
    // What was given back before the others' hands were looked at is seen by the second look only.
    isSettled = looks > 0;
    await look();
  }
  if (!isSettled) unread.set('', new Error('It changes faster than it can be read.'));
  for (const id of left.keys()) working.delete(id);
  return {
    found: [...left.values()],
    inWork: [...working].map(([id, text]) => ({ id, text })),
    unread: [...unread.values()],
  };
}

async function inTurns<T>(all: readonly T[], run: (one: T) => Promise<void>): Promise<void> {
  for (let at = 0; at < all.length; at += filesAtOnce) {
    await Promise.all(all.slice(at, at + filesAtOnce).map(run));
  }
}
