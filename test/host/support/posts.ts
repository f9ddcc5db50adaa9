/** What was posted to a page, and waiting for more of it. */
export interface Posts<Message> {
  readonly all: readonly Message[];
  post(message: Message): void;
  /** Waits until something has been posted, from this call on or before, that makes this true. */
  until(isReached: (posts: readonly Message[]) => boolean): Promise<void>;
}

export function createPosts<Message>(): Posts<Message> {
  const all: Message[] = [];
  const waiting = new Set<() => void>();
  return {
    all,
    post(message) {
      all.push(message);
      for (const look of waiting) look();
    },
    until: (isReached) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (!isReached(all)) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      }),
  };
}
