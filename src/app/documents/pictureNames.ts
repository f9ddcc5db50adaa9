import { baseNameOf } from '../../core/uriPath.ts';
import { lazily } from '../lazily.ts';
import { createBreather } from './breather.ts';

/** Names of the pictures in the workspace, wherever they lie: for embeds that say no more than a name. */
export interface PictureNames {
  /** As they are now. */
  fresh(): NamesNow;
  /** As they were a while ago, for hints: what is asked at each letter that is written is looked for once. */
  known(): NamesNow;
  /** Pictures have come or gone. */
  forget(): void;
}

export interface NamesNow {
  /** Whether there is a picture of this name; true as well where there are too many to know. */
  has(name: string): Promise<boolean>;
}

export interface PictureNamesOptions {
  /** Paths of so many pictures of the workspace at most. */
  readonly find: (maxResults: number) => PromiseLike<readonly { readonly path: string }[]>;
  /** Milliseconds of any clock that does not run backwards. */
  readonly now: () => number;
}

/** To hand over more holds up the thread of all extensions. */
const maxNames = 20_000;
/** What no watcher tells is seen after this time. */
const maxAgeMs = 30_000;

export function createPictureNames({ find, now }: PictureNamesOptions): PictureNames {
  const fresh = (): NamesNow => {
    const load = lazily(async (): Promise<ReadonlySet<string> | undefined> => {
      const found = await find(maxNames);
      if (found.length >= maxNames) return undefined;
      const names = new Set<string>();
      // Whoever asked first may not want it any more, but others do.
      const breather = createBreather(new AbortController().signal);
      for (const { path } of found) {
        await breather.pause();
        names.add(baseNameOf(path).toLowerCase());
      }
      return names;
    });
    return {
      async has(name) {
        const names = await load();
        return names ? names.has(name.toLowerCase()) : true;
      },
    };
  };
  let last: { readonly sinceMs: number; readonly names: NamesNow } | undefined;
  return {
    fresh,
    known() {
      const nowMs = now();
      if (!last || nowMs - last.sinceMs > maxAgeMs) last = { sinceMs: nowMs, names: fresh() };
      return last.names;
    },
    forget: () => void (last = undefined),
  };
}
