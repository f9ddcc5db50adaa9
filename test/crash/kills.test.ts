import assert from 'node:assert/strict';
import { access, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { after, afterEach, before, describe, test } from 'node:test';
import type { Locator } from 'playwright-core';
import sharp from 'sharp';
import type { LedgerEntry } from '../../src/core/ledgerEntry.ts';
import { toasts, pressToastButton, waitForToast } from '../e2e/support/toasts.ts';
import { imageTargets } from '../e2e/support/workspaceFiles.ts';
import { createSeededRandom } from '../support/seededRandom.ts';
import { trialName } from '../../src/app/files/newFile.ts';
import { failedTest } from '../support/failedTest.ts';
import { countOf, seedFrom } from '../support/testLength.ts';
import { quickInput, quickInputRows, runCommand } from '../support/workbench.ts';
import { openCrashWindow, type CrashWindow } from './support/crashWindow.ts';
import { moments, sampledMoments, type Moment } from './support/moments.ts';
import { beforeGenerateFromSelection, beforeGenerateSeveral, openPage } from './support/person.ts';

const kills = countOf({ sample: sampledMoments, full: 112 });
const seed = seedFrom('FLUX_CRASH_SEED');
const nothingToRecover = 'There is nothing to recover';

/** What lay on the disk when the host was dead. */
interface Death {
  readonly fetchable: readonly LedgerEntry[];
  readonly unknown: readonly LedgerEntry[];
  /** Names of whole images in the assets folder. */
  readonly images: readonly string[];
}

describe('A killed extension host', () => {
  let window: CrashWindow;
  const draws = createSeededRandom(seed);
  const random = (): number => draws.below(1000) / 1000;
  const seenStates = new Map<string, number>();
  before(async () => {
    window = await openCrashWindow();
  });
  after(() => window?.[Symbol.asyncDispose]());
  afterEach(async (context) => {
    const name = failedTest(context);
    if (name !== undefined) await window.takePicture(name.slice(0, 60));
  });

  for (let index = 0; index < kills; index++) {
    const moment = moments[index % moments.length]!;
    const imageCount = index % 4 === 3 ? 3 : 1;
    const name = `${index + 1}: ${moment.name}, ${imageCount} asked for: nothing paid is lost (seed ${seed})`;
    test(name, async (context) => {
      await startAnew(window);
      const prompt = `Kite number ${index + 1} over the dunes`;
      const page = await openPage(window, `kill-${index + 1}.md`, `${prompt}\n`);
      await moment.prepare?.(window.standIn, imageCount);
      if (imageCount === 1) await beforeGenerateFromSelection(window);
      else await beforeGenerateSeveral(window, prompt, imageCount);
      await killAt(moment);
      const death = await lookAtDisk();
      const state = stateOf(death);
      context.diagnostic(state);
      seenStates.set(state, (seenStates.get(state) ?? 0) + 1);

      await window.untilHostRuns();
      const paidBefore = await paidRequests();
      assert.ok(paidBefore <= imageCount);
      await recover(death, index % 2 === 0);
      assert.equal(await paidRequests(), paidBefore, 'nothing was paid again');
      await assertAllSafe(death, await page.text(), paidBefore);
    });
  }

  test('died in every state that an image can be in', (context) => {
    context.diagnostic(JSON.stringify(Object.fromEntries(seenStates)));
    for (const state of ['intent', 'record', 'saved']) {
      assert.ok(
        [...seenStates.keys()].some((each) => each.includes(state)),
        state,
      );
    }
  });

  const killAt = async (moment: Moment): Promise<void> => {
    const reached = moment.until(window, random);
    await window.page.keyboard.press('Enter');
    await reached;
    await window.killHost();
  };

  const paidRequests = async (): Promise<number> =>
    (await window.standIn.received()).counts.paidRequests;

  const lookAtDisk = async (): Promise<Death> => {
    const names = await window.assets();
    const sizes = new Map<string, number>();
    for (const name of names) sizes.set(name, (await window.readAsset(name)).byteLength);
    // An entry whose file got its name is safe, though it was not cleared any more.
    const isSaved = ({ naming }: LedgerEntry): boolean =>
      naming !== undefined &&
      sizes.get(decodeURIComponent(naming.uri.slice(naming.uri.lastIndexOf('/') + 1))) ===
        naming.byteCount;
    for (const text of window.ledger.texts()) assert.ok(!text.includes(window.apiKey));
    const left = window.ledger.entries().filter((entry) => !isSaved(entry));
    const fetchable = left.filter(({ record }) => record !== undefined);
    const images = names.filter((each) => each.endsWith('.webp'));
    const { counts } = await window.standIn.received();
    assert.ok(counts.paidRequests <= left.length + images.length, 'an intent before it is sent');
    return { fetchable, unknown: left.filter((entry) => !fetchable.includes(entry)), images };
  };

  /** As a person does: by the offer where there is one, or by the command. */
  const recover = async ({ fetchable, unknown }: Death, byOffer: boolean): Promise<void> => {
    const { page } = window;
    const count = fetchable.length + unknown.length;
    const dialog = quickInput(page).filter({ hasText: 'Recover Unsaved Images' });
    if (count === 0) {
      await runUntil('Flux Klein: Recover Unsaved Images', toasts(page, nothingToRecover));
      return;
    }
    if (byOffer) {
      // Any command wakes the extension.
      const offer = toasts(page, /paid for but not saved|may have been charged/);
      await runUntil('Flux Klein: Show Log', offer);
      assert.equal(await toasts(page).count(), 1, 'it is offered once');
      await pressToastButton(offer, fetchable.length > 0 ? 'Recover' : 'Show');
      await dialog.waitFor();
    } else {
      await runUntil('Flux Klein: Recover Unsaved Images', dialog);
    }
    const rows = quickInputRows(page).filter({ hasText: 'Kite number' });
    await rows.nth(count - 1).waitFor();
    assert.equal(await rows.count(), count);
    const cannot = rows.filter({ hasText: 'May have been charged' });
    assert.equal(await cannot.count(), unknown.length);
    await page.keyboard.press('Enter');
    await quickInput(page).waitFor({ state: 'hidden' });
    if (fetchable.length === 0) return;
    await waitForToast(page, fetchable.length === 1 ? /Saved .*\.webp/ : /Saved \d images/);
  };

  /** A window forgets what it is told while it notices that its host is gone: then the person tells it again. */
  const runUntil = async (title: string, sign: Locator): Promise<void> => {
    for (let attempts = 1; ; attempts++) {
      await runCommand(window.page, title);
      try {
        return await sign.first().waitFor({ timeout: 10_000 });
      } catch (error) {
        if (attempts === 10) throw error;
      }
    }
  };

  const assertAllSafe = async (death: Death, text: string, paid: number): Promise<void> => {
    const { fetchable, unknown, images } = death;
    const all = await window.assets();
    const names = all.filter((name) => name.endsWith('.webp'));
    // Killed before the ledger knew of anything: what tries the folder is gone with the next image there.
    const mayStay = fetchable.length + unknown.length === 0 ? [trialName] : [];
    assert.deepEqual(
      all.filter((name) => !names.includes(name) && !mayStay.includes(name)),
      [],
      'no temporary file is left',
    );
    assert.equal(names.length, images.length + fetchable.length, 'nothing is saved twice');
    assert.ok(paid <= names.length + unknown.length, 'every paid request is accounted for');
    const files = await Promise.all(names.map((name) => window.readAsset(name)));
    // Pixels, as each file says besides what made it.
    const pixelsOf = (file: Buffer) => sharp(file, { failOn: 'error' }).raw().toBuffer();
    const pictures = await Promise.all(files.map(pixelsOf));
    for (const { record } of fetchable) {
      const pixels = await pixelsOf(await window.bytesOfRecord(record!.recordId));
      assert.equal(pictures.filter((each) => each.equals(pixels)).length, 1, 'every pixel, once');
    }
    assert.deepEqual(
      window.ledger.entries().map(({ id }) => id),
      unknown.map(({ id }) => id).sort(),
      'what is not known stays named, and nothing else',
    );
    for (const target of imageTargets(text)) {
      await access(join(window.workspacePath, 'docs', decodeURIComponent(target)));
    }
  };
});

/** The window as a person finds it, with an empty ledger and a service that has heard nothing. */
async function startAnew(window: CrashWindow): Promise<void> {
  const { page, standIn, ledger, workspacePath } = window;
  await runCommand(page, 'Notifications: Clear All Notifications');
  await runCommand(page, 'View: Close All Editors');
  await standIn.reset();
  await standIn.setLatency({ postMs: 120, resultMs: 40, downloadMs: 40 });
  ledger.clear();
  await rm(join(workspacePath, 'assets'), { recursive: true, force: true });
}

function stateOf({ fetchable, unknown, images }: Death): string {
  const parts = [
    ...fetchable.map(({ naming }) => (naming ? 'naming' : 'record')),
    ...unknown.map(() => 'intent'),
    ...images.map(() => 'saved'),
  ];
  return parts.sort().join(', ') || 'nothing yet';
}
