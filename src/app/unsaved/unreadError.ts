import { ImageError } from '../../core/errors.ts';

/** For programs: what was paid for may be more than is listed. */
export const unreadError = (): ImageError =>
  new ImageError(
    'cannotWrite',
    'The list of images that were paid for and not saved could not be read, so more may have been paid for. The log says more.',
    { reason: 'noLedger' },
  );
