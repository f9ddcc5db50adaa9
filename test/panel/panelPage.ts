import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import type { FromPanel, ToPanel } from '../../src/protocol/messages.ts';
import { hostScript } from './hostScript.ts';
import { readTheme } from './themes.ts';
import type { ThemeName } from './themes.ts';

/** The view that a script is for. */
export type ViewName = 'panel' | 'history';

interface Message {
  readonly type: string;
}

export interface PanelPageOptions<To = ToPanel> {
  readonly view?: ViewName;
  readonly theme?: ThemeName;
  readonly widthPx?: number;
  readonly heightPx?: number;
  readonly place?: 'view' | 'editor';
  /** What the host has written into the page; otherwise nothing, as if it came later. */
  readonly opening?: readonly To[];
  /** What `setState` kept in an earlier life of the panel. */
  readonly saved?: unknown;
  readonly hasReducedMotion?: boolean;
}

/** The panel in a page like a webview's: its policy, its theme, and a host that records and answers. */
export interface PanelPage<To = ToPanel, From extends Message = FromPanel> {
  readonly page: Page;
  readonly panel: Locator;
  send(message: To): Promise<void>;
  /** What the panel has posted so far, of one type. */
  posted<T extends From['type']>(type: T): Promise<Extract<From, { type: T }>[]>;
  /** Waits until the panel has posted so many messages of a type, and returns them. */
  waitForPosted<T extends From['type']>(
    type: T,
    count?: number,
  ): Promise<Extract<From, { type: T }>[]>;
  /** From now on the bytes for `showPictures`; for every image the same where no id is given. */
  providePicture(bytes: Uint8Array, mimeType: string, id?: string): Promise<void>;
  saved(): Promise<unknown>;
  /** What the content security policy blocked, and script errors. */
  complaints(): Promise<string[]>;
  close(): Promise<void>;
}

/** The bundle as it is shipped. */
export async function buildPanel(view: ViewName = 'panel'): Promise<string> {
  const { writePages } = createRequire(import.meta.url)('../../esbuild.js') as {
    writePages(outdir: string): Promise<void>;
  };
  const folder = await mkdtemp(join(tmpdir(), 'flux-klein-pages-'));
  try {
    await writePages(folder);
    const read = (name: string) => readFile(join(folder, `${name}.js`), 'utf8');
    return (await read('pages')) + (await read(view));
  } finally {
    await rm(folder, { recursive: true });
  }
}

const nonce = 'dGhpcyBpcyBhIG5vbmNl';
// A secure context without a server: the page's requests are answered by the test itself.
const pageUrl = 'http://localhost/panel.html';
const policy = [
  `default-src 'none'`,
  `img-src 'self' blob: data:`,
  `style-src 'self'`,
  `font-src 'self'`,
  `script-src 'nonce-${nonce}'`,
  `base-uri 'none'`,
  `form-action 'none'`,
].join('; ');

export async function openPanelPage<To = ToPanel, From extends Message = FromPanel>(
  browser: Browser,
  script: string,
  options: PanelPageOptions<To> = {},
): Promise<PanelPage<To, From>> {
  const element = `flux-klein-${options.view ?? 'panel'}`;
  const theme = await readTheme(options.theme ?? 'dark');
  const context = await browser.newContext({
    viewport: { width: options.widthPx ?? 320, height: options.heightPx ?? 900 },
    permissions: ['clipboard-read', 'clipboard-write'],
    reducedMotion: options.hasReducedMotion === false ? 'no-preference' : 'reduce',
  });
  const page = await context.newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.stack ?? error.message));
  const setUp = JSON.stringify({ theme, saved: options.saved ?? null });
  const opening = JSON.stringify(options.opening ?? []).replaceAll('<', '\\u003c');
  const document = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Generate</title>
<meta http-equiv="Content-Security-Policy" content="${policy}">
<script nonce="${nonce}">(${hostScript})(${setUp.replaceAll('<', '\\u003c')})</script></head>
<body role="document" class="${theme.bodyClass}" data-place="${options.place ?? 'view'}">
<${element}></${element}>
<script type="application/json" id="opening">${opening}</script>
<script nonce="${nonce}" src="panel.js"></script></body></html>`;
  await page.route('**/*', (route) => {
    const { pathname } = new URL(route.request().url());
    if (pathname === '/panel.html') {
      return route.fulfill({ contentType: 'text/html', body: document });
    }
    if (pathname !== '/panel.js') return route.fulfill({ status: 404 });
    return route.fulfill({ contentType: 'text/javascript', body: script });
  });
  await page.goto(pageUrl);
  const read = async <T>(expression: string) => (await page.evaluate(expression)) as T;
  const posted = (type: string) => read<From[]>(`host.posts(${JSON.stringify(type)})`);
  return {
    page,
    panel: page.locator(element),
    async send(message) {
      await page.evaluate(`host.send(${JSON.stringify(message)})`);
      // Two frames: one for the panel to draw, one for what it does after.
      await page.evaluate('host.settled()');
    },
    posted: posted as PanelPage<To, From>['posted'],
    waitForPosted: (async (type: string, count = 1) => {
      await page.evaluate(`host.waitFor(${JSON.stringify(type)}, ${count})`);
      return posted(type);
    }) as PanelPage<To, From>['waitForPosted'],
    async providePicture(bytes, mimeType, id = '') {
      const base64 = Buffer.from(bytes).toString('base64');
      await page.evaluate(`host.provide(${JSON.stringify({ id, base64, mimeType })})`);
    },
    saved: () => read('host.saved'),
    complaints: async () => [...errors, ...(await read<string[]>('host.violations'))],
    close: () => context.close(),
  };
}
