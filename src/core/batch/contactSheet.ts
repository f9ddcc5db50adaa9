import { encodeTarget, escapeAltText } from '../documents/markdownImage.ts';

export interface ContactSheetImage {
  /** From the contact sheet's folder, POSIX, not encoded. */
  readonly path: string;
  readonly prompt: string;
  readonly seed: number;
}

export interface ContactSheetOptions {
  /** The sheet's name, for the heading. */
  readonly name: string;
  readonly images: readonly ContactSheetImage[];
  /** Words of the table's head, in the person's language. */
  readonly words: { readonly image: string; readonly prompt: string; readonly seed: string };
}

/** A Markdown page with a table of thumbnails, prompts and seeds, in the order of the sheet. */
export function contactSheet({ name, images, words }: ContactSheetOptions): string {
  const rows = images.map(({ path, prompt, seed }) => {
    const target = encodeTarget(path);
    // A table's cell makes a thumbnail of any picture. The prompt beside it says what it shows.
    return [`![](${target})`, escapeAltText(prompt), String(seed)];
  });
  const head = [words.image, words.prompt, words.seed].map((word) => escapeAltText(word));
  const table = [head, ['---', '---', '---:'], ...rows]
    .map((cells) => `| ${cells.join(' | ')} |\n`)
    .join('');
  return `# ${escapeAltText(name)}\n\n${table}`;
}
