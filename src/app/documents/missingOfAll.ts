import { sayingOf, type Saying } from '../../core/batch/missingPictures.ts';
import { imageLimit } from '../../core/models.ts';
import type { Missing } from './missingFiles.ts';

/** What is missing in many documents. Of each file no more is kept than decides what becomes of it. */
export interface MissingOfAll {
  /** What is missing in one more; false, and nothing is added, where one command can't make that as well. */
  add(missing: readonly Missing[]): boolean;
  /** By the paths of the documents, and in the order of each. */
  inOrder(): Missing[];
}

/** Documents may be added in any order. */
export function createMissingOfAll(): MissingOfAll {
  const byPath = new Map<string, Map<Saying, Missing>>();
  return {
    add(missing) {
      const more = new Set(missing.map(({ file }) => file.path));
      let count = byPath.size;
      for (const path of more) if (!byPath.has(path)) count += 1;
      if (count > imageLimit) return false;
      for (const each of missing) {
        const known = byPath.get(each.file.path) ?? new Map<Saying, Missing>();
        byPath.set(each.file.path, known);
        const saying = sayingOf(each.reference);
        const other = known.get(saying);
        if (!other || inOrderOfDocuments(each, other) < 0) known.set(saying, each);
      }
      return true;
    },
    inOrder: () =>
      [...byPath.values()].flatMap((each) => [...each.values()]).sort(inOrderOfDocuments),
  };
}

function inOrderOfDocuments(a: Missing, b: Missing): number {
  const [one, other] = [a.document.path, b.document.path];
  if (one === other) return a.order - b.order;
  return one < other ? -1 : 1;
}
