/** At most so many pictures are in memory and in the page at any time. */
export const maxPictures = 60;

export interface PictureStoreOptions {
  /** Asks the host for the bytes of these images. */
  request(ids: readonly string[]): void;
  /** Tells what to show now: the address of a picture, nothing yet, or that its file is gone. */
  show(id: string, picture: Picture): void;
}

export type Picture = { readonly url: string } | 'none' | 'gone';

/** Holds the pictures of the images in sight, and lets go of all others. */
export interface PictureStore {
  /** What is in sight now, nearest first; beyond `maxPictures` nothing is fetched. */
  want(ids: readonly string[]): void;
  receive(id: string, bytes: ArrayBuffer, mimeType: string): void;
  /** Lets go of everything. */
  clear(): void;
}

export function createPictureStore({ request, show }: PictureStoreOptions): PictureStore {
  const pictures = new Map<string, Picture>();
  const wanted = new Set<string>();

  const release = (id: string) => {
    const picture = pictures.get(id);
    pictures.delete(id);
    if (picture === undefined) return;
    show(id, 'none');
    if (typeof picture === 'object') URL.revokeObjectURL(picture.url);
  };

  return {
    want(ids) {
      const nearest = new Set(ids.slice(0, maxPictures));
      for (const id of wanted) {
        if (nearest.has(id)) continue;
        wanted.delete(id);
        release(id);
      }
      const missing = [...nearest].filter((id) => !wanted.has(id));
      for (const id of missing) wanted.add(id);
      if (missing.length > 0) request(missing);
    },
    receive(id, bytes, mimeType) {
      // It may have gone out of sight while its bytes were on their way.
      if (!wanted.has(id)) return;
      release(id);
      const picture: Picture =
        bytes.byteLength === 0
          ? 'gone'
          : { url: URL.createObjectURL(new Blob([bytes], { type: mimeType })) };
      pictures.set(id, picture);
      show(id, picture);
    },
    clear() {
      for (const id of pictures.keys()) release(id);
      wanted.clear();
    },
  };
}
