import type { Ledger, LedgerLine } from '../../src/core/ports.ts';

/** A ledger that keeps nothing, and tells what it was told. */
export function createMemoryLedger(note: (step: string) => void = () => undefined): Ledger {
  const line = (id: string): LedgerLine => ({
    id,
    sending: async () => note('sending'),
    named: async ({ recordId }) => note(`named ${recordId}`),
    naming: async (uri, byteCount) => note(`naming ${uri} ${byteCount}`),
    clear: async () => note('clear'),
    leave: async () => note('leave'),
  });
  let lines = 0;
  const next = (): LedgerLine => line((++lines).toString(16).padStart(16, '0'));
  return {
    begin: next,
    async resume({ recordId }) {
      note(`resume ${recordId}`);
      return next();
    },
  };
}
