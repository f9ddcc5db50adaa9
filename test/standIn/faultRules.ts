import { faultRoutes, type FaultRule, type Route } from './control.ts';

/** What is known of a request when a rule is looked for. */
export interface FaultSubject {
  readonly prompt?: string;
  readonly seed?: number;
}

export interface FaultRules {
  /** @throws {Error} where there is no such fault. */
  add(rule: FaultRule): void;
  /**
   * The rule that strikes this request, used up by one. It is asked twice: at the `head` for the
   * one fault that comes before the body is read, and at the `body` for all others.
   */
  take(stage: 'head' | 'body', route: Route, subject: FaultSubject): FaultRule | undefined;
  clear(): void;
}

interface Entry {
  readonly rule: FaultRule;
  readonly route: Route;
  matched: number;
  struck: number;
}

function fits({ rule, route }: Entry, asked: Route, { prompt, seed }: FaultSubject): boolean {
  if (route !== asked) return false;
  if (rule.promptIncludes !== undefined && !prompt?.includes(rule.promptIncludes)) return false;
  return rule.seed === undefined || rule.seed === seed;
}

export function createFaultRules(): FaultRules {
  const entries: Entry[] = [];
  return {
    add(rule) {
      if (!Object.hasOwn(faultRoutes, rule.fault)) throw new Error(`no fault "${rule.fault}"`);
      const route = rule.route ?? faultRoutes[rule.fault];
      entries.push({ rule, route, matched: 0, struck: 0 });
    },
    take(stage, route, subject) {
      for (const entry of entries) {
        const { rule } = entry;
        if ((rule.fault === 'dropBeforeRead') !== (stage === 'head')) continue;
        if (entry.struck >= (rule.times ?? Infinity) || !fits(entry, route, subject)) continue;
        entry.matched += 1;
        if (entry.matched % (rule.every ?? 1) !== 0) continue;
        entry.struck += 1;
        return rule;
      }
      return undefined;
    },
    clear: () => void entries.splice(0),
  };
}
