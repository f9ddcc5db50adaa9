import type { PromptSheet } from '../../core/batch/sheetRows.ts';

/** Reads prompt sheets, away from the thread that the editor's extensions share. */
export interface SheetReader {
  /**
   * What a text asks for that is a sheet by the name of its file.
   * Rejects `cancelled`, `DocumentTooLong`, and `badRequest` that names the line up to which one command can make all
   * images.
   * @param path whose ending says what kind of sheet it is
   */
  readSheet(path: string, text: string, signal: AbortSignal): Promise<PromptSheet>;
}
