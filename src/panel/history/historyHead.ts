import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import type { HistoryChoice, HistoryState, HistoryWishes } from '../../protocol/historyMessages.ts';
import { icon } from '../icons.ts';
import type { HistoryTexts } from './historyContext.ts';

export interface HeadContext {
  readonly texts: HistoryTexts;
  readonly state: HistoryState;
  readonly wishes: HistoryWishes;
  readonly shownCount: number;
  readonly selectedCount: number;
  readonly announcement: string;
  /** @param isTyping while more may follow at once */
  readonly wish: (changes: Partial<HistoryWishes>, isTyping?: boolean) => void;
  readonly deleteSelected: () => void;
  readonly clearSelection: () => void;
}

/** Longer searches the host would refuse. */
const maxSearchLength = 2000;

/** What is looked for, and how much of it there is; stays in sight. */
export function historyHead(context: HeadContext): TemplateResult {
  const { texts, state, wishes, wish } = context;
  return html`<div class="history-head">
    <search class="filters">
      <input
        type="search"
        class="search"
        maxlength=${maxSearchLength}
        spellcheck="false"
        aria-label=${texts('searchPrompts')}
        placeholder=${texts('searchPlaceholder')}
        .value=${live(wishes.search)}
        @input=${(event: Event) => wish({ search: valueOf(event) }, true)}
      />
      <button
        type="button"
        class="icon-button framed favourites"
        aria-label=${texts('favouritesOnly')}
        title=${texts('favouritesOnly')}
        aria-pressed=${wishes.isFavouritesOnly}
        @click=${() => wish({ isFavouritesOnly: !wishes.isFavouritesOnly })}
      >
        ${icon(wishes.isFavouritesOnly ? 'starFull' : 'starEmpty')}
      </button>
      ${choice(texts('model'), texts('anyModel'), state.models, wishes.model, (model) => wish({ model }))}
      ${choice(
        texts('aspectRatio'),
        texts('anyAspectRatio'),
        state.aspectRatios,
        wishes.aspectRatio,
        (aspectRatio) => wish({ aspectRatio }),
      )}
    </search>
    <div class="history-line">
      <div class="status" role="status" aria-label=${texts('status')}>${statusText(context)}</div>
      ${selectionActions(context)}
    </div>
  </div>`;
}

function choice(
  label: string,
  anyLabel: string,
  choices: readonly HistoryChoice[],
  chosen: string,
  choose: (value: string) => void,
): TemplateResult {
  // What is chosen stays in the list when its last image is gone.
  const isKnown = chosen === '' || choices.some(({ value }) => value === chosen);
  const all = isKnown ? choices : [...choices, { value: chosen, label: chosen }];
  return html`<div class="select-box">
    <select aria-label=${label} title=${label} @change=${(event: Event) => choose(valueOf(event))}>
      <option value="" .selected=${chosen === ''}>${anyLabel}</option>
      ${all.map(
        ({ value, label: words }) =>
          html`<option value=${value} .selected=${value === chosen}>${words}</option>`,
      )}
    </select>
    ${icon('chevronDown')}
  </div>`;
}

function statusText(context: HeadContext): string {
  const { texts, state, shownCount, selectedCount, announcement } = context;
  if (announcement) return announcement;
  if (selectedCount > 0) {
    return selectedCount === 1 ? texts('selectedOne') : texts('selectedMany', selectedCount);
  }
  if (state.phase === 'reading') return texts('reading');
  if (shownCount < state.total) return texts('countFound', shownCount, state.total);
  return shownCount === 1 ? texts('countOne') : texts('countMany', shownCount);
}

function selectionActions(context: HeadContext): TemplateResult | typeof nothing {
  const { texts, selectedCount, deleteSelected, clearSelection } = context;
  if (selectedCount === 0) return nothing;
  const deleteName = selectedCount === 1 ? texts('delete') : texts('deleteMany', selectedCount);
  return html`<button type="button" class="link" aria-label=${deleteName} @click=${deleteSelected}>
      ${texts('delete')}
    </button>
    <button
      type="button"
      class="icon-button small"
      aria-label=${texts('clearSelection')}
      title=${texts('clearSelection')}
      @click=${clearSelection}
    >
      ${icon('close')}
    </button>`;
}

const valueOf = (event: Event): string =>
  (event.currentTarget as HTMLInputElement | HTMLSelectElement).value;
