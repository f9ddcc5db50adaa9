import type { ErrorCode, FailureReason } from '../core/errors.ts';
import type { ImageTasks } from '../core/provenance/imageTasks.ts';

/** What the extension asks the worker for images: one of its tasks. */
export type ImageQuestion = {
  readonly [Task in keyof ImageTasks]: {
    readonly id: number;
    readonly task: Task;
    readonly given: Parameters<ImageTasks[Task]>;
  };
}[keyof ImageTasks];

/** What it comes to. */
export type ImageAnswer =
  | {
      readonly kind: 'done';
      readonly id: number;
      readonly result: Awaited<ReturnType<ImageTasks[keyof ImageTasks]>>;
    }
  | { readonly kind: 'failed'; readonly id: number; readonly failure: ImageFailure };

/** An error, of which a message to another thread would keep the text alone. */
export interface ImageFailure {
  readonly message: string;
  /** Of an `ImageError`. */
  readonly code?: ErrorCode;
  readonly reason?: FailureReason;
  readonly field?: string;
}
