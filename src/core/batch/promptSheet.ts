import { extNameOf } from '../uriPath.ts';
import type { SheetContent } from './sheetRows.ts';

/** @param onStep called after each part, for whoever watches how far it gets */
type ReadSheet = (text: string, onStep?: () => void) => SheetContent;

const readers: Readonly<Record<string, () => Promise<ReadSheet>>> = {
  '.csv': loadDelimited,
  '.tsv': loadDelimited,
  '.jsonl': loadJsonLines,
  '.ndjson': loadJsonLines,
  '.yaml': loadYaml,
  '.yml': loadYaml,
  '.md': loadMarkdown,
  '.markdown': loadMarkdown,
};

async function loadDelimited(): Promise<ReadSheet> {
  return (await import('./delimitedSheet.ts')).readDelimitedSheet;
}
async function loadJsonLines(): Promise<ReadSheet> {
  return (await import('./jsonLinesSheet.ts')).readJsonLinesSheet;
}
async function loadYaml(): Promise<ReadSheet> {
  return (await import('./yamlSheet.ts')).readYamlSheet;
}
async function loadMarkdown(): Promise<ReadSheet> {
  return (await import('./markdownSheet.ts')).readMarkdownSheet;
}

/** File name endings of prompt sheets, with their dot. */
export const sheetExtensions = Object.keys(readers);

/** Whether some kind of sheet is called so. */
export const isSheetName = (path: string): boolean => Object.hasOwn(readers, endingOf(path));

const endingOf = (path: string): string => extNameOf(path).toLowerCase();

/** The reader for a file by its name; `undefined` where no kind of sheet is called so. */
export function loadSheetReader(path: string): Promise<ReadSheet> | undefined {
  return isSheetName(path) ? readers[endingOf(path)]!() : undefined;
}
