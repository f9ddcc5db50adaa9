/**
 * What the history and the extension host say to each other. The host owns the truth: it sends the
 * shape of the whole list, and the images of those parts that the view asks for. Images go by opaque
 * ids; the view never sees a path other than the one it shows.
 */

/** One image as the list shows it. */
export interface HistoryItem {
  readonly id: string;
  /** At most `maxShownPrompt` characters of it. */
  readonly prompt: string;
  readonly seed: number;
  readonly aspectRatio: string;
  /** Label of the model, ready to show. */
  readonly model: string;
  /** When it was made, ready to show. */
  readonly created: string;
  /** "assets/red-fox.webp" */
  readonly fileName: string;
  readonly isFavourite: boolean;
}

/** What the person wants to see. Kept by the view across reloads; empty texts mean all. */
export interface HistoryWishes {
  readonly search: string;
  readonly model: string;
  readonly aspectRatio: string;
  readonly isFavouritesOnly: boolean;
}

export interface HistoryChoice {
  readonly value: string;
  readonly label: string;
}

export interface HistoryState {
  /** Counts up; images of an older version may stand in other places by now. */
  readonly version: number;
  /** `noFolder`: nothing can be listed. `reading`: there may be more to come. */
  readonly phase: 'noFolder' | 'reading' | 'ready';
  /** Images before the filter. */
  readonly total: number;
  /** How many images each prompt has, in the order of the list. */
  readonly groupSizes: readonly number[];
  readonly models: readonly HistoryChoice[];
  readonly aspectRatios: readonly HistoryChoice[];
  /** The name of the document that Insert goes into; absent: the clipboard gets the link. */
  readonly documentName?: string;
  /** The beginning of the list. */
  readonly items: readonly HistoryItem[];
}

/** What can be done with one image. */
export type HistoryAction =
  | 'insert'
  | 'open'
  | 'copyLink'
  | 'details'
  | 'reuseSettings'
  | 'vary'
  | 'regenerate'
  | 'reveal'
  | 'markFavourite'
  | 'unmarkFavourite';

export type ToHistory =
  /** Written into the page, before all else. */
  | { readonly type: 'setUp'; readonly strings: Readonly<Record<string, string>> }
  | { readonly type: 'state'; readonly state: HistoryState }
  /** A part of the list, asked for by `range`. */
  | {
      readonly type: 'items';
      readonly version: number;
      readonly start: number;
      readonly items: readonly HistoryItem[];
    }
  /** The bytes of an image, asked for by `showPictures`; empty where there is nothing to show. */
  | {
      readonly type: 'picture';
      readonly id: string;
      readonly bytes: ArrayBuffer;
      readonly mimeType: string;
    }
  /** For screen readers; shown as well. */
  | { readonly type: 'announce'; readonly text: string };

export type FromHistory =
  | { readonly type: 'ready'; readonly wishes: HistoryWishes }
  | { readonly type: 'filter'; readonly wishes: HistoryWishes }
  | { readonly type: 'range'; readonly start: number; readonly count: number }
  /** Images that have come into sight. */
  | { readonly type: 'showPictures'; readonly ids: readonly string[] }
  | { readonly type: 'act'; readonly id: string; readonly action: HistoryAction }
  | { readonly type: 'delete'; readonly ids: readonly string[] }
  /** Opens the panel. */
  | { readonly type: 'generate' }
  | { readonly type: 'openFolder' }
  /** A script error in the view, for the log; at most 500 characters. */
  | { readonly type: 'scriptFailed'; readonly message: string };
