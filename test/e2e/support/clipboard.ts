import type { Page } from 'playwright-core';

/** Takes everything out of the clipboard, so that what is copied next can be waited for. */
export async function clearClipboard(page: Page): Promise<void> {
  await page.evaluate('navigator.clipboard.writeText("")');
}

/** Resolves with the text of the clipboard as soon as there is any; with nothing after some 50 s. */
export async function copiedText(page: Page): Promise<string> {
  return page.evaluate<string>(`(async () => {
    for (let frames = 0; frames < 3000; frames++) {
      const text = await navigator.clipboard.readText();
      if (text !== '') return text;
      await new Promise((resolve) => requestAnimationFrame(resolve));
    }
    return '';
  })()`);
}
