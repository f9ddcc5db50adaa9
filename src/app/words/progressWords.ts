import type { ImageStep } from '../making/batch.ts';
import type { L10n } from './l10n.ts';

/** Says what is going on: the step of a single image, or how many of several are done. */
export function progressReporter(
  count: number,
  report: (message: string) => void,
  l10n: L10n,
): (index: number, step: ImageStep) => void {
  let settled = 0;
  let last = '';
  return (_, step) => {
    if (step.kind === 'done' || step.kind === 'failed') settled++;
    const words = stepWords(step, l10n);
    const message =
      count === 1
        ? words
        : [l10n.t('{0} of {1} done', settled, count), isWait(step) ? words : '']
            .filter(Boolean)
            .join(' · ');
    if (message && message !== last) report((last = message));
  };
}

const isWait = ({ kind }: ImageStep): boolean => kind === 'waiting' || kind === 'pacing';

export function stepWords(step: ImageStep, l10n: L10n): string {
  switch (step.kind) {
    case 'queued':
      return l10n.t('waiting for a free place');
    case 'asking':
      return l10n.t('asking 1min.ai');
    case 'waiting':
      return l10n.t(
        '1min.ai asks to wait; next try in {0} seconds',
        Math.max(1, Math.round(step.waitMs / 1000)),
      );
    case 'pacing':
      return l10n.t(
        'limit per minute reached; next request in {0} seconds',
        Math.max(1, Math.round(step.waitMs / 1000)),
      );
    case 'processing':
      return l10n.t('1min.ai is working on it');
    case 'downloading':
      return l10n.t('downloading');
    case 'saving':
      return l10n.t('saving');
    case 'done':
    case 'failed':
      return '';
  }
}
