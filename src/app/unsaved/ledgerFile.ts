/** A text that was left behind, with who has been asked about it. */
export interface LeftText {
  readonly id: string;
  readonly text: string;
  /** True where a person has answered, or a living window is asking at the moment. */
  readonly isOffered: boolean;
}

/** A text that a window has in its hands. */
export interface WorkText {
  readonly id: string;
  readonly text: string;
}

/** All that the ledger has, in no order. */
export interface LedgerLook extends Found<LeftText> {
  /** What this window and others have in their hands: it is made, or fetched for free. */
  readonly inWork: readonly WorkText[];
}

/** A text that this window alone writes to. */
export interface OwnFile {
  readonly id: string;
  /** What it held when it became this window's. */
  readonly text: string;
  /** False, and this window's no more, once another one has taken it: nothing was heard of this one for long, as its computer slept. */
  isHeld(): Promise<boolean>;
  /** @param flush `flushed`: it outlives a power cut once this resolves; `written`: the end of this process only */
  append(line: string, flush: 'flushed' | 'written'): Promise<void>;
  /** Where it rejects, this window does not list it again all the same. */
  remove(): Promise<void>;
  /**
   * Lets go of it for whoever wants it. Where it rejects, it is listed all the same, perhaps with the text that it had.
   * @param text what it shall hold from now on; absent: what it does
   */
  leave(options: { readonly isOffered: boolean; readonly text?: string }): Promise<void>;
}

/** What was found, and why it may not be all. */
export interface Found<T> {
  readonly found: readonly T[];
  /** One for each file and folder that could not be read. */
  readonly unread: readonly unknown[];
}

/**
 * The files of the ledger: those of each window in a folder of its own while somebody works on
 * them, and all others in one that belongs to nobody. Moving a file from folder to folder is one
 * step for the disk, so two windows never have the same one, unless that disk moves nothing any more.
 */
export interface LedgerFiles {
  /** Writes a new file and flushes it. Where it rejects, no such file counts. */
  create(id: string, text: string): Promise<OwnFile>;
  /**
   * Makes the files of windows that are gone this window's, and those that it could not let go of. Rejects where the ledger
   * can't be read at all.
   */
  takeOrphans(): Promise<Found<OwnFile>>;
  /** Those of nobody, and those in somebody's hands: none is missed over a change of hands. Rejects where nobody's can't be read. */
  left(): Promise<LedgerLook>;
  /** Makes a file of nobody this window's; `undefined` where another window was quicker. */
  take(id: string): Promise<OwnFile | undefined>;
  /** Marks a file of nobody as one that this window asks about; `false` where another window was quicker. */
  startOffer(id: string): Promise<boolean>;
  /** Marks it as one that a person has been asked about, once and for all. */
  endOffer(id: string): Promise<void>;
  /** Texts that other windows work on at the moment. One look into a folder where there is no other window. */
  inWorkElsewhere(): Promise<Found<string>>;
}

/** The process that a window lives and dies with. */
export interface WindowProcess {
  readonly pid: number;
  isRunning(pid: number): boolean;
}
