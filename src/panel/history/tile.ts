import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { HistoryItem } from '../../protocol/historyMessages.ts';
import { icon } from '../icons.ts';
import type { Picture } from '../pictureStore.ts';
import { shortName, type HistoryTexts } from './historyContext.ts';

export interface TileContext {
  readonly texts: HistoryTexts;
  readonly documentName: string | undefined;
  readonly total: number;
  /** Absent while it is on its way. */
  readonly item: HistoryItem | undefined;
  readonly index: number;
  /** Its place in the list, as CSS. */
  readonly place: string;
  readonly picture: Picture;
  readonly hasCaption: boolean;
  /** Whether Tab stops here. */
  readonly isActive: boolean;
  readonly isSelected: boolean;
  readonly isMenuOpen: boolean;
  readonly onOpen: (event: MouseEvent) => void;
  readonly onSelect: () => void;
  readonly onInsert: () => void;
  readonly onStar: () => void;
  readonly onMore: (event: Event) => void;
  readonly onContextMenu: (event: PointerEvent) => void;
}

/** One image of the list. */
export function tile(context: TileContext): TemplateResult {
  const { item, index, total, place, isSelected } = context;
  // The policy allows no style attributes; setting the property is a script's own doing.
  return html`<div
    class="tile ${isSelected ? 'is-selected' : ''}"
    role="listitem"
    data-index=${index}
    aria-setsize=${total}
    aria-posinset=${index + 1}
    .style=${place}
    @contextmenu=${context.onContextMenu}
  >
    ${item ? loaded(context, item) : html`<div class="stage"><div class="place"></div></div>`}
  </div>`;
}

function loaded(context: TileContext, item: HistoryItem): TemplateResult {
  const { texts, picture, hasCaption, isActive, isSelected } = context;
  const tabIndex = isActive ? 0 : -1;
  const { prompt, model, aspectRatio, seed, created, fileName, isFavourite } = item;
  const name = shortName(prompt);
  const starName = texts(isFavourite ? 'unmarkFavourite' : 'markFavourite');
  return html`<div class="stage">
      <button
        type="button"
        class="place"
        tabindex=${tabIndex}
        aria-label=${texts('imageNamed', name, seed)}
        title=${texts('imageHint', prompt, model, aspectRatio, seed, created, fileName)}
        @click=${context.onOpen}
      >
        ${
          typeof picture === 'object'
            ? html`<img src=${picture.url} alt="" decoding="async" draggable="false" />`
            : nothing
        }
        ${picture === 'gone' ? html`<span class="words">${texts('pictureGone')}</span>` : nothing}
      </button>
      <label class="check select">
        <input
          type="checkbox"
          tabindex=${tabIndex}
          aria-label=${texts('select', name)}
          .checked=${isSelected}
          @change=${context.onSelect}
        />
        <span class="box">${icon('check')}</span>
      </label>
      <button
        type="button"
        class="icon-button small star ${isFavourite ? 'is-on' : ''}"
        tabindex=${tabIndex}
        aria-label=${starName}
        title=${starName}
        @click=${context.onStar}
      >
        ${icon(isFavourite ? 'starFull' : 'starEmpty')}
      </button>
      ${actions(context, tabIndex)}
    </div>
    ${hasCaption ? html`<p class="prompt" aria-hidden="true"><bdi>${prompt}</bdi></p>` : nothing}`;
}

function actions(context: TileContext, tabIndex: number): TemplateResult {
  const { texts, documentName } = context;
  const insertName = documentName ? texts('insertInto', documentName) : texts('insertAsLink');
  return html`<div class="actions">
    <button
      type="button"
      class="primary"
      tabindex=${tabIndex}
      title=${insertName}
      aria-label=${insertName}
      @click=${context.onInsert}
    >
      ${texts('insert')}
    </button>
    <button
      type="button"
      class="secondary more"
      tabindex=${tabIndex}
      aria-label=${texts('moreActions')}
      title=${texts('moreActions')}
      aria-haspopup="menu"
      aria-expanded=${context.isMenuOpen}
      @click=${context.onMore}
    >
      ${icon('ellipsis')}
    </button>
  </div>`;
}
