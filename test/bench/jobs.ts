/**
 * What the bench asks of the module that it runs in the extension host, and what comes back. Both are files, since
 * a window can be handed neither arguments nor a return value. All times are in milliseconds.
 */
export type Job =
  | { readonly kind: 'activation'; readonly extensionId: string; readonly hasCommands: boolean }
  | { readonly kind: 'command'; readonly rounds: number }
  | { readonly kind: 'variations'; readonly rounds: number; readonly parallel: readonly number[] }
  | { readonly kind: 'memory'; readonly images: number }
  | {
      readonly kind: 'search';
      readonly plainFiles: number;
      readonly markedFiles: number;
      readonly rounds: number;
    }
  | { readonly kind: 'typing'; readonly turns: number };

export type JobKind = Job['kind'];

export interface JobResults {
  readonly activation: ActivationResult;
  readonly command: CommandResult;
  readonly variations: readonly VariationsResult[];
  readonly memory: MemoryResult;
  readonly search: SearchResult;
  readonly typing: TypingResult;
}

export interface ActivationResult {
  /** `Extension.activate()`, from the call until its promise was fulfilled. */
  readonly activateMs: number;
  /** Of that: evaluating the main file with all that it requires. */
  readonly loadMs: number;
  /** Of that: the extension's own function `activate`. */
  readonly ownMs: number;
  /** Script that activation loaded. */
  readonly scripts: readonly Script[];
  /** The first three commands of the window, one after the other; only with `hasCommands`. */
  readonly commandMs?: readonly number[];
  /** Script that is loaded after them. */
  readonly scriptsAfterCommands?: readonly Script[];
}

export interface Script {
  readonly name: string;
  readonly bytes: number;
}

export interface CommandResult {
  readonly rounds: readonly CommandRound[];
  /** Things that a command may do once or several times, each measured alone in the same host. */
  readonly probes: Readonly<Record<string, readonly number[]>>;
}

export interface CommandRound {
  readonly commandMs: number;
  readonly bareRequestMs: number;
  readonly bareInsertMs: number;
  readonly stages: CommandStages;
}

/** Where the time of one command went; the stages follow each other without a gap. */
export interface CommandStages {
  /** Until the paid request arrived. */
  readonly beforeRequestMs: number;
  /** From there until the request for the image arrived. */
  readonly requestMs: number;
  /** From there until the file had its bytes and its name. */
  readonly downloadAndWriteMs: number;
  /** From there until the document had the link. */
  readonly insertMs: number;
  /** From there until the command's promise was fulfilled. */
  readonly endMs: number;
}

export interface VariationsResult {
  readonly parallel: number;
  readonly rounds: readonly VariationsRound[];
}

export interface VariationsRound {
  /** To the end of the command, links included. */
  readonly commandMs: number;
  /** From the start of the command until its last file had its bytes and its name. */
  readonly lastFileMs: number;
  /** From the start of the command until each paid request arrived, in order. */
  readonly requestsMs: readonly number[];
  readonly bareMs: number;
  /** The same of the bare requests. */
  readonly bareRequestsMs: readonly number[];
}

export interface MemoryResult {
  readonly atStart: MemoryReading;
  /** With everything loaded that a command needs. */
  readonly afterFirst: MemoryReading;
  readonly afterAll: MemoryReading;
}

export interface SearchResult {
  readonly plain: readonly SearchRound[];
  readonly marked: readonly SearchRound[];
}

export interface SearchRound {
  /** The whole command. */
  readonly searchMs: number;
  /** Reading the same files, and parsing those that are parsed, without it. */
  readonly bareMs: number;
  /** The longest time of the command that the host could do nothing else. */
  readonly blockedMs: number;
  /** The same of a host that does nothing beside another busy thread: what the machine takes from it. */
  readonly besideBlockedMs: number;
}

/** Each key until the document has it. */
export interface TypingResult {
  readonly withHints: readonly number[];
  readonly withoutHints: readonly number[];
}

/** Bytes, after a full garbage collection. */
export interface MemoryReading {
  readonly heap: number;
  readonly external: number;
  readonly rss: number;
}

/** What the module in the host writes at its end. */
export type JobReport<Kind extends JobKind = JobKind> =
  | {
      readonly result: JobResults[Kind];
      readonly vsCodeVersion: string;
      readonly nodeVersion: string;
    }
  | { readonly error: string };

/** Name the environment variables with the paths of the two files. */
export const jobPathVariable = 'FLUX_BENCH_JOB';
export const reportPathVariable = 'FLUX_BENCH_REPORT';
