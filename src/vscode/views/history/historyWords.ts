import * as vscode from 'vscode';
import type { HistoryImage } from '../../../core/history/historyList.ts';
import { modelName } from '../../../core/models.ts';
import { cutAtWord } from '../../../core/textCut.ts';
import type { HistoryItem } from '../../../protocol/historyMessages.ts';

/** Code points. A prompt may have ten thousand characters; nobody reads them in a list. */
const maxShownPrompt = 300;

/** Says of an image what the list shows. */
export function createItemWriter(
  isFavourite: (image: HistoryImage) => boolean,
): (image: HistoryImage) => HistoryItem {
  const format = new Intl.DateTimeFormat(formatLanguage(), {
    dateStyle: 'medium',
    timeStyle: 'short',
  });
  return (image) => {
    const { id, path, made } = image;
    return {
      id,
      prompt: shortened(made.prompt.trim()),
      seed: made.seed,
      aspectRatio: made.aspectRatio,
      model: modelName(made.model),
      created: format.format(made.createdAtMs),
      fileName: path,
      isFavourite: isFavourite(image),
    };
  };
}

function shortened(prompt: string): string {
  const cut = cutAtWord(prompt, maxShownPrompt, ' ');
  return cut === prompt ? prompt : `${cut}…`;
}

// Not every name of a language pack is one that `Intl` takes.
function formatLanguage(): string | undefined {
  try {
    return Intl.getCanonicalLocales(vscode.env.language)[0];
  } catch {
    return undefined;
  }
}
