import { constants } from 'node:fs';
import type { LedgerDisk } from '../../src/node/ledger/ledgerDisk.ts';

interface MemoryFile {
  text: string;
  mtimeMs: number;
  ctimeMs: number;
}

/** A disk that is nothing but a map, for tests that fill and break it. */
export interface MemoryDisk extends LedgerDisk {
  /** By path. */
  readonly files: Map<string, MemoryFile>;
}

const failure = (code: string, path: string): NodeJS.ErrnoException =>
  Object.assign(new Error(`${code}: ${path}`), { code });

export function createMemoryDisk(rootPath: string): MemoryDisk {
  const files = new Map<string, MemoryFile>();
  const folders = new Set([rootPath]);
  const parentOf = (path: string): string => path.slice(0, path.lastIndexOf('/'));
  const found = (path: string): MemoryFile => {
    const file = files.get(path);
    if (!file) throw failure('ENOENT', path);
    return file;
  };
  const write = (file: MemoryFile, text: string): void => {
    file.text = text;
    file.mtimeMs = file.ctimeMs = Date.now();
  };
  return {
    files,
    async open(path, flags) {
      const isThere = files.has(path);
      if (flags === 'r') {
        if (!folders.has(path)) throw failure('ENOENT', path);
      } else if (flags === 'ax' || flags === 'w') {
        if (flags === 'ax' && isThere) throw failure('EEXIST', path);
        if (!folders.has(parentOf(path))) throw failure('ENOENT', path);
        if (!isThere) files.set(path, { text: '', mtimeMs: 0, ctimeMs: 0 });
        write(found(path), '');
      } else if (flags !== (constants.O_WRONLY | constants.O_APPEND)) {
        throw failure('EINVAL', path);
      }
      // Like an inode: it stays the same file wherever that is moved.
      const file = flags === 'r' ? undefined : found(path);
      return {
        async writeFile(text) {
          if (file) write(file, file.text + text);
        },
        datasync: async () => undefined,
        sync: async () => undefined,
        close: async () => undefined,
      };
    },
    readFile: async (path) => found(path).text,
    async readdir(path) {
      if (!folders.has(path)) throw failure('ENOENT', path);
      const names = [...files.keys(), ...folders].filter((each) => parentOf(each) === path);
      return names.map((each) => each.slice(path.length + 1));
    },
    async rename(from, to) {
      const file = found(from);
      if (!folders.has(parentOf(to))) throw failure('ENOENT', to);
      files.delete(from);
      files.set(to, file);
      file.ctimeMs = Date.now();
    },
    async mkdir(path) {
      if (folders.has(path)) return undefined;
      folders.add(path);
      return path;
    },
    async rmdir(path) {
      const isEmpty = ![...files.keys()].some((each) => parentOf(each) === path);
      if (!isEmpty) throw failure('ENOTEMPTY', path);
      if (!folders.delete(path)) throw failure('ENOENT', path);
    },
    async unlink(path) {
      found(path);
      files.delete(path);
    },
    truncate: async (path, byteCount) => write(found(path), found(path).text.slice(0, byteCount)),
    async stat(path) {
      if (folders.has(path)) return { mtimeMs: Date.now(), ctimeMs: Date.now() };
      const { mtimeMs, ctimeMs } = found(path);
      return { mtimeMs, ctimeMs };
    },
    async utimes(path, _, modified) {
      found(path).mtimeMs = modified.getTime();
      found(path).ctimeMs = Date.now();
    },
  };
}
