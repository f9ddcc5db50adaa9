import type { L10n } from './l10n.ts';
import type { PlainText } from './plainText.ts';

/** Another version of this extension has kept some, which it alone can read. */
export const foreignWords = (count: number, l10n: L10n): PlainText =>
  count === 1
    ? l10n.t(
        'One unsaved image was kept by another version of this extension, and only that version can recover it.',
      )
    : l10n.t(
        '{0} unsaved images were kept by another version of this extension, and only that version can recover them.',
        count,
      );
