import type { FromHistory, ToHistory } from '../../protocol/historyMessages.ts';
import { createHostLink } from '../hostLink.ts';
import { MenuElement } from '../menuElement.ts';
import base from '../styles/base.css';
import controls from '../styles/controls.css';
import gallery from '../styles/gallery.css';
import history from '../styles/history.css';
import { HistoryElement } from './historyElement.ts';
import { HistoryListElement } from './historyListElement.ts';

const link = createHostLink<FromHistory, ToHistory>();

/** What the host has to say first, and so has written into the page. */
function readOpening(): readonly ToHistory[] {
  const text = document.querySelector('#opening')?.textContent;
  return text ? (JSON.parse(text) as readonly ToHistory[]) : [];
}

const tellFailure = (what: unknown) => {
  const message = what instanceof Error ? (what.stack ?? what.message) : String(what);
  link.post({ type: 'scriptFailed', message: message.slice(0, 500) });
};
addEventListener('error', ({ error, message }) => tellFailure(error ?? message));
addEventListener('unhandledrejection', ({ reason }) => tellFailure(reason));

// The content security policy allows no inline styles; a constructed sheet is a script's own doing.
const sheet = new CSSStyleSheet();
sheet.replaceSync([base, controls, gallery, history].join('\n'));
document.adoptedStyleSheets.push(sheet);

customElements.define('flux-klein-menu', MenuElement);
customElements.define('flux-klein-history-list', HistoryListElement);
customElements.define('flux-klein-history', HistoryElement);

document.querySelector<HistoryElement>('flux-klein-history')?.connect(link, readOpening());
