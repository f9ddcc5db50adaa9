import type { CodeLanguage, FormLimits } from '../protocol/messages.ts';
import { parseDraft } from './formDraft.ts';
import type { FormDraft } from './formDraft.ts';
import type { OpenFolds } from './optionsSection.ts';

/** What outlives a hidden panel and a restart of the editor. */
export interface SavedPanel {
  readonly version: 1;
  readonly draft: FormDraft;
  readonly open: OpenFolds;
  readonly language: CodeLanguage;
}

/** Reads what was saved, by whatever version; what can't be used is as on the first day. */
export function parseSavedPanel(saved: unknown, limits: FormLimits): SavedPanel {
  const known = isRecord(saved) && saved.version === 1 ? saved : {};
  const open = isRecord(known.open) ? known.open : {};
  const languages: readonly CodeLanguage[] = ['curl', 'javascript', 'python'];
  return {
    version: 1,
    draft: parseDraft(known.draft, limits),
    open: {
      options: open.options === true,
      advanced: open.advanced === true,
      code: open.code === true,
    },
    language: languages.find((name) => name === known.language) ?? 'curl',
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
