import type { FromHistory, ToHistory } from '../../protocol/historyMessages.ts';
import { MenuElement } from '../menuElement.ts';
import { startPage } from '../pageStart.ts';
import base from '../styles/base.css';
import controls from '../styles/controls.css';
import gallery from '../styles/gallery.css';
import history from '../styles/history.css';
import { HistoryElement } from './historyElement.ts';
import { HistoryListElement } from './historyListElement.ts';

const { link, opening } = startPage<FromHistory, ToHistory>([base, controls, gallery, history]);

customElements.define('flux-klein-menu', MenuElement);
customElements.define('flux-klein-history-list', HistoryListElement);
customElements.define('flux-klein-history', HistoryElement);

document.querySelector<HistoryElement>('flux-klein-history')?.connect(link, opening);
