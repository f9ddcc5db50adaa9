import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { l10n } from '../../src/vscode/host/l10n.ts';
import { failingAnswers } from '../unit/app/support/failingAnswers.ts';
import { failingDownloads, failingRecords } from '../unit/app/support/failingDownloads.ts';
import { assertEnding } from '../unit/app/support/faultEnding.ts';
import { passingFaults } from '../unit/app/support/passingFaults.ts';
import { generate, rejection } from './support/generate.ts';
import { ownSuite } from './support/ownSuite.ts';
import { addresses, standIn } from './support/standIn.ts';
import { assertKeyStayedHome, postCount } from './support/traffic.ts';
import { closeEditors, filesBelow, freshFolder, showDocument } from './support/workspace.ts';

const text = 'Before.\n';

/** One of each ending, through the window's own command; test/unit/app/faults.test.ts has them all. */
const failing = Object.values(
  Object.groupBy(
    [...failingAnswers, ...failingDownloads, ...failingRecords],
    ({ code, reason, hasRecord }) => `${code} ${reason} ${hasRecord}`,
  ),
).map((alike) => alike![0]!);

ownSuite('Faults of the service', () => {
  let folder: string;
  let filesBefore: string[];

  setup(async () => {
    folder = freshFolder();
    await standIn.reset();
    await showDocument(`${folder}/page.md`, text);
    filesBefore = await filesBelow(folder);
  });
  teardown(closeEditors);

  for (const expected of failing) {
    test(`${expected.title}: ${expected.code}, and nothing is left behind`, async () => {
      for (const rule of expected.rules) await standIn.addFault(rule);
      const asked = { prompt: 'A lake at dawn', megapixels: '0.25', folder, ...expected.args };
      assertEnding(await rejection(asked), expected, addresses.apiKey, l10n);
      assert.deepEqual(await filesBelow(folder), filesBefore);
      assert.equal(vscode.window.activeTextEditor?.document.getText(), text);
      const received = await standIn.received();
      assertKeyStayedHome(received);
      assert.equal(postCount(received), 1);
    });
  }

  for (const { title, rules } of passingFaults.slice(0, 1)) {
    test(`${title}: the image is saved and inserted`, async () => {
      for (const rule of rules) await standIn.addFault(rule);
      const [image] = await generate({ prompt: 'A lake at dawn', megapixels: '0.25', folder });
      assert.equal((await filesBelow(folder)).length, filesBefore.length + 1);
      assert.ok(vscode.window.activeTextEditor?.document.getText().includes(image!.link));
    });
  }
});
