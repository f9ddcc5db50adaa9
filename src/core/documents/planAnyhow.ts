import type { DocumentLines } from './blockReader.ts';
import { planInsertion, type InsertionOptions, type InsertionPlan } from './insertion.ts';
import { placeAnywhere } from './placeAnywhere.ts';

const noLines: DocumentLines = { lineCount: 1, lineAt: () => '' };

/**
 * Where pictures go in a document that takes too long to read: after the line of the cursor or the selection's last
 * line, each apart. Nothing but the lines around is looked at.
 */
export function planAnyhow(options: InsertionOptions): InsertionPlan {
  const { writer } = options;
  return planInsertion({
    ...options,
    wasSelected: true,
    writer: {
      place: placeAnywhere,
      write: (picture, place) =>
        writer.write(picture, { ...place, position: { line: 0, character: 0 } }, noLines),
    },
  });
}
