import type { PictureReference } from '../../core/documents/documentLanguage.ts';
import { cancelled } from '../../core/errors.ts';
import type { DocumentReading, DocumentSource } from './documentReading.ts';
import { DocumentTooLong } from './pictureFinder.ts';
import type { OpenDocuments, TextDocument } from './openDocuments.ts';

/** The pictures of documents that are being written, read once for all hints at one state of a document. */
export interface OpenPictures {
  /**
   * @param options.isUrgent somebody waits for the answer; else a large document is read when its writer pauses.
   */
  of(
    document: TextDocument,
    source: DocumentSource,
    options: { readonly isUrgent: boolean },
    signal: AbortSignal,
  ): Promise<readonly PictureReference[]>;
}

interface Reading {
  readonly version: number;
  readonly readAs: string;
  readonly references: Promise<readonly PictureReference[]>;
  readonly stop: AbortController;
}

/** A parser takes long over a large document: a millisecond of patience for each 1,000 characters. */
const charactersPerMs = 1000;
const maxDelayMs = 1500;
/** VS Code itself waits longer before it asks, and a parser takes no longer over such a document. */
const minDelayMs = 20;

export interface OpenPicturesOptions {
  readonly reading: Pick<DocumentReading, 'picturesIn'>;
  readonly documents: Pick<OpenDocuments, 'characterCount'>;
}

export function createOpenPictures({ reading, documents }: OpenPicturesOptions): OpenPictures {
  const readings = new WeakMap<TextDocument, Reading>();
  /** Those that took too long once: no hint is worth as much again at each of their changes. */
  const tooLong = new WeakSet<TextDocument>();

  const known = (
    document: TextDocument,
    source: DocumentSource,
  ): Promise<readonly PictureReference[]> | undefined => {
    const last = readings.get(document);
    const isCurrent =
      last?.version === document.version && last.readAs === JSON.stringify(source.readAs);
    return isCurrent ? last.references : undefined;
  };

  const read = (
    document: TextDocument,
    source: DocumentSource,
  ): Promise<readonly PictureReference[]> => {
    const { version } = document;
    readings.get(document)?.stop.abort();
    const stop = new AbortController();
    const references = reading.picturesIn(source, stop.signal);
    readings.set(document, { version, readAs: JSON.stringify(source.readAs), references, stop });
    references.catch((error: unknown) => {
      if (error instanceof DocumentTooLong) tooLong.add(document);
      if (readings.get(document)?.references === references) readings.delete(document);
    });
    return references;
  };

  return {
    async of(document, source, { isUrgent }, signal) {
      if (tooLong.has(document)) return [];
      if (!isUrgent && !known(document, source)) {
        const delayMs = Math.min(maxDelayMs, documents.characterCount(document) / charactersPerMs);
        if (delayMs > minDelayMs) await pause(delayMs, signal);
      }
      if (signal.aborted) throw cancelled();
      return known(document, source) ?? read(document, source);
    },
  };
}

/** Also ends when the signal aborts. */
function pause(delayMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, delayMs);
    signal.addEventListener('abort', end, { once: true });
  });
}
