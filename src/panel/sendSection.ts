import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { Obstacle, Preview } from '../protocol/messages.ts';
import { icon } from './icons.ts';
import type { Texts } from './texts.ts';

export interface SendContext {
  readonly texts: Texts;
  readonly isMac: boolean;
  readonly count: number;
  /** Absent before the first snapshot. */
  readonly preview: Preview | undefined;
  /** What keeps the button from working, in words. */
  readonly problem?: string | undefined;
  readonly generate: () => void;
}

/** What a person will get, in words, and then the one button. */
export function sendSection(context: SendContext): TemplateResult {
  const { texts, preview, problem, count } = context;
  const shortcut = context.isMac ? '⌘⏎' : 'Ctrl+Enter';
  const label = count === 1 ? texts('generateOne') : texts('generateMany', count);
  return html`<div class="send">
    <div class="promise" id="promise">${promise(texts, preview)}</div>
    ${
      problem === undefined
        ? nothing
        : html`<p class="problem" role="alert" id="problem">
            ${icon('error')}<span>${problem}</span>
          </p>`
    }
    <button
      type="button"
      class="primary generate"
      aria-describedby=${problem === undefined ? 'promise' : 'problem promise'}
      aria-keyshortcuts=${context.isMac ? 'Meta+Enter' : 'Control+Enter'}
      title="${label} (${shortcut})"
      @click=${context.generate}
    >
      <span>${label}</span><kbd aria-hidden="true">${shortcut}</kbd>
    </button>
  </div>`;
}

function promise(texts: Texts, preview: Preview | undefined): TemplateResult {
  // Keeps the room of what is about to come, so that nothing below moves under a hand.
  if (preview === undefined)
    return html`<p> </p>
      <p> </p>`;
  const { isFileKnown, file, documentName, target } = preview;
  return html`${isFileKnown ? sentence(texts, 'savesAs', file) : html`<p>${file}</p>`}
  ${sentence(texts, documentName === undefined ? 'insertsToClipboard' : 'insertsInto', target)}
  ${priceLine(preview)}`;
}

function sentence(
  texts: Texts,
  key: 'savesAs' | 'insertsInto' | 'insertsToClipboard',
  value: string,
): TemplateResult {
  const [before, after] = texts.around(key);
  return html`<p>${before}<bdi class="told" title=${value}>${value}</bdi>${after}</p>`;
}

function priceLine({ price, spent }: Preview) {
  const parts = [price, spent].filter((words) => words !== undefined);
  return parts.length === 0 ? nothing : html`<p class="price">${parts.join(' · ')}</p>`;
}

/** A quiet word on what stands in the way, and the one way out. */
export function obstacleBanner(
  texts: Texts,
  obstacle: Obstacle | undefined,
  resolve: (obstacle: Obstacle) => void,
) {
  if (obstacle === undefined) return nothing;
  const isPressing = obstacle === 'noKey' || obstacle === 'noCredit' || obstacle === 'offline';
  return html`<div class="banner">
    ${icon('info')}
    <p>${texts(obstacle)}</p>
    <button
      type="button"
      class=${isPressing ? 'primary' : 'secondary'}
      @click=${() => resolve(obstacle)}
    >
      ${texts(`${obstacle}Action`)}
    </button>
  </div>`;
}
