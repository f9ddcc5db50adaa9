import type * as vscode from 'vscode';
import type { Provenance } from '../../core/provenance/provenance.ts';
import type { RegenerationWishes } from '../../core/provenance/requestAgain.ts';
import { promptLimit } from '../../core/models.ts';
import { allowedInstead, type GenerationRequest } from '../../core/request.ts';
import { baseNameOf } from '../../core/uriPath.ts';
import { askChoice, askText } from './quickInput.ts';
import { l10n } from '../host/l10n.ts';
import { joined } from '../../app/words/plainText.ts';
import type { PickItem } from './windowText.ts';
import { checkerIgnoredWords, requestWords } from '../../app/words/requestWords.ts';

interface WishItem extends PickItem {
  readonly seed: 'same' | 'new';
  readonly old: 'keep' | 'trash';
}

/** What would be made again. */
export interface ImageToRegenerate {
  readonly uri: vscode.Uri;
  readonly provenance: Provenance | undefined;
  /** With model and checker as they would be sent. */
  readonly request: GenerationRequest;
}

/** Shows what it is made with and asks what shall be otherwise; `undefined`: the person backed out. */
export async function askWishes(
  { uri, provenance, request }: ImageToRegenerate,
  given: RegenerationWishes,
): Promise<RegenerationWishes | undefined> {
  const name = baseNameOf(uri.path);
  const title = joined(
    [
      l10n.t('Regenerate {0}', name),
      requestWords([request], l10n),
      provenance?.disableSafetyChecker && checkerIgnoredWords(l10n),
    ],
    ' · ',
  );
  const before = provenance?.prompt ?? '';
  let words = given.prompt ?? before;
  for (;;) {
    // The box has one line; a prompt of several that nobody has changed is sent as it was.
    const shown = words.replaceAll(/\s*[\r\n]\s*/g, ' ');
    const asked = await askText({
      title,
      prompt: l10n.t('Describe the image'),
      value: shown,
      validate: (text) =>
        allowedInstead('prompt', text)
          ? l10n.t('Describe the image in 1 to {0} characters.', promptLimit)
          : undefined,
    });
    if (asked.kind !== 'accepted') return undefined;
    if (asked.value !== shown) words = asked.value.trim();
    const answer = await askChoice<WishItem>({
      title,
      placeholder: l10n.t('Which seed, and what becomes of the old image?'),
      items: wishItems(provenance, name),
      canGoBack: true,
    });
    if (answer.kind === 'left') return undefined;
    if (answer.kind === 'back') continue;
    const { seed, old } = answer.value;
    return { seed, old, ...(words !== before && { prompt: words }) };
  }
}

function wishItems(provenance: Provenance | undefined, name: string): WishItem[] {
  const keep = l10n.t('The old image stays, and gets a number.');
  const trash = l10n.t('The old image goes to the trash once the new {0} is saved.', name);
  const newSeed = l10n.t('New seed');
  const sameSeed = provenance && l10n.t('Same seed: {0}', provenance.seed);
  return [
    ...(sameSeed ? [{ label: sameSeed, detail: keep, seed: 'same', old: 'keep' } as const] : []),
    { label: newSeed, detail: keep, seed: 'new', old: 'keep' },
    ...(sameSeed ? [{ label: sameSeed, detail: trash, seed: 'same', old: 'trash' } as const] : []),
    { label: newSeed, detail: trash, seed: 'new', old: 'trash' },
  ];
}
