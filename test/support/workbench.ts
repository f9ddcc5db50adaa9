import type { Locator, Page } from 'playwright-core';

/** What a person sees and does in a VS Code window: with the keyboard, waiting for what appears. */

/** The box at the top that input boxes, quick picks and the palette share. */
export function quickInput(page: Page): Locator {
  return page.locator('.quick-input-widget:visible');
}

/** Waits for a quick input whose title, placeholder or message holds the text. */
export async function waitForQuickInput(page: Page, text: string | RegExp): Promise<Locator> {
  const box = quickInput(page);
  const byPlaceholder = box.filter({ has: page.getByPlaceholder(text) });
  const found = box.filter({ hasText: text }).or(byPlaceholder);
  await found.first().waitFor();
  return box;
}

/** Types into the quick input that is open or about to open, and accepts it. */
export async function answerQuickInput(page: Page, text: string): Promise<void> {
  await quickInput(page).locator('input:focus').waitFor();
  await page.keyboard.type(text);
  await page.keyboard.press('Enter');
}

/** The rows of the open quick input, as far as they are in sight. */
export function quickInputRows(page: Page): Locator {
  return quickInput(page).locator('.quick-input-list .monaco-list-row');
}

/** Moves down to the row with this label and accepts it. The label is the row's main text. */
export async function acceptQuickInputRow(page: Page, label: string): Promise<void> {
  const row = quickInputRows(page).filter({
    has: page.locator('.label-name', { hasText: new RegExp(`^\\s*${escape(label)}\\s*$`) }),
  });
  await row.first().waitFor();
  for (let moves = 0; moves < 50; moves++) {
    if ((await row.first().getAttribute('class'))?.includes('focused') === true) break;
    await page.keyboard.press('ArrowDown');
  }
  await page.keyboard.press('Enter');
}

/**
 * Runs a command from the palette by the words that stand there, such as `Flux Klein: Generate Image`. A window
 * that has just opened may not know its extensions' commands yet, so the palette is asked again for half a minute.
 */
export async function runCommand(page: Page, title: string): Promise<void> {
  const row = quickInputRows(page).filter({
    has: page.locator('.label-name', { hasText: new RegExp(`^\\s*${escape(title)}\\s*$`) }),
  });
  for (let attempts = 1; ; attempts++) {
    await page.keyboard.press('F1');
    try {
      // A key goes nowhere while a webview that has just opened takes the focus.
      await quickInput(page).waitFor({ timeout: 5000 });
      await page.keyboard.type(title);
      await row.first().waitFor({ timeout: 5000 });
      break;
    } catch (error) {
      if (attempts === 6) throw new Error(`no command ${title} in the palette`, { cause: error });
      await page.keyboard.press('Escape');
    }
  }
  await acceptQuickInputRow(page, title);
  // What the command asks next comes in the same box, so the palette has to be gone before anyone types.
  await row.first().waitFor({ state: 'hidden' });
}

/**
 * Opens a file of the workspace by Quick Open, and waits for its tab. What was found for the first letters may
 * give way to what is found for all of them between a look and Enter, so that another file opens; then it is
 * asked for again.
 */
export async function openFile(page: Page, workspacePath: string): Promise<void> {
  const name = workspacePath.split('/').at(-1) ?? workspacePath;
  const chosen = quickInputRows(page).and(page.locator('.focused')).filter({ hasText: name });
  for (let attempts = 1; ; attempts++) {
    try {
      await page.keyboard.press('ControlOrMeta+P');
      await quickInput(page).waitFor({ timeout: 10_000 });
      await page.keyboard.type(workspacePath);
      await chosen.waitFor({ timeout: 10_000 });
      await page.keyboard.press('Enter');
      await page.locator(`.tab.active[data-resource-name="${name}"]`).waitFor({ timeout: 10_000 });
      break;
    } catch (error) {
      if (attempts === 5) throw new Error(`no file ${workspacePath}`, { cause: error });
      await page.keyboard.press('Escape');
    }
  }
  await page.locator('.editor-instance .monaco-editor.focused').first().waitFor();
}

/** Puts the cursor of the active editor at the start of a line, the first being 1. */
export async function goToLine(page: Page, line: number): Promise<void> {
  await page.keyboard.press('Control+G');
  await quickInput(page).waitFor();
  await page.keyboard.type(`${line}`);
  await page.keyboard.press('Enter');
  await quickInput(page).waitFor({ state: 'hidden' });
}

/** Shows the preview of the Markdown document beside it, and waits until its pictures have arrived. */
export async function showPreviewToTheSide(page: Page): Promise<void> {
  await page.keyboard.press('ControlOrMeta+K');
  await page.keyboard.press('v');
  // A webview is two nested frames, and only the inner one has the document.
  const preview = page
    .locator('iframe.webview.ready')
    .contentFrame()
    .locator('iframe#active-frame')
    .contentFrame();
  const pictures = preview.locator('.markdown-body img');
  await pictures.first().waitFor();
  for (const picture of await pictures.all()) {
    await picture.evaluate((element) =>
      (element as unknown as { decode(): Promise<void> }).decode(),
    );
  }
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
