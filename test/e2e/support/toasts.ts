import assert from 'node:assert/strict';
import type { Locator, Page } from 'playwright-core';

/** The notifications that stand in the corner of the window. */
export function toasts(page: Page, text?: string | RegExp): Locator {
  const all = page.locator('.notifications-toasts .notification-list-item');
  return text === undefined ? all : all.filter({ hasText: text });
}

export function errorToasts(page: Page): Locator {
  return toasts(page).filter({ has: page.locator('.codicon-error') });
}

/** Waits for the toast with this text. */
export async function waitForToast(page: Page, text: string | RegExp): Promise<Locator> {
  const toast = toasts(page, text).first();
  await toast.waitFor();
  return toast;
}

/** Waits for an error, and makes sure that it is said once and with these buttons first. */
export async function expectOneError(
  page: Page,
  text: string | RegExp,
  firstButton: string,
): Promise<Locator> {
  const toast = errorToasts(page).filter({ hasText: text }).first();
  await toast.waitFor();
  assert.equal(await errorToasts(page).count(), 1, 'one error toast');
  const buttons = await toastButtons(toast).allInnerTexts();
  assert.equal(buttons[0], firstButton);
  return toast;
}

export function toastButtons(toast: Locator): Locator {
  return toast.locator('.notification-list-item-buttons-container .monaco-button');
}

export async function pressToastButton(toast: Locator, name: string): Promise<void> {
  await toastButtons(toast).filter({ hasText: name }).first().click();
}
