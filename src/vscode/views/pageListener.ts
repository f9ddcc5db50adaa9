import type { Log } from '../host/log.ts';
import { tellFailure } from '../host/loadFailure.ts';

/** Whoever answers a page. */
export interface PageListener<Session> {
  /** @param message untrusted: whatever the webview has sent. */
  receive(message: unknown, session: Session): void;
  remove(session: Session): void;
}

/** What answers one page: loaded with its first word, it misses nothing. */
export interface LateListener {
  receive(message: unknown): void;
  /** The page is out of sight. */
  leave(): void;
}

export interface LateListenerOptions<Session> {
  readonly load: () => Promise<PageListener<Session>>;
  readonly session: Session;
  readonly isVisible: () => boolean;
  readonly log: Log;
}

/** More than a page says while its listener is loaded, or cannot be. */
const maxWaiting = 100;

/** Where the listener can't be loaded the person is told so once, and the page's next word tries again. */
export function createLateListener<Session>(options: LateListenerOptions<Session>): LateListener {
  const { load, session, isVisible, log } = options;
  let listener: PageListener<Session> | undefined;
  let isLoading = false;
  let isTelling = false;
  const waiting: unknown[] = [];

  const deliver = (to: PageListener<Session>): void => {
    for (const message of waiting.splice(0)) to.receive(message, session);
    // What a page has said before it went counts, but does not make it open again.
    if (!isVisible()) to.remove(session);
  };

  const tell = async (error: unknown): Promise<void> => {
    if (isTelling) return;
    isTelling = true;
    await tellFailure(error, log);
    isTelling = false;
  };

  const loadNow = async (): Promise<void> => {
    isLoading = true;
    try {
      listener = await load();
      deliver(listener);
    } catch (error) {
      void tell(error);
    } finally {
      isLoading = false;
    }
  };

  return {
    receive(message) {
      waiting.push(message);
      if (waiting.length > maxWaiting) waiting.shift();
      if (listener) deliver(listener);
      // Not sooner: to load it takes as long as to draw the page, which would wait for it.
      else if (!isLoading) void loadNow();
    },
    leave: () => listener?.remove(session),
  };
}
