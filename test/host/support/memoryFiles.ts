import * as vscode from 'vscode';

/** What one operation of the file system shall fail with; `undefined` lets it happen. */
export type Fault = (
  operation: 'stat' | 'write' | 'rename' | 'delete',
  uri: vscode.Uri,
) => vscode.FileSystemError | undefined;

/** A file system in memory, behind a scheme of its own. */
export interface MemoryFiles extends vscode.Disposable {
  uri(path: string): vscode.Uri;
  /** Paths of all files, sorted. */
  paths(): string[];
  read(path: string): Uint8Array | undefined;
  put(path: string, bytes: Uint8Array): void;
  /** Marks one file as read-only, as a file system with permissions does. */
  protect(path: string): void;
  failWith(fault: Fault | undefined): void;
}

let schemes = 0;

export function createMemoryFiles({ isReadonly = false } = {}): MemoryFiles {
  const scheme = `flux-memory-${++schemes}`;
  const files = new Map<string, Uint8Array>();
  const protectedPaths = new Set<string>();
  const changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  let fault: Fault | undefined;

  const check = (...[operation, uri]: Parameters<Fault>): void => {
    const error = fault?.(operation, uri);
    if (error) throw error;
  };
  const isFolder = (path: string): boolean =>
    path === '/' || [...files.keys()].some((file) => file.startsWith(`${path}/`));

  const provider: vscode.FileSystemProvider = {
    onDidChangeFile: changed.event,
    watch: () => new vscode.Disposable(() => undefined),
    stat(uri) {
      check('stat', uri);
      const bytes = files.get(uri.path);
      if (!bytes && !isFolder(uri.path)) throw vscode.FileSystemError.FileNotFound(uri);
      const type = bytes ? vscode.FileType.File : vscode.FileType.Directory;
      const isProtected = protectedPaths.has(uri.path);
      return {
        type,
        ctime: 0,
        mtime: 0,
        size: bytes?.byteLength ?? 0,
        ...(isProtected && { permissions: vscode.FilePermission.Readonly }),
      };
    },
    readDirectory: () => [],
    createDirectory: () => undefined,
    readFile(uri) {
      const bytes = files.get(uri.path);
      if (!bytes) throw vscode.FileSystemError.FileNotFound(uri);
      return bytes;
    },
    writeFile(uri, content, { create, overwrite }) {
      check('write', uri);
      const isThere = files.has(uri.path);
      if (isThere && !overwrite) throw vscode.FileSystemError.FileExists(uri);
      if (!isThere && !create) throw vscode.FileSystemError.FileNotFound(uri);
      files.set(uri.path, Uint8Array.from(content));
    },
    rename(from, to, { overwrite }) {
      check('rename', to);
      const bytes = files.get(from.path);
      if (!bytes) throw vscode.FileSystemError.FileNotFound(from);
      if (files.has(to.path) && !overwrite) throw vscode.FileSystemError.FileExists(to);
      files.delete(from.path);
      files.set(to.path, bytes);
    },
    delete(uri) {
      check('delete', uri);
      if (!files.delete(uri.path)) throw vscode.FileSystemError.FileNotFound(uri);
    },
  };
  const registration = vscode.workspace.registerFileSystemProvider(scheme, provider, {
    isCaseSensitive: true,
    isReadonly,
  });
  return {
    uri: (path) => vscode.Uri.from({ scheme, path }),
    paths: () => [...files.keys()].sort(),
    read: (path) => files.get(path),
    put: (path, bytes) => void files.set(path, bytes),
    protect: (path) => void protectedPaths.add(path),
    failWith: (given) => void (fault = given),
    dispose() {
      registration.dispose();
      changed.dispose();
    },
  };
}
