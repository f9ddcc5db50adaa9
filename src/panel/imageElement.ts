import { html, LitElement, nothing } from 'lit';
import type { ImageAction, ImageCard } from '../protocol/messages.ts';
import { icon } from './icons.ts';
import { byteText, imageName, isSameImage, isUnderWay, menuActions } from './imageActions.ts';
import type { MenuPlace } from './menuElement.ts';
import type { Picture } from './pictureStore.ts';
import { ratioQuotient } from './shapeFields.ts';
import type { Texts } from './texts.ts';

/** What stands around an image in the list. */
export interface ImageSetting {
  /** Whether it begins a row of its own, under its prompt. */
  readonly isFirst: boolean;
  readonly isAlone: boolean;
  /** At the end of a batch of which one image was inserted: that image, and how many finished ones are beside it. */
  readonly discardable?: { readonly keptId: string; readonly count: number } | undefined;
}

/** One image of the list "Images", wherever it is on its way. */
export class ImageElement extends LitElement {
  static override properties = {
    texts: { attribute: false },
    image: {
      attribute: false,
      hasChanged: (a: ImageCard, b?: ImageCard) => !isSameImage(a, b),
    },
    setting: {
      attribute: false,
      hasChanged: (a: ImageSetting, b?: ImageSetting) =>
        a.isFirst !== b?.isFirst ||
        a.isAlone !== b.isAlone ||
        a.discardable?.keptId !== b.discardable?.keptId ||
        a.discardable?.count !== b.discardable?.count,
    },
    documentName: { attribute: false },
    picture: { attribute: false },
    isActive: { attribute: false },
    menuPlace: { state: true },
    onAct: { attribute: false, hasChanged: () => false },
  };
  declare texts: Texts;
  declare image: ImageCard;
  declare setting: ImageSetting;
  declare documentName: string | undefined;
  declare picture: Picture;
  /** Whether Tab stops at this image; the arrow keys move that. */
  declare isActive: boolean;
  declare menuPlace: MenuPlace | undefined;
  declare onAct: (id: string, action: ImageAction) => void;
  #focusBeforeMenu: HTMLElement | undefined;

  constructor() {
    super();
    this.picture = 'none';
    this.isActive = false;
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  /** What can be seen of it, whether or not it is on screen. */
  get card(): HTMLElement | null {
    return this.querySelector('.card');
  }

  focusPicture(): void {
    this.querySelector<HTMLElement>('.place')?.focus();
  }

  protected override updated(): void {
    const place = this.querySelector<HTMLElement>('.place');
    if (place === null) return;
    const { width, height, aspectRatio } = this.image;
    const quotient = width && height ? width / height : ratioQuotient(aspectRatio);
    place.style.aspectRatio = String(quotient);
  }

  protected override render() {
    const { image, setting, menuPlace } = this;
    const classes = ['card', `is-${image.status}`, setting.isAlone ? 'is-alone' : ''];
    const isWide = ratioQuotient(image.aspectRatio) >= 1;
    return html`${
        setting.isFirst
          ? html`<p class="caption" title=${clipped(image.prompt)}>
              <bdi>${clipped(image.prompt)}</bdi>
            </p>`
          : nothing
      }
      <div
        class="${classes.join(' ')} ${isWide ? 'is-wide' : ''}"
        @contextmenu=${(event: PointerEvent) => this.#openMenuAt(event)}
      >
        ${image.status === 'done' ? this.#finished() : this.#unfinished()} ${this.#facts()}
      </div>
      ${this.#discardOthers()} ${menuPlace === undefined ? nothing : this.#menu(menuPlace)}`;
  }

  get #tabIndex(): number {
    return this.isActive ? 0 : -1;
  }

