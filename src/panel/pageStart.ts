import { createHostLink, type HostLink } from './hostLink.ts';

interface ScriptFailed {
  readonly type: 'scriptFailed';
  readonly message: string;
}

/** What every page of ours does first: its styles, and telling the host of its own failures. */
export function startPage<From, To>(
  styles: readonly string[],
): { readonly link: HostLink<From | ScriptFailed, To>; readonly opening: readonly To[] } {
  const link = createHostLink<From | ScriptFailed, To>();
  const tellFailure = (what: unknown) => {
    const message = what instanceof Error ? (what.stack ?? what.message) : String(what);
    link.post({ type: 'scriptFailed', message: message.slice(0, 500) });
  };
  addEventListener('error', ({ error, message }) => tellFailure(error ?? message));
  addEventListener('unhandledrejection', ({ reason }) => tellFailure(reason));

  // The content security policy allows no inline styles; a constructed sheet is a script's own doing.
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(styles.join('\n'));
  document.adoptedStyleSheets.push(sheet);
  return { link, opening: readOpening<To>() };
}

/** What the host has to say first, and so has written into the page. */
function readOpening<To>(): readonly To[] {
  const text = document.querySelector('#opening')?.textContent;
  return text ? (JSON.parse(text) as readonly To[]) : [];
}
