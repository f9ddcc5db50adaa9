import type { GenerationRequest } from '../../core/request.ts';
import type { PublicFailure } from '../commands/generateForProgram.ts';
import type { Uri } from '../uri.ts';
import type { Batch, GeneratedImage } from './batch.ts';

/** One image that can be made. */
export interface PlannedImage {
  /** The file that it becomes, where that is decided. */
  readonly uri?: Uri;
  /** As the person knows the file. */
  readonly label: string;
  readonly request: GenerationRequest;
  /** Why it is not ticked. */
  readonly unticked?: string;
  /** What of the file's wishes is not followed. */
  readonly note?: string;
  /** An earlier run has paid for it: it is fetched for free. */
  readonly isPaid?: boolean;
}

/** Images that are planned together: those of a document, a workspace or a prompt sheet. */
export interface LongPlan {
  /** Of the plan's dialog. */
  readonly title: string;
  readonly batch: Batch;
  /** How the images of the batch are shown, in its order. */
  readonly images: readonly PlannedImage[];
  /** What can't be made; these fail before anything is sent. */
  readonly failures: readonly PublicFailure[];
  /** What is left out, and why, a line each. */
  readonly leftOut: readonly string[];
  /** Indexes of images whose seeds somebody has chosen. */
  readonly hasOwnSeed: ReadonlySet<number>;
  /** How an image is shown once an earlier request takes the place of its own; absent: as before. */
  readonly labelOf?: (index: number, request: GenerationRequest) => string;
  /** Once all have settled, with what was made. */
  readonly finish?: (images: readonly GeneratedImage[]) => Promise<void>;
}
