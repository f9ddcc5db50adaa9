import { html, LitElement, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { HistoryAction, HistoryState } from '../../protocol/historyMessages.ts';
import type { MenuPlace } from '../menuElement.ts';
import { createPictureStore, type Picture } from '../pictureStore.ts';
import { menuItems, type HistoryLink, type HistoryTexts } from './historyContext.ts';
import {
  gapPx,
  imageByKey,
  imageCount,
  layOut,
  rowIndexOf,
  rowsBetween,
  type HistoryLayout,
  type LayoutRow,
} from './historyLayout.ts';
import { createItemPages } from './itemPages.ts';
import { tile } from './tile.ts';

/** Drawn this far ahead of what is in sight. */
const marginPx = 160;

/** The list "Images": as long as the history, and in the page as much of it as can be seen. */
export class HistoryListElement extends LitElement {
  static override properties = {
    texts: { attribute: false },
    state: { attribute: false },
    selected: { attribute: false },
    link: { attribute: false },
    onSelect: { attribute: false, hasChanged: () => false },
    menu: { state: true },
  };
  declare texts: HistoryTexts;
  declare state: HistoryState;
  declare selected: ReadonlySet<string>;
  declare link: HistoryLink | undefined;
  declare onSelect: (ids: ReadonlySet<string>) => void;
  /** The image whose menu is open. */
  declare menu: { readonly index: number; readonly place: MenuPlace } | undefined;
  #layout: HistoryLayout = layOut([], 0);
  #widthPx = 0;
  #activeIndex = 0;
  /** Where a selection over several images begins. */
  #anchorIndex = 0;
  #wantsFocus = false;
  #hasFocus = false;
  #shown = new Map<string, Picture>();
  readonly #pages = createItemPages((range) => this.link?.post({ type: 'range', ...range }));
  readonly #pictures = createPictureStore({
    request: (ids) => this.link?.post({ type: 'showPictures', ids }),
    show: (id, picture) => {
      if (picture === 'none') this.#shown.delete(id);
      else this.#shown.set(id, picture);
      this.requestUpdate();
    },
  });
  readonly #onScroll = () => this.requestUpdate();
  readonly #resizing = new ResizeObserver(() => this.requestUpdate());

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener('scroll', this.#onScroll, { passive: true });
    addEventListener('resize', this.#onScroll);
    this.#resizing.observe(this);
    this.addEventListener('focusin', (event) => this.#follow(event));
    this.addEventListener('focusout', () => (this.#hasFocus = false));
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('scroll', this.#onScroll);
    removeEventListener('resize', this.#onScroll);
    this.#resizing.disconnect();
    this.#pictures.clear();
  }

  receiveItems(...args: Parameters<ReturnType<typeof createItemPages>['receive']>): void {
    this.#pages.receive(...args);
    this.requestUpdate();
  }

  receivePicture(id: string, bytes: ArrayBuffer, mimeType: string): void {
    this.#pictures.receive(id, bytes, mimeType);
  }

  /** Brings the focus to the image that had it last. */
  focusImage(): void {
    this.#focus(this.#activeIndex);
  }

  get #count(): number {
    return imageCount(this.#layout);
  }

  protected override willUpdate(changed: Map<string, unknown>): void {
    const widthPx = this.clientWidth;
    if (changed.has('state') || widthPx !== this.#widthPx) {
      this.#widthPx = widthPx;
      this.#layout = layOut(this.state.groupSizes, widthPx);
    }
    if (!changed.has('state')) return;
    this.#pages.renew(this.state, this.#count);
    this.#activeIndex = Math.max(0, Math.min(this.#activeIndex, this.#count - 1));
    // What had the focus may have gone, and the focus with it.
    this.#wantsFocus ||= this.#hasFocus;
  }

  /** The rows to draw: those in sight, and the one that has the focus. */
  get #rows(): readonly LayoutRow[] {
    const { top } = this.getBoundingClientRect();
    const rows = rowsBetween(this.#layout, -top - marginPx, innerHeight - top + marginPx);
    const active = this.#layout.rows[rowIndexOf(this.#layout, this.#activeIndex)];
    if (!active || rows.includes(active) || !(this.#hasFocus || this.#wantsFocus)) return rows;
    return active.topPx < (rows[0]?.topPx ?? 0) ? [active, ...rows] : [...rows, active];
  }

  protected override render() {
    const rows = this.#rows;
    const first = rows[0];
    const last = rows.at(-1);
    if (first && last) this.#pages.want(first.start, last.start + last.count);
    const parts = rows.flatMap((row) => this.#partsOf(row));
    return html`<div
        class="tiles"
        role="list"
        aria-label=${this.texts('images')}
        .style=${`height:${this.#layout.heightPx}px`}
        @keydown=${(event: KeyboardEvent) => this.#pressKey(event)}
      >
        ${repeat(
          parts,
          ({ key }) => key,
          ({ draw }) => draw(),
        )}
      </div>
      ${this.#openMenu()}`;
  }

  #partsOf(row: LayoutRow): { readonly key: string; readonly draw: () => unknown }[] {
    if (row.kind === 'heading') {
      const key = `prompt of ${row.start}`;
      return [{ key, draw: () => this.#heading(row) }];
    }
    return Array.from({ length: row.count }, (_, column) => {
      const index = row.start + column;
      const id = this.#pages.at(index)?.id;
      return { key: id ?? `place ${index}`, draw: () => this.#tile(row, index, column) };
    });
  }

  // Each image says its prompt itself.
  #heading({ start, count, topPx }: LayoutRow) {
    const prompt = this.#pages.at(start)?.prompt ?? '';
    return html`<div
      class="group-heading"
      aria-hidden="true"
      title=${prompt}
      .style=${`top:${topPx}px`}
    >
      <p class="prompt"><bdi>${prompt}</bdi></p>
      <span class="group-size">${count}</span>
    </div>`;
  }

  #tile(row: LayoutRow, index: number, column: number) {
    const { tilePx } = this.#layout;
    const item = this.#pages.at(index);
    const id = item?.id ?? '';
    const act = (action: HistoryAction) => this.link?.post({ type: 'act', id, action });
    return tile({
      texts: this.texts,
      documentName: this.state.documentName,
      total: this.#count,
      item,
      index,
      place: `top:${row.topPx}px;inset-inline-start:${column * (tilePx + gapPx)}px;width:${tilePx}px;height:${row.heightPx}px`,
      picture: this.#shown.get(id) ?? 'none',
      hasCaption: row.hasCaptions,
      isActive: index === this.#activeIndex,
      isSelected: this.selected.has(id),
      isMenuOpen: this.menu?.index === index,
      onOpen: (event) => this.#click(event, index, () => act('open')),
      onSelect: () => this.#toggle(index),
      onInsert: () => act('insert'),
      onStar: () => act(item?.isFavourite ? 'unmarkFavourite' : 'markFavourite'),
      onMore: (event) => {
        const { left, top, bottom } = (event.currentTarget as Element).getBoundingClientRect();
        this.menu = { index, place: { left, top, bottom } };
      },
      onContextMenu: (event) => this.#contextMenu(event, index),
    });
  }

  #openMenu() {
    if (!this.menu) return nothing;
    const { index, place } = this.menu;
    const item = this.#pages.at(index);
    if (!item) return nothing;
    const items = menuItems(item, this.texts, (action) =>
      action === 'delete'
        ? this.#delete(index)
        : this.link?.post({ type: 'act', id: item.id, action }),
    );
    return html`<flux-klein-menu
      .items=${items}
      .place=${place}
      .label=${this.texts('moreActions')}
      .onClose=${(reason: 'chosen' | 'dismissed' | 'left') => {
        this.menu = undefined;
        // A click elsewhere has put the focus there already.
        if (reason !== 'left') this.#focus(index);
      }}
    ></flux-klein-menu>`;
  }

  protected override updated(): void {
    if (this.#wantsFocus) {
      const place = this.querySelector<HTMLElement>(`[data-index='${this.#activeIndex}'] .place`);
      if (place?.matches('button')) {
        this.#wantsFocus = false;
        place.focus({ preventScroll: true });
      }
    }
    this.#pictures.want(this.#idsInSight());
  }

  /** Of what is drawn, the nearest to the middle of the window first. */
  #idsInSight(): string[] {
    const middlePx = innerHeight / 2 - this.getBoundingClientRect().top;
    const distance = (row: LayoutRow) => Math.abs(row.topPx + row.heightPx / 2 - middlePx);
    return this.#rows
      .filter(({ kind }) => kind === 'tiles')
      .toSorted((a, b) => distance(a) - distance(b))
      .flatMap(({ start, count }) =>
        Array.from({ length: count }, (_, column) => this.#pages.at(start + column)?.id ?? []),
      )
      .flat();
  }

  #follow(event: FocusEvent): void {
    this.#hasFocus = true;
    const index = indexOf(event.target);
    if (index === undefined || index === this.#activeIndex) return;
    this.#activeIndex = index;
    this.requestUpdate();
  }

  #focus(index: number): void {
    this.#activeIndex = index;
    this.#wantsFocus = true;
    this.#scrollTo(index);
    this.requestUpdate();
  }

  // Behind the head, which stays in sight, nothing can be seen.
  #scrollTo(index: number): void {
    const row = this.#layout.rows[rowIndexOf(this.#layout, index)];
    if (!row) return;
    const { top } = this.getBoundingClientRect();
    const headPx = document.querySelector('.history-head')?.clientHeight ?? 0;
    const rowTopPx = top + row.topPx;
    const rowBottomPx = rowTopPx + row.heightPx;
    if (rowTopPx < headPx) scrollBy({ top: rowTopPx - headPx - gapPx, behavior: 'instant' });
    else if (rowBottomPx > innerHeight) {
      scrollBy({ top: rowBottomPx - innerHeight + gapPx, behavior: 'instant' });
    }
  }

  #click(event: MouseEvent, index: number, open: () => void): void {
    if (event.shiftKey) this.#selectTo(index);
    else if (event.ctrlKey || event.metaKey) this.#toggle(index);
    else open();
  }

  #toggle(index: number): void {
    const id = this.#pages.at(index)?.id;
    if (id === undefined) return;
    this.#anchorIndex = index;
    const ids = new Set(this.selected);
    if (!ids.delete(id)) ids.add(id);
    this.onSelect(ids);
  }

  #selectTo(index: number): void {
    const ids = new Set(this.selected);
    const [first, last] = [this.#anchorIndex, index].toSorted((a, b) => a - b);
    for (let each = first!; each <= last!; each += 1) {
      const id = this.#pages.at(each)?.id;
      if (id !== undefined) ids.add(id);
    }
    this.onSelect(ids);
  }

  #delete(index: number): void {
    const id = this.#pages.at(index)?.id;
    const ids = this.selected.size > 0 ? [...this.selected] : id === undefined ? [] : [id];
    if (ids.length > 0) this.link?.post({ type: 'delete', ids });
  }

  // The right mouse button, Shift+F10 and the menu key all come as this event.
  #contextMenu(event: PointerEvent, index: number): void {
    event.preventDefault();
    event.stopPropagation();
    const rect = (event.currentTarget as Element).getBoundingClientRect();
    const hasPoint = event.button === 2;
    const left = hasPoint ? event.clientX : rect.left;
    const top = hasPoint ? event.clientY : rect.top;
    this.#activeIndex = index;
    this.menu = { index, place: { left, top, bottom: top } };
  }

  #pressKey(event: KeyboardEvent): void {
    const index = indexOf(event.target);
    // On a Mac's keyboard that is the key for it.
    const isMacDelete = event.metaKey && event.key === 'Backspace';
    const isModified = event.ctrlKey || event.altKey || event.metaKey;
    if (index === undefined || (isModified && !isMacDelete)) return;
    const isOnPicture = (event.target as Element).classList.contains('place');
    if (event.key === 'Delete' || isMacDelete) {
      this.#delete(index);
    } else if (event.key === 'Escape' && this.selected.size > 0) {
      this.onSelect(new Set());
    } else if (isOnPicture && event.key === ' ') {
      this.#toggle(index);
    } else if (isOnPicture) {
      const next = imageByKey(this.#layout, mirrored(event.key), index, this.#pageRows);
      if (next === undefined) return;
      if (event.shiftKey) {
        this.#anchorIndex = index;
        this.#selectTo(next);
      }
      this.#focus(next);
    } else {
      return;
    }
    event.preventDefault();
  }

  get #pageRows(): number {
    return Math.max(1, Math.floor(innerHeight / (this.#layout.tilePx + gapPx)) - 1);
  }
}

function indexOf(target: EventTarget | null): number | undefined {
  const place = target instanceof Element ? target.closest<HTMLElement>('.tile') : null;
  return place === null ? undefined : Number(place.dataset.index);
}

function mirrored(key: string): string {
  if (document.dir !== 'rtl') return key;
  if (key === 'ArrowLeft') return 'ArrowRight';
  return key === 'ArrowRight' ? 'ArrowLeft' : key;
}
