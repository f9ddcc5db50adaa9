import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import sharp from 'sharp';
import { URI } from 'vscode-uri';
import { assertKeyStayedHome, downloadCount, postCount } from '../../host/support/traffic.ts';
import { failingAnswers } from './support/failingAnswers.ts';
import { failingDownloads, failingRecords } from './support/failingDownloads.ts';
import { assertEnding } from './support/faultEnding.ts';
import { passingFaults, type PassingFault } from './support/passingFaults.ts';
import {
  apiKey,
  closeDocuments,
  filesBelow,
  generate,
  rejection,
  showMarked,
  standIn,
} from './support/program.ts';
import type { TextTarget } from './support/textTarget.ts';

const folder = 'faults';
const documentPath = `${folder}/page.md`;
const text = 'Before.\n';
const prompt = 'A lake at dawn';

const failing = [...failingAnswers, ...failingDownloads, ...failingRecords];

/** As programs see them; the fault table has what people see, and what a timer ends. */
describe('Faults of the service', () => {
  let filesBefore: string[];
  let shown: TextTarget;

  beforeEach(async () => {
    await standIn.reset();
    shown = await showMarked(documentPath, text);
    filesBefore = await filesBelow('.');
  });
  afterEach(closeDocuments);

  for (const expected of failing) {
    test(`${expected.title}: ${expected.code}, and nothing is left behind`, async () => {
      for (const rule of expected.rules) await standIn.addFault(rule);
      const error = await rejection({ prompt, megapixels: '0.25', folder, ...expected.args });
      assertEnding(error, expected, apiKey);
      assert.deepEqual(await filesBelow('.'), filesBefore);
      assert.equal(shown.document.getText(), text);
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
    const uri = URI.parse(image.uri, true);
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
    assert.ok(shown.document.getText().includes(image.link));
  }
});