  #finished() {
    const { image, texts, picture } = this;
    const name = imageName(image, texts);
    return html`<div class="stage">
      <button
        type="button"
        class="place"
        tabindex=${this.#tabIndex}
        title=${texts('openImage')}
        aria-label=${name}
        @click=${() => this.onAct(this.image.id, 'open')}
      >
        ${
          typeof picture === 'object'
            ? html`<img src=${picture.url} alt="" decoding="async" draggable="false" />`
            : nothing
        }
        ${picture === 'gone' ? html`<span class="words">${texts('pictureGone')}</span>` : nothing}
      </button>
      ${image.insertedInto === undefined ? nothing : html`<span class="badge">${icon('check')}</span>`}
      <div class="actions">
        <button
          type="button"
          class="primary"
          tabindex=${this.#tabIndex}
          title=${this.#insertHint}
          aria-label=${this.#insertHint}
          @click=${() => this.onAct(this.image.id, 'insert')}
        >
          ${texts('insert')}
        </button>
        <button
          type="button"
          class="secondary"
          tabindex=${this.#tabIndex}
          title=${texts('varyHint')}
          @click=${() => this.onAct(this.image.id, 'vary')}
        >
          ${texts('vary')}
        </button>
        ${this.#menuButton()}
      </div>
    </div>`;
  }

  get #insertHint(): string {
    const { documentName, texts } = this;
    return documentName === undefined
      ? texts('insertAsLink')
      : texts('insertIntoNamed', documentName);
  }

  #menuButton() {
    const open = (event: Event) => {
      const { left, top, bottom } = (event.currentTarget as HTMLElement).getBoundingClientRect();
      this.#openMenu({ left, top, bottom });
    };
    return html`<button
      type="button"
      class="secondary more"
      tabindex=${this.#tabIndex}
      aria-label=${this.texts('moreActions')}
      title=${this.texts('moreActions')}
      aria-haspopup="menu"
      aria-expanded=${this.menuPlace !== undefined}
      @click=${open}
    >
      ${icon('ellipsis')}
    </button>`;
  }

  #unfinished() {
    const { image, texts } = this;
    const words = image.words ?? texts('waiting');
    return html`<div class="stage">
      <div
        class="place"
        role="group"
        tabindex=${this.#tabIndex}
        aria-label=${imageName(image, texts)}
      >
        ${
          isUnderWay(image)
            ? html`<span class="words">${words}</span>`
            : html`<div class="failure">
                ${icon(image.status === 'cancelled' ? 'circleSlash' : 'error')}
                <p class="words" title=${clipped(words)}><bdi>${words}</bdi></p>
                <div class="remedies">${this.#remedies()}</div>
              </div>`
        }
      </div>
      ${isUnderWay(image) ? this.#cancelButton() : this.#dismissButton()}
    </div>`;
  }

  #remedies() {
    return (this.image.remedies ?? [])
      .slice(0, 2)
      .map(
        ({ action, label }, index) =>
          html`<button
            type="button"
            class=${index === 0 ? 'primary' : 'secondary'}
            tabindex=${this.#tabIndex}
            @click=${() => this.onAct(this.image.id, action)}
          >
            ${label}
          </button>`,
      );
  }

  #cancelButton() {
    const { texts, image } = this;
    return html`<div class="actions">
      <button
        type="button"
        class="secondary"
        tabindex=${this.#tabIndex}
        aria-label=${texts('cancelOneNamed', image.seed)}
        @click=${() => this.onAct(this.image.id, 'cancel')}
      >
        ${texts('cancelOne')}
      </button>
    </div>`;
  }

  #dismissButton() {
    const label = this.texts('dismiss');
    return html`<button
      type="button"
      class="icon-button small dismiss"
      tabindex=${this.#tabIndex}
      aria-label=${label}
      title=${label}
      @click=${() => this.onAct(this.image.id, 'dismiss')}
    >
      ${icon('close')}
    </button>`;
  }

  #facts() {
    const { image, texts } = this;
    const { width, height, byteCount, insertedInto } = image;
    const size = width && height ? texts('size', width, height) : '';
    const bytes = byteCount === undefined ? '' : byteText(byteCount, texts);
    const right = [image.isDraft ? texts('isDraft') : '', size, bytes].filter(Boolean).join(' · ');
    return html`<p class="facts" title=${image.fileName ?? nothing}>
        <span>${texts('seedOf', image.seed)}</span
        >${right === '' ? nothing : html`<span>${right}</span>`}
      </p>
      ${
        insertedInto === undefined
          ? nothing
          : html`<p class="facts inserted" title=${insertedInto}>
              ${icon('check')}<bdi>${texts('insertedInto', insertedInto)}</bdi>
            </p>`
      }`;
  }

  #discardOthers() {
    const { texts, setting } = this;
    if (setting.discardable === undefined) return nothing;
    const { count, keptId } = setting.discardable;
    const label = count === 1 ? texts('discardOtherOne') : texts('discardOtherMany', count);
    return html`<div class="batch-end">
      <button type="button" class="link" @click=${() => this.onAct(keptId, 'discardOthers')}>
        ${label}
      </button>
    </div>`;
  }

  #menu(place: MenuPlace) {
    const items = menuActions(this.image, this.texts).map(({ action, label }) => ({
      label,
      run: () => this.onAct(this.image.id, action),
    }));
    const close = (reason: 'chosen' | 'dismissed' | 'left') => {
      this.menuPlace = undefined;
      // A click elsewhere has put the focus there already.
      if (reason !== 'left') this.#focusBeforeMenu?.focus();
    };
    return html`<flux-klein-menu
      .items=${items}
      .place=${place}
      .label=${this.texts('moreActions')}
      .onClose=${close}
    ></flux-klein-menu>`;
  }

  #openMenu(place: MenuPlace): void {
    const focused = document.activeElement;
    const isHere = focused instanceof HTMLElement && this.contains(focused);
    this.#focusBeforeMenu = isHere
      ? focused
      : (this.querySelector<HTMLElement>('.place') ?? undefined);
    this.menuPlace = place;
  }

  // The right mouse button, Shift+F10 and the menu key all come as this event.
  #openMenuAt(event: PointerEvent): void {
    event.preventDefault();
    event.stopPropagation();
    const rect = this.card?.getBoundingClientRect();
    const hasPoint = event.button === 2;
    const left = hasPoint ? event.clientX : (rect?.left ?? 0);
    const top = hasPoint ? event.clientY : (rect?.top ?? 0);
    this.#openMenu({ left, top, bottom: top });
  }
}

// A title of ten thousand characters would cover the window.
function clipped(text: string): string {
  return text.length > 500 ? `${text.slice(0, 500)}…` : text;
}
