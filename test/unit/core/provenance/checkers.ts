import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, extname, join } from 'node:path';
import { promisify } from 'node:util';

/** Programs that are not ours and know the formats better. Each runs once over all files. */
export interface Checkers {
  /** What ExifTool reads, by the names of files and of tags with their group: `XMP-dc:Description`. */
  tagsOf(files: ReadonlyMap<string, Uint8Array>): Promise<Map<string, Tags>>;
  /** What pngcheck, jpeginfo or webpinfo have against the files, by name; those without are not in it. */
  complaintsAbout(files: ReadonlyMap<string, Uint8Array>): Promise<Map<string, string>>;
}

export type Tags = Readonly<Record<string, unknown>>;

interface Output {
  readonly stdout: string;
  readonly failed: boolean;
}

/** Each file alone gives the verdict, so that a complaint has a name. */
const programs: Readonly<Record<string, readonly [string, ...string[]]>> = {
  '.png': ['pngcheck', '-q'],
  '.jpg': ['jpeginfo', '-c'],
  '.webp': ['webpinfo', '-quiet'],
};

export const checkers: Checkers = {
  tagsOf: (files) =>
    inFolder(files, async (path) => {
      const options = ['-json', '-groupNames1', '-duplicates', '-struct', '-binary'];
      const { stdout } = await run('exiftool', [...options, '-charset', 'utf8', path]);
      const found = JSON.parse(stdout) as (Tags & { SourceFile: string })[];
      return new Map(found.map((tags) => [basename(tags.SourceFile), tags]));
    }),
  complaintsAbout: (files) =>
    inFolder(files, async (path) => {
      const complaints = new Map<string, string>();
      for (const [extension, [program, ...options]] of Object.entries(programs)) {
        const names = [...files.keys()].filter((name) => extname(name) === extension);
        if (names.length === 0) continue;
        const all = await run(program, [...options, ...names], path);
        if (!all.failed) continue;
        for (const name of names) {
          const { failed, stdout } = await run(program, [...options, name], path);
          if (failed) complaints.set(name, stdout.trim());
        }
      }
      return complaints;
    }),
};

async function inFolder<Result>(
  files: ReadonlyMap<string, Uint8Array>,
  use: (path: string) => Promise<Result>,
): Promise<Result> {
  const path = await mkdtemp(join(tmpdir(), 'provenance-'));
  try {
    await Promise.all(Array.from(files, ([name, bytes]) => writeFile(join(path, name), bytes)));
    return await use(path);
  } finally {
    await rm(path, { recursive: true });
  }
}

async function run(program: string, args: readonly string[], cwd?: string): Promise<Output> {
  try {
    const options = { maxBuffer: 1 << 28, ...(cwd !== undefined && { cwd }) };
    const { stdout } = await promisify(execFile)(program, args, options);
    return { stdout, failed: false };
  } catch (error) {
    const { code, stdout } = error as { code: unknown; stdout: string };
    if (code === 'ENOENT') throw new Error(`${program} is not installed.`, { cause: error });
    return { stdout, failed: true };
  }
}
