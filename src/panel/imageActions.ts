import type { ImageAction, ImageCard } from '../protocol/messages.ts';
import type { Texts } from './texts.ts';

export interface LabelledAction {
  readonly action: ImageAction;
  readonly label: string;
}

/** What the menu of an image offers, the most likely first. */
export function menuActions(image: ImageCard, texts: Texts): readonly LabelledAction[] {
  const offer = (action: ImageAction, label: string, isOffered = true) =>
    isOffered ? [{ action, label }] : [];
  if (isUnderWay(image)) return offer('cancel', texts('cancelOne'));
  if (image.status !== 'done') {
    return [
      ...(image.remedies ?? []),
      ...offer('reuseSettings', texts('reuseSettings')),
      ...offer('dismiss', texts('dismiss'), !hasRemedy(image, 'dismiss')),
    ];
  }
  return [
    ...offer('insert', texts('insert')),
    ...offer('open', texts('openImage')),
    ...offer('copyLink', texts('copyLink')),
    ...offer('copyImage', texts('copyImage')),
    ...offer('vary', texts('vary')),
    ...offer('reuseSettings', texts('reuseSettings')),
    ...offer('showDetails', texts('showDetails')),
    ...offer('makeFullSize', texts('makeFullSize'), image.isDraft),
    ...offer('discardOthers', texts('discardOthers'), image.hasOthers),
    ...offer('reveal', texts('reveal')),
    ...offer('delete', texts('delete')),
  ];
}

export function isUnderWay({ status }: ImageCard): boolean {
  return status === 'queued' || status === 'running' || status === 'saving';
}

function hasRemedy({ remedies }: ImageCard, action: ImageAction): boolean {
  return remedies?.some((remedy) => remedy.action === action) ?? false;
}

/** An accessible name: the words of the picture, its seed, and what it is doing. */
export function imageName(image: ImageCard, texts: Texts): string {
  const words = [...image.prompt.trim().replaceAll(/\s+/g, ' ')];
  const prompt = words.length > 200 ? `${words.slice(0, 199).join('')}…` : words.join('');
  if (image.words === undefined) return texts('imageNamed', prompt, image.seed);
  return texts('imageNamedWithState', prompt, image.seed, image.words);
}

/** "128 KB", in the units of VS Code's own file sizes. */
export function byteText(byteCount: number, texts: Texts): string {
  if (byteCount < 1000 * 1024) return texts('kilobytes', Math.max(1, Math.round(byteCount / 1024)));
  return texts('megabytes', (byteCount / 1024 / 1024).toFixed(1));
}

/** Whether two snapshots say the same of an image, so that nothing has to be drawn again. */
export function isSameImage(a: ImageCard | undefined, b: ImageCard | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  const names = Object.keys({ ...a, ...b }) as (keyof ImageCard)[];
  return names.every((name) =>
    name === 'remedies'
      ? JSON.stringify(a.remedies) === JSON.stringify(b.remedies)
      : a[name] === b[name],
  );
}
