import type { ToPanel } from '../protocol/messages.ts';
import { createHostLink } from './hostLink.ts';
import { GalleryElement } from './galleryElement.ts';
import { ImageElement } from './imageElement.ts';
import { MenuElement } from './menuElement.ts';
import { PanelElement } from './panelElement.ts';
import base from './styles/base.css';
import controls from './styles/controls.css';
import form from './styles/form.css';
import gallery from './styles/gallery.css';

const link = createHostLink();

/** What the host has to say first, and so has written into the page. */
function readOpening(): readonly ToPanel[] {
  const text = document.querySelector('#opening')?.textContent;
  return text ? (JSON.parse(text) as readonly ToPanel[]) : [];
}

const tellFailure = (what: unknown) => {
  const message = what instanceof Error ? (what.stack ?? what.message) : String(what);
  link.post({ type: 'scriptFailed', message: message.slice(0, 500) });
};
addEventListener('error', ({ error, message }) => tellFailure(error ?? message));
addEventListener('unhandledrejection', ({ reason }) => tellFailure(reason));

// The content security policy allows no inline styles; a constructed sheet is a script's own doing.
const sheet = new CSSStyleSheet();
sheet.replaceSync([base, controls, form, gallery].join('\n'));
document.adoptedStyleSheets.push(sheet);

customElements.define('flux-klein-menu', MenuElement);
customElements.define('flux-klein-image', ImageElement);
customElements.define('flux-klein-gallery', GalleryElement);
customElements.define('flux-klein-panel', PanelElement);

document.querySelector<PanelElement>('flux-klein-panel')?.connect(link, readOpening());
