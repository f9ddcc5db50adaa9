import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { after, afterEach, before, test } from 'node:test';
import { untilChanged } from '../e2e/support/workspaceFiles.ts';
import { answerDialog } from '../e2e/support/dialog.ts';
import { waitForToast } from '../e2e/support/toasts.ts';
import { failedTest } from '../support/failedTest.ts';
import { quickInput, runCommand, waitForQuickInput } from '../support/workbench.ts';
import { openCrashWindow, type CrashWindow } from './support/crashWindow.ts';
import { openPage } from './support/person.ts';

const count = 40;
const names = Array.from({ length: count }, (_, index) => `kite-${index + 1}.webp`);
const text = names
  .map((name, index) => `![Kite number ${index + 1}](../assets/${name} "draft")\n`)
  .join('\n');

let window: CrashWindow;
before(async () => {
  window = await openCrashWindow();
});
after(() => window?.[Symbol.asyncDispose]());
afterEach(async (context) => {
  const name = failedTest(context);
  if (name !== undefined) await window.takePicture(name.slice(0, 60));
});

test('a document with forty missing images, killed half-way: the next run makes the other half only', async (context) => {
  const { standIn, ledger, workspacePath } = window;
  await standIn.setLatency({ postMs: 200, resultMs: 40, downloadMs: 40 });
  const document = await openPage(window, 'many.md', text);
  const assetsPath = join(workspacePath, 'assets');
  await mkdir(assetsPath, { recursive: true });
  await makeWhatIsMissing();
  const saved = async (): Promise<string[]> =>
    (await window.assets()).filter((name) => names.includes(name));
  await untilChanged(assetsPath, 'half of the images', async () =>
    (await saved()).length >= count / 2 ? true : undefined,
  );
  await window.killHost();

  const before = await saved();
  assert.ok(before.length < count, 'it was killed on the way');
  const files = await Promise.all(before.map((name) => window.readAsset(name)));
  const paidBefore = await paidRequests();
  const isSaved = (uri: string): boolean => before.some((name) => uri.endsWith(`/${name}`));
  const unsaved = ledger.entries().filter(({ uri }) => !isSaved(uri));
  const fetchable = unsaved.filter(({ record }) => record !== undefined);
  // What may have been charged is not ticked again, so nobody pays for it twice by pressing Enter.
  const doubtful = unsaved.filter(({ record }) => record === undefined);
  const isDoubtful = (name: string): boolean =>
    doubtful.some(({ uri }) => uri.endsWith(`/${name}`));

  context.diagnostic(
    `${before.length} saved, ${fetchable.length} paid for and not saved, ${doubtful.length} perhaps`,
  );

  await window.untilHostRuns();
  await makeWhatIsMissing();
  await waitForToast(window.page, /Saved \d+ images/);
  const made = names.filter((name) => !isDoubtful(name));
  assert.deepEqual((await window.assets()).toSorted(), made.toSorted());
  const paidAgain = (await paidRequests()) - paidBefore;
  assert.equal(paidAgain, made.length - before.length - fetchable.length);
  const filesAfter = await Promise.all(before.map((name) => window.readAsset(name)));
  assert.ok(
    files.every((file, index) => file.equals(filesAfter[index]!)),
    'what was there stays',
  );
  assert.equal(await document.text(), text);
});

/** A window forgets what it is told while it notices that its host is gone: then the person tells it again. */
async function makeWhatIsMissing(): Promise<void> {
  const { page } = window;
  for (let attempts = 1; ; attempts++) {
    await runCommand(page, 'Flux Klein: Generate Missing Images in This Document');
    try {
      await waitForQuickInput(page, 'Untick what should not be made');
      break;
    } catch (error) {
      if (attempts === 3) throw error;
    }
  }
  await quickInput(page).locator('input:focus').waitFor();
  await page.keyboard.press('Enter');
  await answerDialog(page, /Generate \d+ images/, 'Generate');
}

async function paidRequests(): Promise<number> {
  return (await window.standIn.received()).counts.paidRequests;
}
