export interface RateWindow {
  /** Counts a request, unless `limit` of them came in the last minute; 0 = no limit. */
  admits(limit: number): boolean;
  clear(): void;
}

/** How many requests came in any 60 seconds; those that were not admitted do not count. */
export function createRateWindow({ now }: { now: () => number }): RateWindow {
  let recent: number[] = [];
  return {
    admits(limit) {
      if (limit === 0) return true;
      recent = recent.filter((at) => at > now() - 60_000);
      if (recent.length >= limit) return false;
      recent.push(now());
      return true;
    },
    clear: () => void (recent = []),
  };
}
