import type { Found, LedgerFiles, LedgerLook } from '../../app/unsaved/ledgerFile.ts';

/**
 * Folders of ledgers as one. New files go into the first that takes them; those of the others are read and
 * changed where they lie, so that what an older version has left or works on at the moment counts as well.
 */
export function joinLedgerFiles(
  first: LedgerFiles,
  ...others: readonly LedgerFiles[]
): LedgerFiles {
  const all = [first, ...others];

  /** What can be read counts; what can't is said. */
  const together = async <T>(ask: (files: LedgerFiles) => Promise<Found<T>>): Promise<Found<T>> => {
    const answers = await Promise.all(
      all.map((files) =>
        ask(files).catch((error: unknown): Found<T> => ({ found: [], unread: [error] })),
      ),
    );
    return {
      found: answers.flatMap(({ found }) => found),
      unread: answers.flatMap(({ unread }) => unread),
    };
  };

  /** What the first folder that has it says; one that can't be read counts only where none of the others has it. */
  const firstOf = async <T>(
    ask: (files: LedgerFiles) => Promise<T | undefined | false>,
  ): Promise<T | undefined> => {
    const failures: unknown[] = [];
    for (const files of all) {
      try {
        const answer = await ask(files);
        if (answer !== undefined && answer !== false) return answer;
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
    return undefined;
  };

  return {
    async create(id, text) {
      const failures: unknown[] = [];
      for (const files of all) {
        try {
          return await files.create(id, text);
        } catch (error) {
          failures.push(error);
        }
      }
      throw failures[0];
    },
    takeOrphans: () => together((files) => files.takeOrphans()),
    async left() {
      const looks: LedgerLook[] = [];
      const nothing = { found: [], inWork: [] };
      const look = await together(async (files) => {
        const mine = await files
          .left()
          .catch((error: unknown) => ({ ...nothing, unread: [error] }));
        looks.push(mine);
        return mine;
      });
      return { ...look, inWork: looks.flatMap(({ inWork }) => inWork) };
    },
    take: (id) => firstOf((files) => files.take(id)),
    startOffer: async (id) => (await firstOf((files) => files.startOffer(id))) ?? false,
    async endOffer(id) {
      await Promise.all(all.map((files) => files.endOffer(id)));
    },
    inWorkElsewhere: () => together((files) => files.inWorkElsewhere()),
  };
}
