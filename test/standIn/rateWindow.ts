export interface RateWindow {
  /** Counts a request, unless `limit` of them came in the last `minuteMs`; 0 = no limit. */
  admits(limit: number, minuteMs: number): boolean;
  clear(): void;
}

/** How many requests came in any stretch of that length; those that were not admitted do not count. */
export function createRateWindow({ now }: { now: () => number }): RateWindow {
  let recent: number[] = [];
  return {
    admits(limit, minuteMs) {
      if (limit === 0) return true;
      recent = recent.filter((at) => at > now() - minuteMs);
      if (recent.length >= limit) return false;
      recent.push(now());
      return true;
    },
    clear: () => void (recent = []),
  };
}
