import { html, LitElement, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { ImageAction, ImageCard, PanelState } from '../protocol/messages.ts';
import { copyPicture } from './copyPicture.ts';
import type { HostLink } from './hostLink.ts';
import type { ImageElement, ImageSetting } from './imageElement.ts';
import { createPictureStore } from './pictureStore.ts';
import { nextByKey } from './rovingFocus.ts';
import type { Texts } from './texts.ts';

/** Cards drawn in one go, so that a long list never holds up a frame. */
const cardsPerFrame = 40;
/** Pictures are fetched this far ahead of what is in sight. */
const marginPx = 240;

/** The images of this window, and what runs. */
export class GalleryElement extends LitElement {
  static override properties = {
    texts: { attribute: false },
    images: { attribute: false },
    isListKnown: { attribute: false },
    queue: { attribute: false },
    documentName: { attribute: false },
    announcement: { attribute: false },
    link: { attribute: false },
    shownCount: { state: true },
    note: { state: true },
  };
  declare texts: Texts;
  declare images: readonly ImageCard[];
  /** False before the host has told of the images, of which there may be none. */
  declare isListKnown: boolean;
  declare queue: PanelState['queue'];
  declare documentName: string | undefined;
  declare announcement: string;
  declare link: HostLink | undefined;
  declare shownCount: number;
  /** What this side of the panel has done by itself, to be said like an announcement. */
  declare note: string;
  #activeId: string | undefined;
  /** Whether somebody has asked here for a batch that is not in the list yet. */
  #awaitsBatch = false;
  /** The first image of that batch, until its place is in sight. */
  #revealedId: string | undefined;
  /** Whether the focus was in here before what is drawn now. */
  #hadFocus = false;
  #inSight = new Map<string, number>();
  #observed = new Set<Element>();
  readonly #pictures = createPictureStore({
    request: (ids) => this.link?.post({ type: 'showPictures', ids }),
    show: (id, picture) => {
      const element = this.#elementOf(id);
      if (element !== undefined) element.picture = picture;
    },
  });
  readonly #observer = new IntersectionObserver((entries) => this.#see(entries), {
    // With the window as root the margin would not count: a webview is a frame of another origin.
    root: document,
    rootMargin: `${marginPx}px 0px`,
  });

  constructor() {
    super();
    this.images = [];
    this.isListKnown = false;
    this.shownCount = cardsPerFrame;
    this.note = '';
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#observer.disconnect();
    this.#pictures.clear();
  }

  receivePicture(id: string, bytes: ArrayBuffer, mimeType: string): void {
    this.#pictures.receive(id, bytes, mimeType);
  }

  /** The batch that comes next was asked for here: its first place is brought into sight. */
  awaitBatch(): void {
    this.#awaitsBatch = true;
  }

  get #elements(): ImageElement[] {
    return [...this.querySelectorAll<ImageElement>('flux-klein-image')];
  }

  #elementOf(id: string): ImageElement | undefined {
    return this.#elements.find((element) => element.image.id === id);
  }

  protected override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has('announcement')) this.note = '';
    this.#hadFocus ||= document.hasFocus() && this.contains(document.activeElement);
    const before = (changed.get('images') ?? []) as readonly ImageCard[];
    const [first] = this.images;
    const isNew = first !== undefined && !before.some(({ batchId }) => batchId === first.batchId);
    if (this.#awaitsBatch && changed.has('images') && isNew) {
      this.#awaitsBatch = false;
      this.#revealedId = first.id;
    }
    const at = before.findIndex(({ id }) => id === this.#activeId);
    // What comes after an image that is gone takes its place.
    if (at >= 0 && !this.images.some(({ id }) => id === this.#activeId))
      this.#activeId = (this.images[at] ?? this.images.at(-1))?.id;
  }

  protected override render() {
    const { texts, queue, images } = this;
    const said = this.note || this.announcement;
    const shown = images.slice(0, this.shownCount);
    const activeId = this.#currentActiveId;
    return html`<div class="gallery-head">
        <h2 id="images-label">${texts('images')}</h2>
        <div
          class="status"
          role="status"
          aria-label=${texts('generationStatus')}
          aria-atomic="false"
        >
          ${queue.words === '' ? nothing : html`<span>${queue.words}</span>`}
          <span class=${queue.words === '' ? '' : 'unseen'}>${said}</span>
        </div>
        ${
          queue.running > 0
            ? html`<button
                type="button"
                class="link"
                aria-label=${texts('cancelAll')}
                @click=${() => this.link?.post({ type: 'cancelAll' })}
              >
                ${texts('cancelOne')}
              </button>`
            : nothing
        }
      </div>
      ${this.#progressBar()}
      ${this.isListKnown && images.length === 0 ? html`<p class="empty">${texts('imagesEmpty')}</p>` : nothing}
      <div
        class="images"
        role="list"
        aria-labelledby="images-label"
        ?hidden=${images.length === 0}
        @keydown=${(event: KeyboardEvent) => this.#moveByKey(event)}
        @focusin=${(event: FocusEvent) => this.#follow(event)}
      >
        ${repeat(
          shown,
          ({ id }) => id,
          (image, index) =>
            html`<flux-klein-image
              role="listitem"
              .texts=${texts}
              .image=${image}
              .setting=${settingOf(images, index)}
              .documentName=${this.documentName}
              .isActive=${image.id === activeId}
              .onAct=${this.#act}
            ></flux-klein-image>`,
        )}
      </div>`;
  }

  // The status line says the same in words.
  #progressBar() {
    const { running, total } = this.queue;
    if (running === 0 || total === 0) return nothing;
    return html`<progress
      class="progress"
      aria-hidden="true"
      max=${total}
      .value=${Math.max(0, total - running)}
    ></progress>`;
  }

  protected override updated(): void {
    if (this.shownCount < this.images.length) {
      requestAnimationFrame(() => (this.shownCount += cardsPerFrame));
    }
    // The cards draw themselves in microtasks of their own, which have begun but not ended here.
    void Promise.all(this.#elements.map((element) => element.updateComplete)).then(() => {
      this.#observe();
      this.#fetchPictures();
      this.#keepFocus();
      this.#reveal();
    });
  }

  #observe(): void {
    const cards = new Set(this.#elements.map(({ card }) => card).filter((card) => card !== null));
    for (const card of this.#observed) {
      if (cards.has(card as HTMLElement)) continue;
      this.#observer.unobserve(card);
      this.#observed.delete(card);
    }
    for (const card of cards) {
      if (this.#observed.has(card)) continue;
      this.#observed.add(card);
      this.#observer.observe(card);
    }
  }

  #see(entries: readonly IntersectionObserverEntry[]): void {
    for (const { target, isIntersecting, boundingClientRect } of entries) {
      const id = target.closest<ImageElement>('flux-klein-image')?.image.id;
      if (id === undefined) continue;
      const middle = boundingClientRect.top + boundingClientRect.height / 2;
      if (isIntersecting) this.#inSight.set(id, Math.abs(middle - innerHeight / 2));
      else this.#inSight.delete(id);
    }
    this.#fetchPictures();
  }

  #fetchPictures(): void {
    const finished = new Set(
      this.images.filter(({ status }) => status === 'done').map(({ id }) => id),
    );
    const known = new Set(this.images.map(({ id }) => id));
    for (const id of this.#inSight.keys()) if (!known.has(id)) this.#inSight.delete(id);
    const byDistance = [...this.#inSight].filter(([id]) => finished.has(id));
    byDistance.sort(([, a], [, b]) => a - b);
    this.#pictures.want(byDistance.map(([id]) => id));
  }

  // Tab stops at one image only: the one that had the focus last, else the newest.
  get #currentActiveId(): string | undefined {
    const isThere = this.images.some(({ id }) => id === this.#activeId);
    return isThere ? this.#activeId : this.images[0]?.id;
  }

  // It lies below the form, where nothing would be seen to happen. The focus stays where it is.
  #reveal(): void {
    const card = this.#elementOf(this.#revealedId ?? '')?.card;
    this.#revealedId = undefined;
    card?.scrollIntoView({ block: 'nearest', behavior: hasReducedMotion() ? 'instant' : 'smooth' });
  }

  // A button goes with what it was for, and an image with its file: the focus would go with them.
  #keepFocus(): void {
    const isLost = this.#hadFocus && document.activeElement === document.body;
    this.#hadFocus = false;
    if (!isLost) return;
    const element = this.#elementOf(this.#currentActiveId ?? '');
    if (element) element.focusPicture();
    else document.querySelector<HTMLElement>('#prompt')?.focus();
  }

  #follow(event: FocusEvent): void {
    const element = (event.target as Element).closest<ImageElement>('flux-klein-image');
    if (element === null || element.image.id === this.#activeId) return;
    this.#activeId = element.image.id;
    this.requestUpdate();
  }

  #moveByKey(event: KeyboardEvent): void {
    const isPlain = !event.ctrlKey && !event.altKey && !event.metaKey && !event.shiftKey;
    if (!isPlain || !(event.target as Element).classList.contains('place')) return;
    const elements = this.#elements;
    const at = elements.findIndex((element) => element.contains(event.target as Node));
    const next = nextByKey(
      event.key,
      at,
      elements.map((element) => () => element.card?.getBoundingClientRect()),
    );
    if (next === undefined) return;
    event.preventDefault();
    elements[next]?.focusPicture();
  }

  readonly #act = (id: string, action: ImageAction): void => {
    this.#activeId = id;
    const picture = action === 'copyImage' ? this.#elementOf(id)?.querySelector('img') : undefined;
    if (!picture) {
      if (action === 'vary' || action === 'makeFullSize') this.awaitBatch();
      this.link?.post({ type: 'act', id, action });
      return;
    }
    copyPicture(picture).then(
      () => (this.note = this.texts('imageCopied')),
      () => this.link?.post({ type: 'act', id, action }),
    );
  };
}

/** As the person has set it for the computer, or for VS Code alone. */
const hasReducedMotion = (): boolean =>
  matchMedia('(prefers-reduced-motion: reduce)').matches ||
  document.body.classList.contains('vscode-reduce-motion');

function settingOf(images: readonly ImageCard[], index: number): ImageSetting {
  const [before, image, after] = [images[index - 1], images[index], images[index + 1]];
  const isFirst = before?.batchId !== image?.batchId || before?.prompt !== image?.prompt;
  const isLast = after?.batchId !== image?.batchId;
  return {
    isFirst,
    isAlone: isFirst && (isLast || after?.prompt !== image?.prompt),
    discardable: isLast && image !== undefined ? discardableOf(images, image.batchId) : undefined,
  };
}

function discardableOf(images: readonly ImageCard[], batch: string): ImageSetting['discardable'] {
  const finished = images.filter(({ batchId, status }) => batchId === batch && status === 'done');
  const kept = finished.find(({ hasOthers, insertedInto }) => hasOthers && insertedInto);
  const others = finished.filter(({ insertedInto }) => !insertedInto);
  return kept && { keptId: kept.id, count: others.length };
}
