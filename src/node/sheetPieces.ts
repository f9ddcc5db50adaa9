import { maxPieceWeight } from '../core/documents/boundedPictures.ts';
import type { PromptSheet, SheetFailure, SheetJob } from '../core/batch/sheetRows.ts';
import type { ImageError } from '../core/errors.ts';
import { receivedError, sentError, type SentError } from './sentError.ts';

/** A part of what a sheet asks for, which takes no longer to hand over than a piece of pictures. */
export interface SheetPiece {
  /** Whatever came before is of a worker that is no more. */
  readonly isFirst: boolean;
  readonly jobs: readonly SheetJob[];
  readonly failures: readonly SentFailure[];
}

type SentFailure = Omit<SheetFailure, 'error'> & { readonly error: SentError };

/** As many take as long to copy as a short picture. */
const charactersPerWeight = 200;
/** Beside short pictures, as measured: a job is two objects, and an error is made with a look at who has called. */
const [jobWeight, failureWeight] = [3, 10];

const lengthOf = (...texts: readonly (string | undefined)[]): number =>
  texts.reduce((sum, text) => sum + (text?.length ?? 0), 0);

function weightOf(row: SheetJob | SheetFailure): number {
  if ('error' in row)
    return failureWeight + lengthOf(row.prompt, row.error.message) / charactersPerWeight;
  const { prompt, altText, fileName } = row.args;
  return jobWeight + lengthOf(prompt, altText, fileName) / charactersPerWeight;
}

/** Pieces of a sheet, each as light as can be; one that is empty where it asks for nothing. */
export function* sheetInPieces({ jobs, failures }: PromptSheet): Generator<SheetPiece> {
  let isFirst = true;
  let weight = 0;
  let someJobs: SheetJob[] = [];
  let someFailures: SentFailure[] = [];
  for (const row of [...jobs, ...failures]) {
    const more = weightOf(row);
    if (weight > 0 && weight + more > maxPieceWeight) {
      yield { isFirst, jobs: someJobs, failures: someFailures };
      isFirst = false;
      weight = 0;
      someJobs = [];
      someFailures = [];
    }
    weight += more;
    if ('error' in row) someFailures.push({ ...row, error: sentError(row.error) });
    else someJobs.push(row);
  }
  yield { isFirst, jobs: someJobs, failures: someFailures };
}

/** Puts together a sheet that comes in pieces. */
export function createSheetJoiner() {
  let jobs: SheetJob[] = [];
  let failures: SheetFailure[] = [];
  return {
    add(piece: SheetPiece): void {
      if (piece.isFirst) [jobs, failures] = [[], []];
      for (const job of piece.jobs) jobs.push(job);
      for (const failure of piece.failures) {
        failures.push({ ...failure, error: receivedError(failure.error) as ImageError });
      }
    },
    whole: (): PromptSheet => ({ jobs, failures }),
  };
}
