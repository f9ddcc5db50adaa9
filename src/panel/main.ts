import type { FromPanel, ToPanel } from '../protocol/messages.ts';
import { GalleryElement } from './galleryElement.ts';
import { ImageElement } from './imageElement.ts';
import { MenuElement } from './menuElement.ts';
import { startPage } from './pageStart.ts';
import { PanelElement } from './panelElement.ts';
import base from './styles/base.css';
import controls from './styles/controls.css';
import form from './styles/form.css';
import gallery from './styles/gallery.css';

const { link, opening } = startPage<FromPanel, ToPanel>([base, controls, form, gallery]);

customElements.define('flux-klein-menu', MenuElement);
customElements.define('flux-klein-image', ImageElement);
customElements.define('flux-klein-gallery', GalleryElement);
customElements.define('flux-klein-panel', PanelElement);

document.querySelector<PanelElement>('flux-klein-panel')?.connect(link, opening);
