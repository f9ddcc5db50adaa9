import type { GenerateArgs } from '../../core/request.ts';
import type { InsertionTarget } from '../documents/insertionTarget.ts';
import type { WorkspaceFolder } from '../folders.ts';
import type { Uri } from '../uri.ts';

/** Where the images of one command go, before their names are known. */
export interface SavingContext {
  readonly target: InsertionTarget | undefined;
  readonly args: Pick<GenerateArgs, 'folder' | 'fileName'>;
  /** The workspace folder that counts, or that of the document, or none at all. */
  readonly workspaceFolder: WorkspaceFolder | undefined;
  /** A file that the person chose in a dialog: counts before anything else. */
  readonly chosen?: Uri;
}

/** What settings that differ from folder to folder are read for. */
export function settingsScope({ target, workspaceFolder }: SavingContext): Uri | undefined {
  return target?.home.uri ?? workspaceFolder?.uri;
}

/** True where the context says nowhere where a file could lie: only a dialog helps. */
export function hasNoPlace({ target, workspaceFolder, chosen }: SavingContext): boolean {
  return !chosen && !workspaceFolder && !target?.home.place;
}
