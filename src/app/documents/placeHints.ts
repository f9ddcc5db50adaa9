import { createBreather } from './breather.ts';
import type { MissingPlace } from './missingSearch.ts';
import type { TextPosition, TextSelection } from '../../core/documents/textSelection.ts';

/** What is shown of the places of a document. */
export interface PlaceHints {
  /** Those with a line above them. */
  readonly lensed: readonly MissingPlace[];
  /** Pictures that all of them show and that are made unasked: several places may show one. */
  readonly count: number;
  /** The first place that the range touches. */
  at(range: TextSelection): MissingPlace | undefined;
}

/** VS Code takes each of them over at every change; at further places the light bulb shows the same. */
const maxLenses = 1000;

export const noHints: PlaceHints = { lensed: [], count: 0, at: () => undefined };

/** Found out once for each state of a document. Rejects `cancelled`. */
export async function createPlaceHints(
  places: readonly MissingPlace[],
  signal: AbortSignal,
): Promise<PlaceHints> {
  const breather = createBreather(signal);
  const paths = new Set<string>();
  const lensed: MissingPlace[] = [];
  for (const place of places) {
    await breather.pause();
    if (place.picture.unticked) continue;
    paths.add(place.picture.path);
    if (lensed.length < maxLenses) lensed.push(place);
  }
  return {
    lensed,
    count: paths.size,
    // Asked at every move of the cursor: most lines are others.
    at: (range) =>
      places.find(
        (place) =>
          place.range.end.line >= range.start.line &&
          place.range.start.line <= range.end.line &&
          isBefore(place.range.start, range.end) &&
          isBefore(range.start, place.range.end),
      ),
  };
}

const isBefore = (a: TextPosition, b: TextPosition): boolean =>
  a.line < b.line || (a.line === b.line && a.character <= b.character);
