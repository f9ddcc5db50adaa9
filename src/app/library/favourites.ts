/** Small values that outlive the window. */
export interface KeptValues {
  get<T>(name: string): T | undefined;
  update(name: string, value: unknown): PromiseLike<void>;
}

/** Images that the person likes best, by their record: they stay so wherever their files go. */
export interface Favourites {
  has(recordId: string): boolean;
  mark(recordId: string, isFavourite: boolean): Promise<void>;
}

const storedKey = 'fluxKlein.favouriteRecords';

export function createFavourites(state: KeptValues): Favourites {
  const stored = state.get<unknown>(storedKey);
  const ids = Array.isArray(stored) ? stored.filter((id) => typeof id === 'string') : [];
  const marked = new Set<string>(ids);
  return {
    has: (recordId) => marked.has(recordId),
    async mark(recordId, isFavourite) {
      if (isFavourite) marked.add(recordId);
      else marked.delete(recordId);
      await state.update(storedKey, [...marked]);
    },
  };
}
