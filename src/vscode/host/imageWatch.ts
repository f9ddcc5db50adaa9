import { imageFilesGlob } from '../../core/imageFormats.ts';
import * as vscode from 'vscode';
import { indexKey } from '../../core/history/indexedFile.ts';
import { placeOf } from './rasterImages.ts';

/** Changes that follow each other within this time are looked at together. */
const pauseMs = 250;

export interface ImageWatchOptions {
  /** With the keys of the files, besides which there may be new ones; `undefined`: any may have changed. */
  readonly onChange: (keys: ReadonlySet<string> | undefined) => void;
  /** Whether a known image lies below one of these. */
  readonly hasBelow: (keys: ReadonlySet<string>) => boolean;
}

/**
 * Notices images that come, change and go, by whatever program.
 */
export function watchImages({ onChange, hasBelow }: ImageWatchOptions): vscode.Disposable {
  let keys = new Set<string>();
  let goneKeys = new Set<string>();
  let hasNewFolder = false;
  let isAnyFile = false;
  let timer: NodeJS.Timeout | undefined;

  const tell = (): void => {
    const told = isAnyFile ? undefined : keys;
    const isNews = isAnyFile || hasNewFolder || keys.size > 0 || hasBelow(goneKeys);
    timer = undefined;
    keys = new Set();
    goneKeys = new Set();
    hasNewFolder = false;
    isAnyFile = false;
    if (isNews) onChange(told);
  };
  const soon = (): void => {
    timer ??= setTimeout(tell, pauseMs);
  };
  const noteIn = (noted: () => Set<string>) => (uri: vscode.Uri) => {
    const place = placeOf(uri);
    if (!place) return;
    noted().add(indexKey(place));
    soon();
  };
  const note = noteIn(() => keys);
  /** What looks like a folder may be one; then a listing is all that it costs. */
  const noteFolder = ({ path }: vscode.Uri): void => {
    if (/\.\w*[a-z]\w*$/i.test(path)) return;
    hasNewFolder = true;
    soon();
  };
  const noteAll = (): void => {
    isAnyFile = true;
    soon();
  };

  const images = vscode.workspace.createFileSystemWatcher(imageFilesGlob);
  // A folder that goes takes its images along without a word about each, and one that comes can bring some so.
  const anything = vscode.workspace.createFileSystemWatcher('**', false, true, false);
  const subscriptions = vscode.Disposable.from(
    images,
    anything,
    images.onDidCreate(note),
    images.onDidChange(note),
    images.onDidDelete(note),
    anything.onDidCreate(noteFolder),
    anything.onDidDelete(noteIn(() => goneKeys)),
    vscode.workspace.onDidRenameFiles(noteAll),
    vscode.workspace.onDidDeleteFiles(noteAll),
    vscode.workspace.onDidChangeWorkspaceFolders(noteAll),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('files.exclude')) noteAll();
    }),
  );
  return {
    dispose() {
      clearTimeout(timer);
      subscriptions.dispose();
    },
  };
}
