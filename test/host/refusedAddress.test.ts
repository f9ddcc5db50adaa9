import assert from 'node:assert/strict';
import { isFetchable } from '../../src/core/ledgerEntry.ts';
import { failureMessage } from '../../src/app/words/failureMessages.ts';
import { createLedgerInTest, type LedgerInTest } from './support/ledger.ts';
import { createRecoveryInTest } from './support/recovery.ts';
import { addresses, standIn } from './support/standIn.ts';
import { postCount } from './support/traffic.ts';
import { assertReadable } from './support/words.ts';
import { freshFolder, removeFolder } from './support/workspace.ts';
import { l10n } from '../../src/vscode/host/l10n.ts';

const never = new AbortController().signal;

suite('An image at an address that is refused', () => {
  let folder: string;
  let ledger: LedgerInTest;

  setup(async () => {
    await standIn.reset();
    folder = freshFolder();
    ledger = await createLedgerInTest(addresses.apiOrigin);
  });
  teardown(async () => {
    await ledger.remove();
    await removeFolder(folder);
  });

  for (const location of [
    'https://images.example.test:8443/a.webp',
    'https://10.0.0.1/a.webp',
    'http://images.example.test/a.webp',
    'https://localhost.localdomain/a.webp',
  ]) {
    test(`stays in the list with its record, and is fetched for free later: ${location}`, async () => {
      await standIn.addFault({ fault: 'redirect', location, times: 1 });
      const window = ledger.openWindow();
      const parts = createRecoveryInTest(window);
      const { failures } = await parts.generate({
        prompt: 'A gate',
        megapixels: '0.25',
        folder,
        insert: false,
      });
      const [failure] = failures;
      assert.deepEqual(
        [failure?.error.code, failure?.error.mayHaveBeenCharged],
        ['badReply', true],
      );
      const { text, actions } = failureMessage(failure!.error, l10n);
      assertReadable(text);
      assert.equal(actions[0], 'checkAgain');
      const wanted = (await window.left.list()).entries
        .filter(isFetchable)
        .map((entry) => ({ entry }));
      assert.equal(wanted.length, 1);
      const onProgress = (): void => undefined;
      const outcome = await parts.recovery.run(wanted, { onProgress }, never);
      assert.deepEqual([outcome.images.length, outcome.failures], [1, []]);
      assert.equal(postCount(await standIn.received()), 1);
      parts.dispose();
    });
  }
});
