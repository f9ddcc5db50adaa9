import type { MissingPicture, UntickedReason } from '../../core/batch/missingPictures.ts';
import type { MissingImages } from '../documents/missingSearch.ts';
import type { Uri } from '../uri.ts';
import type { L10n } from '../words/l10n.ts';
import { checkerIgnoredWords } from '../words/requestWords.ts';
import type { ImageStudio } from './imageStudio.ts';
import type { LongPlan } from './longPlan.ts';

export interface MissingPlansOptions {
  readonly studio: Pick<ImageStudio, 'order'>;
  /** As people call a file of the workspace. */
  readonly pathOf: (uri: Uri) => string;
  readonly l10n: L10n;
}

/** Plans what becomes of the pictures that documents show and that do not exist. */
export function createMissingPlans({ studio, pathOf, l10n }: MissingPlansOptions) {
  return (missing: MissingImages, title: string): LongPlan => {
    const { pictures, skipped, tooLong, tooMany, uriOf, documentOf } = missing;
    const batch = studio.order(
      pictures.map(({ path, format, prompt, args }) => {
        const document = documentOf(path);
        return {
          args: { ...args, prompt, outputFormat: format },
          destination: { file: uriOf(path), ...(document && { document }) },
        };
      }),
    );
    const leftOut = skipped.filter(({ reason }) => reason === 'outside');
    return {
      title,
      batch,
      images: pictures.map(({ path, unticked, isCheckerIgnored }, index) => ({
        uri: uriOf(path),
        label: pathOf(uriOf(path)),
        request: batch.items[index]!.request,
        ...(isCheckerIgnored && { note: checkerIgnoredWords(l10n) }),
        ...(unticked && { unticked: untickedWords(unticked, l10n) }),
      })),
      failures: [
        ...skipped.flatMap(({ path, prompt, reason, error }, index) =>
          reason === 'outside'
            ? []
            : [
                {
                  index: pictures.length + index,
                  uri: uriOf(path).toString(),
                  prompt,
                  code: error.code,
                  message: `${pathOf(uriOf(path))}: ${error.message}`,
                  mayHaveBeenCharged: false,
                },
              ],
        ),
        ...tooMany.map(({ uri, error }, index) => ({
          index: pictures.length + skipped.length + index,
          uri: uri.toString(),
          prompt: '',
          code: error.code,
          message: error.message,
          mayHaveBeenCharged: false,
        })),
      ],
      hasOwnSeed: new Set(
        pictures.flatMap(({ args }, index) => (args.seed === undefined ? [] : [index])),
      ),
      leftOut: [
        ...leftOut.map(({ path }) => l10n.t('{0} lies outside of the folder that is open', path)),
        ...tooLong.map((uri) => l10n.t('{0} took too long to read and is left out', pathOf(uri))),
      ],
    };
  };
}

function untickedWords(reason: UntickedReason, l10n: L10n): string {
  const words: Record<NonNullable<MissingPicture['unticked']>, string> = {
    noWords: l10n.t('the document does not say what it shows'),
    decorative: l10n.t('its alt text is empty'),
    ignored: l10n.t('git ignores it'),
  };
  return words[reason];
}
