import { html, LitElement } from 'lit';

export interface MenuItem {
  readonly label: string;
  run(): void;
}

/** Where a menu opens: a point, or the corners of what it belongs to. */
export interface MenuPlace {
  readonly left: number;
  readonly top: number;
  readonly bottom: number;
}

const edgePx = 4;

/**
 * A menu over everything else, for as long as it is in the document. It takes the focus, and says
 * when it wants to go; whoever put it there removes it and puts the focus back.
 */
export class MenuElement extends LitElement {
  static override properties = {
    items: { attribute: false },
    place: { attribute: false },
    label: { attribute: false },
    onClose: { attribute: false },
  };
  declare items: readonly MenuItem[];
  declare place: MenuPlace;
  declare label: string;
  declare onClose: (reason: 'chosen' | 'dismissed' | 'left') => void;
  #listening: AbortController | undefined;

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.setAttribute('role', 'menu');
    this.setAttribute('popover', 'manual');
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    const leave = (event: Event) => {
      const isInside = event.target instanceof Node && this.contains(event.target);
      if (!isInside) this.onClose('left');
    };
    this.addEventListener('keydown', (event) => this.#moveByKey(event), { signal });
    document.addEventListener('pointerdown', leave, { signal, capture: true });
    document.addEventListener('scroll', leave, { signal, capture: true });
    addEventListener('resize', leave, { signal });
    addEventListener('blur', leave, { signal });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#listening?.abort();
  }

  protected override firstUpdated(): void {
    this.setAttribute('aria-label', this.label);
    this.showPopover();
    const { width, height } = this.getBoundingClientRect();
    const { left, top, bottom } = this.place;
    const below = bottom + height + edgePx <= innerHeight;
    const y = below ? bottom : Math.max(edgePx, top - height);
    // Not the window's: what lies in the room of the scroll bar is cut off.
    const { clientWidth } = document.body;
    this.style.left = `${Math.max(edgePx, Math.min(left, clientWidth - width - edgePx))}px`;
    this.style.top = `${Math.min(y, Math.max(edgePx, innerHeight - height - edgePx))}px`;
    this.#buttons[0]?.focus({ preventScroll: true });
  }

  get #buttons(): HTMLElement[] {
    return [...this.querySelectorAll<HTMLElement>('[role=menuitem]')];
  }

  #moveByKey(event: KeyboardEvent): void {
    const buttons = this.#buttons;
    const at = buttons.indexOf(document.activeElement as HTMLElement);
    const count = buttons.length;
    const targets: Record<string, number> = {
      ArrowDown: (at + 1) % count,
      ArrowUp: (at - 1 + count) % count,
      Home: 0,
      End: count - 1,
    };
    const typed = event.key.length === 1 ? this.#startingWith(event.key, at) : undefined;
    const target = targets[event.key] ?? typed;
    if (target !== undefined) buttons[target]?.focus();
    else if (event.key === 'Escape') this.onClose('dismissed');
    // Tab leaves the menu for where the focus was, from where the browser then moves on.
    else if (event.key === 'Tab') return this.onClose('dismissed');
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #startingWith(letter: string, at: number): number | undefined {
    const { items } = this;
    const order = items.map((_, index) => (at + 1 + index) % items.length);
    return order.find((index) =>
      items[index]?.label.toLowerCase().startsWith(letter.toLowerCase()),
    );
  }

  protected override render() {
    return html`${this.items.map(
      (item) =>
        html`<button
          type="button"
          role="menuitem"
          tabindex="-1"
          @click=${() => {
            this.onClose('chosen');
            item.run();
          }}
        >
          ${item.label}
        </button>`,
    )}`;
  }
}
