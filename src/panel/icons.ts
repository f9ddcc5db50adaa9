import { html } from 'lit';
import type { TemplateResult } from 'lit';
import add from '@vscode/codicons/src/icons/add.svg';
import check from '@vscode/codicons/src/icons/check.svg';
import chevronDown from '@vscode/codicons/src/icons/chevron-down.svg';
import chevronRight from '@vscode/codicons/src/icons/chevron-right.svg';
import circleSlash from '@vscode/codicons/src/icons/circle-slash.svg';
import close from '@vscode/codicons/src/icons/close.svg';
import copy from '@vscode/codicons/src/icons/copy.svg';
import discard from '@vscode/codicons/src/icons/discard.svg';
import ellipsis from '@vscode/codicons/src/icons/ellipsis.svg';
import error from '@vscode/codicons/src/icons/error.svg';
import info from '@vscode/codicons/src/icons/info.svg';
import lock from '@vscode/codicons/src/icons/lock.svg';
import remove from '@vscode/codicons/src/icons/remove.svg';
import starEmpty from '@vscode/codicons/src/icons/star-empty.svg';
import starFull from '@vscode/codicons/src/icons/star-full.svg';
import unlock from '@vscode/codicons/src/icons/unlock.svg';

// Codicons have no die, so this one is drawn here, on the same 16-pixel grid.
const dice =
  'M4 2h8a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2H4a2 2 0 0 1-2-2V4a2 2 0 0 1 2-2Zm0 1a1 1 0 0 0-1 1v8a1 1 0 0 0 1 1h8' +
  'a1 1 0 0 0 1-1V4a1 1 0 0 0-1-1H4Z' +
  ['5.5 5.5', '10.5 5.5', '8 8', '5.5 10.5', '10.5 10.5']
    .map((centre) => `M${centre}m-1 0a1 1 0 1 0 2 0a1 1 0 1 0-2 0Z`)
    .join('');

const paths = {
  add,
  check,
  chevronDown,
  chevronRight,
  circleSlash,
  close,
  copy,
  dice,
  discard,
  ellipsis,
  error,
  info,
  lock,
  remove,
  starEmpty,
  starFull,
  unlock,
};

export type IconName = keyof typeof paths;

/** A picture beside words or inside a named control: screen readers never see it. */
export function icon(name: IconName): TemplateResult {
  return html`<svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
    <path fill-rule="evenodd" d=${paths[name]}></path>
  </svg>`;
}
