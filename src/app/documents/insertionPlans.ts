import type { DocumentLines } from '../../core/documents/blockReader.ts';
import type { PictureToWrite, PictureWriter } from '../../core/documents/documentLanguage.ts';
import {
  planInsertion,
  type InsertionOptions,
  type InsertionPlan,
} from '../../core/documents/insertion.ts';
import type { TextSelection } from '../../core/documents/textSelection.ts';
import { planAnyhow } from '../../core/documents/planAnyhow.ts';
import type { InsertionTarget, OpenDocument } from './insertionTarget.ts';
import type { PictureFinder, ReadAs } from './pictureFinder.ts';

/** What shall be inserted where. */
export interface WantedInsertion {
  /** Absent: nowhere yet, but as it would be written. */
  readonly target?: Pick<InsertionTarget, 'document' | 'characterCount'> | undefined;
  readonly readAs: ReadAs;
  readonly writer: PictureWriter;
  readonly selection: TextSelection;
  readonly wasSelected: boolean;
  readonly isAtEnd: boolean;
  readonly pictures: readonly PictureToWrite[];
}

export type PlanInsertions = (wanted: WantedInsertion) => InsertionPlan | Promise<InsertionPlan>;

export interface InsertionPlansOptions {
  /** Plans away from this thread; absent where there is nobody to do it. */
  readonly loadFinder?: (() => Promise<Pick<PictureFinder, 'plan'>>) | undefined;
}

/**
 * All extensions share this thread: what is longer may take its parser more than the 10 ms that it is lent for, and
 * many times as long at the first time.
 */
export const maxCharactersHere = 250;
/** Somebody waits for the picture, and has paid for it. */
const maxWaitMs = 3000;

const noLines: DocumentLines = { lineCount: 1, lineAt: () => '' };

/** Plans insertions: in a short document at once, in a long one by the worker, if need be anyhow. */
export function createInsertionPlans({ loadFinder }: InsertionPlansOptions): PlanInsertions {
  const planAway = async (
    wanted: WantedInsertion,
    document: OpenDocument,
    options: InsertionOptions,
  ): Promise<InsertionPlan> => {
    const { readAs, selection, wasSelected, isAtEnd, pictures } = wanted;
    const { start, end } = selection;
    const asked = {
      text: document.getText(),
      readAs,
      selection: { start: placeOf(start), end: placeOf(end) },
      wasSelected,
      isAtEnd,
      pictures,
    };
    try {
      const finder = await loadFinder!();
      return await finder.plan(asked, AbortSignal.timeout(maxWaitMs));
    } catch {
      return planAnyhow(options);
    }
  };

  return (wanted) => {
    const { target, writer, selection, wasSelected, isAtEnd, pictures } = wanted;
    const lines = target ? linesOf(target.document) : noLines;
    const options = { writer, lines, selection, wasSelected, isAtEnd, pictures };
    const mostHere = writer.parsesPrograms ? 0 : maxCharactersHere;
    return target && loadFinder && target.characterCount() > mostHere
      ? planAway(wanted, target.document, options)
      : planInsertion(options);
  };
}

const placeOf = ({ line, character }: TextSelection['start']): TextSelection['start'] => ({
  line,
  character,
});

const linesOf = (document: OpenDocument): DocumentLines => ({
  get lineCount() {
    return document.lineCount;
  },
  lineAt: (line) => document.lineAt(line).text,
});
