/** What was found in documents, as long as they and the files around them are as they were. */
export interface KnownPlaces<Document extends object, Found> {
  /** @param isUrgent somebody waits for the answer */
  of(document: Document, isUrgent: boolean): Promise<Found>;
  /** Files or settings have changed. */
  forget(): void;
}

export interface KnownPlacesOptions<Document, Found> {
  readonly find: (document: Document, isUrgent: boolean, signal: AbortSignal) => Promise<Found>;
  /** Milliseconds of any clock that does not run backwards. */
  readonly now: () => number;
}

/** What no watcher tells, such as a rule of git or a picture outside of the workspace, is seen after this time. */
const maxAgeMs = 30_000;

interface OpenDocument {
  readonly version: number;
  readonly languageId: string;
}

interface Search<Found> {
  readonly version: number;
  readonly languageId: string;
  readonly startedMs: number;
  readonly isUrgent: boolean;
  readonly stop: AbortController;
  readonly found: Promise<Found>;
  isDone: boolean;
}

/**
 * VS Code asks for quick fixes at every move of the cursor, and finding looks for files: a search is made once
 * for each state of a document, and goes on when the one who asked has moved away.
 */
export function createKnownPlaces<Document extends OpenDocument, Found>({
  find,
  now,
}: KnownPlacesOptions<Document, Found>): KnownPlaces<Document, Found> {
  let searches = new WeakMap<Document, Search<Found>>();

  const start = (document: Document, isUrgent: boolean): Search<Found> => {
    searches.get(document)?.stop.abort();
    const stop = new AbortController();
    const found = find(document, isUrgent, stop.signal);
    const { version, languageId } = document;
    const search = { version, languageId, startedMs: now(), isUrgent, stop, found, isDone: false };
    searches.set(document, search);
    found.then(
      () => (search.isDone = true),
      () => {
        if (searches.get(document) === search) searches.delete(document);
      },
    );
    return search;
  };

  return {
    of(document, isUrgent) {
      const search = searches.get(document);
      const isUsable =
        search?.version === document.version &&
        search.languageId === document.languageId &&
        now() - search.startedMs < maxAgeMs &&
        (search.isDone || search.isUrgent || !isUrgent);
      return (isUsable ? search : start(document, isUrgent)).found;
    },
    forget: () => void (searches = new WeakMap()),
  };
}
