import { isInside } from '../../core/assetFolder.ts';
import { ImageError } from '../../core/errors.ts';
import { isCaseFolding } from './caseFolding.ts';
import { folderOf, type Uri } from '../uri.ts';

export interface Contained {
  /** A file must lie in one of these, links followed; absent: anywhere, the person chose it. */
  readonly roots?: readonly Uri[];
  /** What is named if it lies elsewhere. */
  readonly field: string;
}

/** Follows links, also of a path of which only the beginning exists. */
export type Resolve = (uri: Uri) => Promise<Uri>;

const outside = Symbol('outside');

/** @throws {ImageError} `badRequest` where a file that is to be made would lie outside of all roots. */
export function checkContained(contained: Contained, uri: Uri, follow: Resolve): Promise<void> {
  return checkInside(contained, folderOf(uri), follow);
}

/** @throws {ImageError} `badRequest` where a file or folder lies outside of all roots, if it is a link itself, too. */
export async function checkInside(
  { roots, field }: Contained,
  uri: Uri,
  follow: Resolve,
): Promise<void> {
  if (!roots) return;
  const candidates = roots.filter(
    ({ scheme, authority }) => scheme === uri.scheme && authority === uri.authority,
  );
  // All at once, and the first that holds it decides: another one may be out of reach.
  const following = follow(uri);
  const holding = candidates.map(async (root) => {
    const [place, folder] = await Promise.all([following, follow(root)]);
    if (!isInside(place.path, folder.path, { ignoreCase: isCaseFolding })) throw outside;
  });
  try {
    await Promise.any(holding);
    return;
  } catch (error) {
    await following;
    const unreachable = (error as AggregateError).errors.find((each) => each !== outside);
    if (unreachable !== undefined) throw unreachable;
  }
  throw new ImageError(
    'badRequest',
    `${field} must name a place in the folder that is open; this one lies outside.`,
    { field, reason: 'outsideWorkspace' },
  );
}
