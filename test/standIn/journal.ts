import type { IncomingMessage } from 'node:http';
import type {
  CountName,
  Counts,
  FaultName,
  OriginName,
  Received,
  ReceivedRequest,
} from './control.ts';

/** One request in the journal, filled in as more becomes known. */
export interface JournalEntry {
  /** The body was read to its end; `isPaid` where that makes it a paid request. */
  bodyRead(bytes: Buffer, isPaid: boolean): void;
  struckBy(fault: FaultName): void;
  answered(status: number): void;
  count(what: 'imagesMade' | 'resultReads' | 'modelReads' | 'downloads'): void;
  /** From here to the first `ended` it is one of the POSTs under way. */
  began(): void;
  ended(): void;
}

export interface Journal {
  open(origin: OriginName, request: IncomingMessage): JournalEntry;
  problem(error: unknown): void;
  received(): Received;
  untilCounted(atLeast: Partial<Record<CountName, number>>): Promise<void>;
  maxParallel(): number;
  /** Requests from before the reset no longer count, even where they are still under way. */
  reset(): void;
}

type Mutable<T> = { -readonly [Name in keyof T]: T[Name] };

interface Page {
  readonly requests: Mutable<ReceivedRequest>[];
  readonly counts: Mutable<Omit<Counts, 'byKeyHeaderOrigin'>>;
  readonly byKeyHeaderOrigin: Record<OriginName, number>;
  readonly problems: string[];
  underWay: number;
  mostUnderWay: number;
}

function emptyPage(): Page {
  return {
    requests: [],
    counts: {
      paidRequests: 0,
      imagesMade: 0,
      resultReads: 0,
      modelReads: 0,
      downloads: 0,
      keyLeaks: 0,
    },
    byKeyHeaderOrigin: { api: 0, storage: 0, third: 0 },
    problems: [],
    underWay: 0,
    mostUnderWay: 0,
  };
}

function readBodyText(bytes: Buffer): unknown {
  const text = bytes.toString();
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function decoded(query: string): string {
  try {
    return decodeURIComponent(query);
  } catch {
    return query;
  }
}

/** The path and the query of a request's target, as they came. */
export function targetOf(request: IncomingMessage): { path: string; query: string } {
  const target = request.url ?? '/';
  const mark = target.indexOf('?');
  return mark < 0
    ? { path: target, query: '' }
    : { path: target.slice(0, mark), query: target.slice(mark) };
}

function headersOf(request: IncomingMessage): Record<string, string> {
  const joined = Object.entries(request.headersDistinct).map(
    ([name, values]) => [name, (values ?? []).join(', ')] as const,
  );
  return Object.fromEntries(joined);
}

/** Whether the key is anywhere but in the `api-key` header to the API origin. */
function leaksKey(entry: ReceivedRequest, apiKey: string): boolean {
  const { origin, headers, path, query } = entry;
  if (origin !== 'api' && 'api-key' in headers) return true;
  const values = Object.entries(headers)
    .filter(([name]) => name !== 'api-key')
    .map(([, value]) => value);
  return [...values, path, query, decoded(query)].some((place) => place.includes(apiKey));
}

function entryOn(
  page: Page,
  received: Mutable<ReceivedRequest>,
  increase: (page: Page, what: CountName) => void,
): JournalEntry {
  let isUnderWay = false;
  return {
    bodyRead(bytes, isPaid) {
      if (bytes.length > 0) received.body = readBodyText(bytes);
      if (isPaid) increase(page, 'paidRequests');
    },
    struckBy: (fault) => void (received.fault = fault),
    answered: (status) => void (received.status = status),
    count: (what) => increase(page, what),
    began() {
      isUnderWay = true;
      page.underWay += 1;
      page.mostUnderWay = Math.max(page.mostUnderWay, page.underWay);
    },
    ended() {
      if (isUnderWay) page.underWay -= 1;
      isUnderWay = false;
    },
  };
}

export interface JournalOptions {
  readonly now: () => number;
  readonly apiKey: () => string;
}

/** Writes down everything that arrives. */
export function createJournal({ now, apiKey }: JournalOptions): Journal {
  let page = emptyPage();
  const waiting = new Set<() => void>();
  const increase = (home: Page, what: CountName): void => {
    home.counts[what] += 1;
    for (const look of waiting) look();
  };
  return {
    open(origin, request) {
      const [method, headers] = [request.method ?? '', headersOf(request)];
      const received = { at: now(), origin, method, ...targetOf(request), headers };
      page.requests.push(received);
      if ('api-key' in headers) page.byKeyHeaderOrigin[origin] += 1;
      if (leaksKey(received, apiKey())) increase(page, 'keyLeaks');
      return entryOn(page, received, increase);
    },
    problem: (error) =>
      void page.problems.push(error instanceof Error ? (error.stack ?? error.message) : `${error}`),
    received: () => ({
      requests: structuredClone(page.requests),
      counts: { ...page.counts, byKeyHeaderOrigin: { ...page.byKeyHeaderOrigin } },
      problems: [...page.problems],
    }),
    untilCounted: (atLeast) =>
      new Promise((resolve) => {
        const wanted = Object.entries(atLeast) as [CountName, number][];
        const look = (): void => {
          if (wanted.some(([name, count]) => page.counts[name] < count)) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      }),
    maxParallel: () => page.mostUnderWay,
    reset: () => void (page = emptyPage()),
  };
}
