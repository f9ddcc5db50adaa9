import type { FrameLocator, Locator, Page } from 'playwright-core';
import { runCommand } from '../../support/workbench.ts';

/** The image panel in a window, in the side bar or in a tab, by the names that the contract fixes. */
export interface PanelPage {
  readonly frame: FrameLocator;
  readonly prompt: Locator;
  readonly generateButton: Locator;
  readonly variations: Locator;
  readonly seed: Locator;
  readonly status: Locator;
  /** Opens it in the side bar by its command and waits until it can be typed in. */
  open(): Promise<void>;
  /** Closes the side bar. */
  close(): Promise<void>;
  ratio(ratio: string): Locator;
  /** Every image with this prompt, the newest batch first. */
  cards(prompt: string): Locator;
  /** Those of them that have arrived; their pictures are loaded as they come into sight. */
  finished(prompt: string): Locator;
  insertButton(card: Locator): Locator;
  /** Chooses from the menu of a card. */
  choose(card: Locator, name: string): Promise<void>;
  /** The seeds of all images with this prompt. */
  seeds(prompt: string): Promise<number[]>;
}

export function panelPage(page: Page): PanelPage {
  // A webview is two nested frames, and only the inner one has the document.
  const frame = page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');
  const prompt = frame.getByRole('textbox', { name: 'Prompt', exact: true });
  const list = frame.getByRole('list', { name: 'Images' });
  const cards = (words: string): Locator =>
    list
      .getByRole('listitem')
      .filter({ has: page.locator(`.place[aria-label^='${words}, seed ']`) });
  return {
    frame,
    prompt,
    generateButton: frame.getByRole('button', { name: /^Generate/ }),
    variations: frame.getByRole('spinbutton', { name: 'Variations' }),
    seed: frame.getByRole('spinbutton', { name: 'Seed' }),
    status: frame.getByRole('status', { name: 'Generation status' }),
    async open() {
      await runCommand(page, 'Flux Klein: Open Image Panel');
      await frame.locator('#prompt:focus').waitFor();
    },
    async close() {
      await runCommand(page, 'View: Close Primary Side Bar');
      await page.locator('iframe.webview').waitFor({ state: 'detached' });
    },
    ratio: (ratio) => frame.getByRole('radio', { name: ratio, exact: true }),
    cards,
    finished: (words) =>
      cards(words).filter({ has: page.getByRole('button', { name: /^Insert/ }) }),
    insertButton: (card) => card.getByRole('button', { name: /^Insert/ }),
    async choose(card, name) {
      await card.locator('.card').hover();
      await card.getByRole('button', { name: 'More actions' }).click();
      await frame.getByRole('menuitem', { name, exact: true }).click();
    },
    async seeds(words) {
      const places = await cards(words).locator('.place').all();
      const names = await Promise.all(places.map((place) => place.getAttribute('aria-label')));
      return names.map((name) => Number(/, seed (\d+)/.exec(name ?? '')?.[1]));
    },
  };
}

/** Waits until exactly so many are there. */
export async function waitForCount(locator: Locator, count: number): Promise<void> {
  if (count > 0) await locator.nth(count - 1).waitFor({ state: 'attached' });
  // One too many would be the next.
  await locator.nth(count).waitFor({ state: 'detached' });
}
