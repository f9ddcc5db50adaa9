import { html } from 'lit';
import type { TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import type { CodeLanguage } from '../protocol/messages.ts';
import { icon } from './icons.ts';
import { foldedSection } from './optionsSection.ts';
import type { FoldContext } from './optionsSection.ts';
import type { Texts } from './texts.ts';

export const codeLanguages: readonly CodeLanguage[] = ['curl', 'javascript', 'python'];

export interface CodeContext {
  readonly texts: Texts;
  /** Absent before the first snapshot. */
  readonly code: Readonly<Record<CodeLanguage, string>> | undefined;
  readonly language: CodeLanguage;
  readonly isCopied: boolean;
  choose(language: CodeLanguage): void;
  copy(language: CodeLanguage): void;
}

/** The request of the form, as a program. */
export function requestCode(context: CodeContext, folds: FoldContext): TemplateResult {
  const { texts, language } = context;
  const content = () =>
    html`<div class="code-bar">
        <div class="segments" role="radiogroup" aria-label=${texts('codeLanguage')}>
          ${codeLanguages.map((name) => languageChoice(context, name))}
        </div>
        <button type="button" class="secondary" @click=${() => context.copy(language)}>
          ${icon(context.isCopied ? 'check' : 'copy')}
          <span>${texts(context.isCopied ? 'codeCopied' : 'copyCode')}</span>
        </button>
      </div>
      <pre tabindex="0" role="group" aria-label=${texts(language)}><code>${
        context.code?.[language]
      }</code></pre>`;
  return html`<section aria-label=${texts('requestAsCode')}>
    ${foldedSection(folds, 'code', texts('requestAsCode'), texts('codeSummary'), content)}
  </section>`;
}

function languageChoice(context: CodeContext, name: CodeLanguage): TemplateResult {
  return html`<label class="choice segment">
    <input
      type="radio"
      name="code-language"
      value=${name}
      .checked=${live(name === context.language)}
      @change=${() => context.choose(name)}
    />
    <span class="face">${context.texts(name)}</span>
  </label>`;
}
