import { html, LitElement, nothing } from 'lit';
import type { HistoryState, HistoryWishes, ToHistory } from '../../protocol/historyMessages.ts';
import { createTexts } from '../texts.ts';
import type { HistoryLink, HistoryTexts } from './historyContext.ts';
import { historyHead } from './historyHead.ts';
import type { HistoryListElement } from './historyListElement.ts';
import { noWishes, parseSavedHistory, type SavedHistory } from './savedHistory.ts';

const typingPauseMs = 150;
const scrollPauseMs = 200;
/** After this an announcement has been read, and the count is wanted again. */
const announcedMs = 6000;

/** The history: what to look for, and what was found. */
export class HistoryElement extends LitElement {
  #link: HistoryLink | undefined;
  #texts: HistoryTexts = createTexts({});
  #state: HistoryState | undefined;
  #saved: SavedHistory = parseSavedHistory(undefined);
  #selected: ReadonlySet<string> = new Set();
  #announcement = '';
  #announceTimer: number | undefined;
  #filterTimer: number | undefined;
  #scrollTimer: number | undefined;
  #isScrollRestored = false;

  // The document has one style sheet: no shadow root.
  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  /** Begins the talk with the host. */
  connect(link: HistoryLink, opening: readonly ToHistory[]): void {
    this.#link = link;
    this.#saved = parseSavedHistory(link.readSaved());
    for (const message of opening) this.#receive(message);
    link.listen((message) => this.#receive(message));
    addEventListener('scroll', () => this.#saveScroll(), { passive: true });
    link.post({ type: 'ready', wishes: this.#saved.wishes });
  }

  #receive(message: ToHistory): void {
    switch (message.type) {
      case 'setUp':
        this.#texts = createTexts(message.strings);
        break;
      case 'state':
        this.#state = message.state;
        break;
      case 'items':
        this.#list?.receiveItems(message.version, message.start, message.items);
        return;
      case 'picture':
        this.#list?.receivePicture(message.id, message.bytes, message.mimeType);
        return;
      case 'announce':
        this.#announce(message.text);
        break;
    }
    this.requestUpdate();
  }

  get #list(): HistoryListElement | null {
    return this.querySelector<HistoryListElement>('flux-klein-history-list');
  }

  #announce(text: string): void {
    // A text that comes again has to be another one to be read out again.
    this.#announcement = text === this.#announcement ? `${text}\u00a0` : text;
    clearTimeout(this.#announceTimer);
    this.#announceTimer = setTimeout(() => {
      this.#announcement = '';
      this.requestUpdate();
    }, announcedMs);
  }

  #save(values: Partial<SavedHistory>): void {
    this.#saved = { ...this.#saved, ...values };
    this.#link?.save(this.#saved);
  }

  #saveScroll(): void {
    clearTimeout(this.#scrollTimer);
    if (!this.#isScrollRestored) return;
    this.#scrollTimer = setTimeout(() => this.#save({ scrollPx: scrollY }), scrollPauseMs);
  }

  #wish(changes: Partial<HistoryWishes>, isTyping = false): void {
    this.#save({ wishes: { ...this.#saved.wishes, ...changes } });
    this.#selected = new Set();
    this.requestUpdate();
    clearTimeout(this.#filterTimer);
    const tell = () => {
      scrollTo({ top: 0, behavior: 'instant' });
      this.#link?.post({ type: 'filter', wishes: this.#saved.wishes });
    };
    if (isTyping) this.#filterTimer = setTimeout(tell, typingPauseMs);
    else tell();
  }

  #select(ids: ReadonlySet<string>): void {
    this.#selected = ids;
    this.#announcement = '';
    this.requestUpdate();
  }

  #deleteSelected(): void {
    this.#link?.post({ type: 'delete', ids: [...this.#selected] });
    this.#select(new Set());
  }

  protected override render() {
    const state = this.#state;
    const texts = this.#texts;
    if (!state) return nothing;
    if (state.phase === 'noFolder') {
      return this.#empty(texts('noFolder'), texts('openFolder'), () =>
        this.#link?.post({ type: 'openFolder' }),
      );
    }
    if (state.total === 0) {
      if (state.phase === 'reading') {
        return html`<p class="status" role="status" aria-label=${texts('status')}>
          ${texts('reading')}
        </p>`;
      }
      return this.#empty(texts('empty'), texts('generate'), () =>
        this.#link?.post({ type: 'generate' }),
      );
    }
    return this.#found(state);
  }

  #found(state: HistoryState) {
    const texts = this.#texts;
    const shownCount = state.groupSizes.reduce((sum, size) => sum + size, 0);
    return html`${historyHead({
        texts,
        state,
        wishes: this.#saved.wishes,
        shownCount,
        selectedCount: this.#selected.size,
        announcement: this.#announcement,
        wish: (changes, isTyping) => this.#wish(changes, isTyping),
        deleteSelected: () => {
          this.#list?.focusImage();
          this.#deleteSelected();
        },
        clearSelection: () => {
          this.#list?.focusImage();
          this.#select(new Set());
        },
      })}
      ${
        shownCount === 0
          ? this.#empty(texts('noMatch'), texts('clearFilter'), () => {
              this.#wish(noWishes);
              this.querySelector<HTMLElement>('.search')?.focus();
            })
          : nothing
      }
      <flux-klein-history-list
        ?hidden=${shownCount === 0}
        .texts=${texts}
        .state=${state}
        .selected=${this.#selected}
        .link=${this.#link}
        .onSelect=${(ids: ReadonlySet<string>) => this.#select(ids)}
      ></flux-klein-history-list>`;
  }

  #empty(words: string, label: string, run: () => void) {
    return html`<div class="empty">
      <p>${words}</p>
      <button type="button" class="primary" @click=${run}>${label}</button>
    </div>`;
  }

  protected override updated(): void {
    if (this.#isScrollRestored || !this.#state || this.#state.total === 0) return;
    this.#isScrollRestored = true;
    const { scrollPx } = this.#saved;
    if (scrollPx > 0) void this.#list?.updateComplete.then(() => scrollTo({ top: scrollPx }));
  }
}
