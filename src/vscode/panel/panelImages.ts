import * as vscode from 'vscode';
import { createJobList, fromStored, toStored, type JobList } from '../../core/jobs.ts';
import type { Log } from '../log.ts';
import { readStored, writeStored } from './storedImages.ts';

/** More than anybody scrolls back to; the files themselves stay. */
const maxJobs = 500;
const writeDelayMs = 300;

/** The images of this window, kept over a reload in the extension's storage for the workspace. */
export interface PanelImages extends vscode.Disposable {
  readonly jobs: JobList;
  /** Reads what an earlier window left; resolves at once after the first time. */
  restore(): Promise<void>;
}

export interface PanelImagesOptions {
  /** Absent where no folder is open: then nothing is kept. */
  readonly storageUri: vscode.Uri | undefined;
  readonly onChange: () => void;
  readonly log: Log;
}

export function createPanelImages(options: PanelImagesOptions): PanelImages {
  const { storageUri, onChange, log } = options;
  const file = storageUri && vscode.Uri.joinPath(storageUri, 'images.json');
  let timer: NodeJS.Timeout | undefined;
  let restoring: Promise<void> | undefined;

  const write = async (): Promise<void> => {
    timer = undefined;
    if (!file || !storageUri) return;
    const text = writeStored(jobs.all().map(toStored));
    try {
      await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(text));
    } catch (error) {
      log.warn(`The list of images could not be kept: ${String(error)}`);
    }
  };

  const jobs = createJobList({
    maxJobs,
    onChange() {
      onChange();
      timer ??= setTimeout(() => void write(), writeDelayMs);
    },
  });

  const read = async (): Promise<void> => {
    if (!file) return;
    try {
      const bytes = await vscode.workspace.fs.readFile(file);
      const stored = readStored(new TextDecoder().decode(bytes));
      if (stored.length > 0) jobs.add(stored.map(fromStored));
    } catch (error) {
      const isFirst = error instanceof vscode.FileSystemError && error.code === 'FileNotFound';
      if (!isFirst) log.warn(`The list of images could not be read: ${String(error)}`);
    }
  };

  return {
    jobs,
    restore: () => (restoring ??= read()),
    dispose() {
      if (timer === undefined) return;
      clearTimeout(timer);
      void write();
    },
  };
}
