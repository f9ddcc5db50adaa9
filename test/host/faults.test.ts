import assert from 'node:assert/strict';
import sharp from 'sharp';
import * as vscode from 'vscode';
import type { ImageError } from '../../src/core/errors.ts';
import { failureMessage } from '../../src/app/words/failureMessages.ts';
import { failingAnswers } from './support/failingAnswers.ts';
import { failingDownloads, failingRecords } from './support/failingDownloads.ts';
import type { FailingFault } from './support/failingFaults.ts';
import { generate, rejection } from './support/generate.ts';
import { ownSuite } from './support/ownSuite.ts';
import { passingFaults, type PassingFault } from './support/passingFaults.ts';
import { addresses, standIn } from './support/standIn.ts';
import {
  assertKeyStayedHome,
  assertTellsNoSecret,
  downloadCount,
  postCount,
} from './support/traffic.ts';
import { assertReadable } from './support/words.ts';
import { closeEditors, filesBelow, showDocument } from './support/workspace.ts';
import { l10n } from '../../src/vscode/host/l10n.ts';

const folder = 'faults';
const documentPath = `${folder}/page.md`;
const text = 'Before.\n';
const prompt = 'A lake at dawn';

const failing = [...failingAnswers, ...failingDownloads, ...failingRecords];

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
  const words = failureMessage(error, l10n);
  assertReadable(words.text);
  assert.match(words.text, expected.says);
  assert.equal(words.actions[0], expected.offers);
}

/** As programs see them; the fault table has what people see, and what a timer ends. */
ownSuite('Faults of the service', () => {
  let filesBefore: string[];

  setup(async () => {
    await standIn.reset();
    await showDocument(documentPath, text);
    filesBefore = await filesBelow('.');
  });
  teardown(closeEditors);

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
