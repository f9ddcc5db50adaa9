import type { Locator, Page } from 'playwright-core';

/** The modal question of VS Code that holds the text. */
export function dialog(page: Page, text: string | RegExp): Locator {
  return page.locator('.monaco-dialog-box').filter({ hasText: text });
}

/** Waits for a modal question and answers it with a button. */
export async function answerDialog(
  page: Page,
  text: string | RegExp,
  button: string,
): Promise<void> {
  const box = dialog(page, text);
  await box.getByRole('button', { name: button, exact: true }).click();
  await box.waitFor({ state: 'hidden' });
}

/** Closes whatever a journey that broke off has left open on top. */
export async function closeDialogs(page: Page): Promise<void> {
  for (let presses = 0; presses < 3; presses++) await page.keyboard.press('Escape');
}
