import type * as vscode from 'vscode';
import type { MissingPlace, MissingSearch } from '../documents/missingSearch.ts';

/** Where open documents show missing images, read once for all hints of one state of a document. */
export interface MissingPlaces {
  /** Empty where it is cancelled, or where hints can't be given: the command says what is wrong. */
  in(
    document: vscode.TextDocument,
    token: vscode.CancellationToken,
    options: { readonly isUrgent: boolean },
  ): Promise<readonly MissingPlace[]>;
  /** Files have come or gone: what was read is read anew. */
  forget(): void;
}

interface Reading {
  readonly version: number;
  readonly round: number;
  readonly places: Promise<readonly MissingPlace[]>;
  readonly stop: AbortController;
}

/** A large document takes its parser long, so that waits until the writer pauses: a millisecond for each 1,000 characters. */
const charactersPerMs = 1000;
const maxDelayMs = 1500;
/** VS Code itself waits longer than the parser of such a document takes. */
const minDelayMs = 20;

export function createMissingPlaces(loadSearch: () => Promise<MissingSearch>): MissingPlaces {
  const readings = new WeakMap<vscode.TextDocument, Reading>();
  let round = 0;

  const current = (document: vscode.TextDocument): Reading | undefined => {
    const reading = readings.get(document);
    const isCurrent = reading?.version === document.version && reading.round === round;
    return isCurrent ? reading : undefined;
  };

  const read = (document: vscode.TextDocument): Reading => {
    readings.get(document)?.stop.abort();
    const stop = new AbortController();
    const places = loadSearch()
      .then((search) => search.placesIn(document, stop.signal))
      .catch(() => []);
    const reading = { version: document.version, round, places, stop };
    readings.set(document, reading);
    return reading;
  };

  return {
    async in(document, token, { isUrgent }) {
      if (!isUrgent && !current(document)) {
        const delayMs = Math.min(maxDelayMs, lengthOf(document) / charactersPerMs);
        if (delayMs > minDelayMs) await pause(delayMs, token);
      }
      if (token.isCancellationRequested) return [];
      return (current(document) ?? read(document)).places;
    },
    forget: () => void round++,
  };
}

/** Without building the text. */
function lengthOf(document: vscode.TextDocument): number {
  return document.offsetAt(document.lineAt(document.lineCount - 1).range.end);
}

function pause(delayMs: number, token: vscode.CancellationToken): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      subscription.dispose();
      resolve();
    };
    const timer = setTimeout(end, delayMs);
    const subscription = token.onCancellationRequested(end);
  });
}
