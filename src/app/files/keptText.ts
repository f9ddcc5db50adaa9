/** A text that outlives the window, in a place of the extension's own. */
export interface KeptText {
  /** `undefined` where none is kept yet. Rejects with whatever the file system says. */
  read(): Promise<string | undefined>;
  /** Rejects with whatever the file system says. */
  write(text: string): Promise<void>;
}
