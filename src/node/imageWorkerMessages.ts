import type { ImageTasks } from '../core/provenance/imageTasks.ts';
import type { SentError } from './sentError.ts';

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
  | { readonly kind: 'failed'; readonly id: number; readonly failure: SentError };
