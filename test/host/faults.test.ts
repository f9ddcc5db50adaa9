import assert from 'node:assert/strict';
import sharp from 'sharp';
import * as vscode from 'vscode';
import type { ImageError } from '../../src/core/errors.ts';
import { failureMessage } from '../../src/vscode/failureMessages.ts';
import { faultNames } from '../standIn/control.ts';
import { failingAnswers } from './support/failingAnswers.ts';
import { failingDownloads, failingRecords } from './support/failingDownloads.ts';
import type { FailingFault } from './support/failingFaults.ts';
import { generate, rejection } from './support/generate.ts';
import { passingFaults, type PassingFault } from './support/passingFaults.ts';
import { addresses, standIn } from './support/standIn.ts';
import {
  assertKeyStayedHome,
  assertTellsNoSecret,
  downloadCount,
  postCount,
} from './support/traffic.ts';
import { assertReadable } from './support/words.ts';
import { closeEditors, filesBelow, showDocument, withSetting } from './support/workspace.ts';

const folder = 'faults';
const documentPath = `${folder}/page.md`;
const text = 'Before.\n';
const prompt = 'A lake at dawn';

const failing = [...failingAnswers, ...failingDownloads, ...failingRecords];

/** Faults that end by a timer of ours; they wait side by side in a test of their own. */
const waiting: readonly (FailingFault & { readonly prompt: string })[] = [
  {
    title: 'no answer',
    prompt: 'hanging',
    rules: [{ fault: 'hang' }],
    code: 'timeout',
    mayHaveBeenCharged: true,
    says: /did not answer in time.*may have been charged/,
    offers: 'retry',
  },
  {
    title: 'an image that is never done',
    prompt: 'processing',
    rules: [{ fault: 'processing' }],
    code: 'timeout',
    mayHaveBeenCharged: true,
    hasRecord: true,
    says: /did not answer in time.*may have been charged/,
    offers: 'checkAgain',
  },
  {
    title: 'a download that falls silent',
    prompt: 'stalling',
    rules: [{ fault: 'slowBody', stallAfterBytes: 4096 }],
    code: 'timeout',
    reason: 'idle',
    mayHaveBeenCharged: true,
    hasRecord: true,
    says: /stopped half-way.*may have been charged/,
    offers: 'checkAgain',
  },
  {
    title: 'a download that never begins',
    prompt: 'silent',
    rules: [{ fault: 'hang', route: 'download' }],
    code: 'timeout',
    reason: 'idle',
    mayHaveBeenCharged: true,
    hasRecord: true,
    says: /stopped half-way.*may have been charged/,
    offers: 'checkAgain',
  },
];

function assertEnding(error: ImageError, expected: FailingFault): void {
  const { code, reason, mayHaveBeenCharged, recordId } = error;
  assert.deepEqual(
    { code, reason, mayHaveBeenCharged, hasRecord: recordId !== undefined },
    {
      code: expected.code,
      reason: expected.reason,
      mayHaveBeenCharged: expected.mayHaveBeenCharged,
      hasRecord: expected.hasRecord ?? false,
    },
  );
  assert.ok(error instanceof Error);
  assertTellsNoSecret(error, addresses.apiKey);
  const words = failureMessage(error);
  assertReadable(words.text);
  assert.match(words.text, expected.says);
  assert.equal(words.actions[0], expected.offers);
}

suite('Faults of the service', () => {
  let filesBefore: string[];

  setup(async () => {
    await standIn.reset();
    await showDocument(documentPath, text);
    filesBefore = await filesBelow('.');
  });
  teardown(closeEditors);

  test('all of them are tried', () => {
    const tried = [...failing, ...waiting, ...passingFaults].flatMap(({ rules }) =>
      rules.map((rule) => rule.fault),
    );
    assert.deepEqual(
      faultNames.filter((name) => !tried.includes(name)),
      [],
    );
  });

  for (const expected of failing) {
    test(`${expected.title}: ${expected.code}, and nothing is left behind`, async () => {
      for (const rule of expected.rules) await standIn.addFault(rule);
      const error = await rejection({ prompt, megapixels: '0.25', folder, ...expected.args });
      assertEnding(error as unknown as ImageError, expected);
      assert.deepEqual(await filesBelow('.'), filesBefore);
      assert.equal(vscode.window.activeTextEditor?.document.getText(), text);
      const received = await standIn.received();
      assertKeyStayedHome(received);
      assert.deepEqual(
        {
          posts: postCount(received),
          downloads: downloadCount(received),
          resultReads: received.counts.resultReads,
        },
        {
          posts: 1,
          downloads: expected.downloads ?? 0,
          resultReads: expected.resultReads ?? 0,
        },
      );
    });
  }

  test('what never ends is given up: timeout, and nothing is left behind', async () => {
    for (const { rules, prompt: promptIncludes } of waiting) {
      for (const rule of rules) await standIn.addFault({ ...rule, promptIncludes });
    }
    const errors = await withSetting('fluxKlein.requestTimeout', 5, () =>
      Promise.all(waiting.map(({ prompt: own }) => rejection({ prompt: own, folder }))),
    );
    errors.forEach((error, index) => {
      assertEnding(error as unknown as ImageError, waiting[index]!);
    });
    assert.deepEqual(await filesBelow('.'), filesBefore);
    const received = await standIn.received();
    assertKeyStayedHome(received);
    assert.equal(postCount(received), waiting.length);
    assert.equal(downloadCount(received), 2);
  });

  for (const expected of passingFaults) {
    test(`${expected.title}: the image is saved and inserted`, async () => {
      for (const rule of expected.rules) await standIn.addFault(rule);
      await assertSuccess(expected);
      const received = await standIn.received();
      assertKeyStayedHome(received);
      assert.deepEqual(
        {
          posts: postCount(received),
          made: received.counts.imagesMade,
          downloads: downloadCount(received),
          resultReads: received.counts.resultReads,
        },
        {
          posts: expected.posts ?? 1,
          made: 1,
          downloads: expected.downloads ?? 1,
          resultReads: expected.resultReads ?? 0,
        },
      );
    });
  }

  async function assertSuccess({ outputFormat = 'webp', arrives }: PassingFault): Promise<void> {
    const format = arrives ?? outputFormat;
    const [image] = await generate({ prompt, megapixels: '0.25', folder, outputFormat });
    assert.ok(image);
    const uri = vscode.Uri.parse(image.uri);
    const added = (await filesBelow('.')).filter((path) => !filesBefore.includes(path));
    assert.equal(added.length, 1, `one file more, not ${added.join(', ')}`);
    assert.ok(uri.path.endsWith(`/${added[0]}`));
    assert.ok(uri.path.endsWith(`.${format}`), `${uri.path} has the extension of its bytes`);
    const decoded = await sharp(uri.fsPath).metadata();
    assert.equal(decoded.format, format === 'jpg' ? 'jpeg' : format);
    assert.deepEqual(
      { format: image.format, width: image.width, height: image.height },
      { format, width: decoded.width, height: decoded.height },
    );
    assert.equal(image.inserted, true);
    assert.ok(vscode.window.activeTextEditor?.document.getText().includes(image.link));
  }
});
