import assert from 'node:assert/strict';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as vscode from 'vscode';
import { generate, type GeneratedImage } from './support/generate.ts';
import { createLedgerInTest } from './support/ledger.ts';
import { entryFor, whileOtherWindowMakes } from './support/ownLedger.ts';
import { answerPlans } from './support/planDialog.ts';
import { createRecoveryInTest } from './support/recovery.ts';
import { addresses, standIn } from './support/standIn.ts';
import { paidBodies } from '../support/paidBodies.ts';
import { createSteppedParts, createSteps } from './support/stopSteps.ts';
import { postCount } from './support/traffic.ts';
import {
  closeEditors,
  filesBelow,
  freshFolder,
  inWorkspace,
  removeFolder,
} from './support/workspace.ts';

async function write(path: string, text: string): Promise<vscode.Uri> {
  const uri = inWorkspace(path);
  await mkdir(dirname(uri.fsPath), { recursive: true });
  await writeFile(uri.fsPath, text);
  return uri;
}

const makeMissing = (uri: vscode.Uri): Thenable<GeneratedImage[]> =>
  vscode.commands.executeCommand('fluxKlein.generateMissingImages', { uri });

suite('What another window is making', () => {
  let folder = '';
  setup(async () => {
    await standIn.reset();
    folder = freshFolder();
  });
  teardown(async () => {
    await closeEditors();
    await removeFolder(folder);
  });

  const posts = async (): Promise<number> => postCount(await standIn.received());

  test('is not paid for by a program, and made once the other window has let go of it', async () => {
    const uri = await write(`${folder}/page.md`, '![a](a.png "draft")\n\n![b](b.png "draft")\n');
    const other = entryFor(inWorkspace(`${folder}/a.png`), 'a');
    const images = await whileOtherWindowMakes([other], async () => makeMissing(uri));
    assert.deepEqual(
      images.map(({ prompt }) => prompt),
      ['b'],
    );
    assert.equal(await posts(), 1);
    assert.deepEqual(
      (await makeMissing(uri)).map(({ prompt }) => prompt),
      ['a'],
    );
    assert.equal(await posts(), 2);
  });

  test('is known under another name of its folder, too', async () => {
    const uri = await write(`${folder}/real/page.md`, '![a](a.png "draft")\n');
    await symlink(inWorkspace(`${folder}/real`).fsPath, inWorkspace(`${folder}/link`).fsPath);
    const other = entryFor(inWorkspace(`${folder}/link/a.png`), 'a');
    const images = await whileOtherWindowMakes([other], async () => makeMissing(uri));
    assert.deepEqual(images, []);
    assert.equal(await posts(), 0);
  });

  test('is shown to a person with that reason, and a tick pays for nothing', async () => {
    const uri = await write(`${folder}/page.md`, '![a](a.png "draft")\n\n![b](b.png "draft")\n');
    await vscode.window.showTextDocument(uri, { preview: false });
    const other = entryFor(inWorkspace(`${folder}/a.png`), 'a');
    const [plan] = await whileOtherWindowMakes([other], () =>
      answerPlans(
        () => vscode.commands.executeCommand('fluxKlein.generateMissingImages'),
        [`${folder}/a.png`, `${folder}/b.png`],
      ),
    );
    assert.deepEqual(
      plan?.map(({ isTicked }) => isTicked),
      [false, true],
    );
    assert.match(plan[0]?.description ?? '', /another window is making it/);
    const paid = paidBodies(await standIn.received()).map(({ prompt }) => prompt);
    assert.deepEqual(paid, ['b']);
  });

  test('keeps its name: any other image takes the next one', async () => {
    const other = entryFor(inWorkspace(`${folder}/a-cat.jpg`), 'A cat');
    const args = {
      prompt: 'A cat',
      megapixels: '0.25',
      outputFormat: 'jpg',
      insert: false,
      folder,
    };
    await whileOtherWindowMakes([other], () => generate(args));
    assert.deepEqual(await filesBelow(folder), ['a-cat-1.jpg']);
    await generate(args);
    assert.deepEqual(await filesBelow(folder), ['a-cat-1.jpg', 'a-cat.jpg']);
  });

  for (const step of ['secrets.get', 'line.sending', 'place.checkStillFree']) {
    for (const maker of ['another window', 'somebody else']) {
      const isOther = maker === 'another window';
      // By then the ledger keeps other windows off.
      if (isOther && step === 'place.checkStillFree') continue;
      test(`is not paid for again once ${maker} has made it while this one waited at ${step}`, async () => {
        const ledger = await createLedgerInTest(addresses.apiOrigin);
        const other = createRecoveryInTest(ledger.openWindow());
        const steps = createSteps();
        const parts = createSteppedParts(steps, ledger.openWindow());
        const file = inWorkspace(`${folder}/late.jpg`);
        const args = { prompt: 'Late', megapixels: '0.25', outputFormat: 'jpg', seed: 1 } as const;
        try {
          let isMade = false;
          steps.onStep = async (name) => {
            if (name !== step || isMade) return;
            isMade = true;
            if (isOther) assert.deepEqual(await other.fill(file, args), []);
            else await write(`${folder}/late.jpg`, 'mine');
          };
          const { images, failures } = await parts.studio.run(
            parts.studio.order([{ args, destination: { file } }]),
            new Map(),
            () => undefined,
            new AbortController().signal,
          );
          assert.ok(isMade);
          assert.deepEqual(images, []);
          assert.deepEqual(
            failures.map(({ error }) => [error.code, error.reason, error.mayHaveBeenCharged]),
            [['cannotWrite', 'taken', false]],
          );
          assert.equal(await posts(), isOther ? 1 : 0);
          assert.equal((await ledger.files()).size, 0);
        } finally {
          parts.dispose();
          other.dispose();
          await ledger.remove();
        }
      });
    }
  }

  test('while it regenerates an image, takes the next name beside it', async () => {
    const [fox] = await generate({
      prompt: 'A fox',
      megapixels: '0.25',
      outputFormat: 'jpg',
      insert: false,
      folder,
    });
    const other = entryFor(inWorkspace(`${folder}/a-fox-new.jpg`), 'A fox');
    const made = await whileOtherWindowMakes([other], async () =>
      vscode.commands.executeCommand<GeneratedImage>('fluxKlein.regenerateImage', {
        uri: fox!.uri,
        confirmed: true,
      }),
    );
    assert.equal(made.uri, fox!.uri);
    assert.deepEqual(await filesBelow(folder), ['a-fox-1.jpg', 'a-fox.jpg']);
    assert.equal(await posts(), 2);
  });

  test('of two windows that begin at the same moment one pays at most', async () => {
    const ledger = await createLedgerInTest(addresses.apiOrigin);
    const windows = [1, 2].map(() => createRecoveryInTest(ledger.openWindow()));
    try {
      let made = 0;
      for (let round = 1; round <= 12; round++) {
        await standIn.reset();
        await standIn.setLatency({ postMs: 60, resultMs: 0, downloadMs: 0 });
        const file = inWorkspace(`${folder}/race-${round}.jpg`);
        const args = { prompt: 'A race', megapixels: '0.25', outputFormat: 'jpg', seed: round };
        const failures = (await Promise.all(windows.map((each) => each.fill(file, args)))).flat();
        const paid = await posts();
        assert.ok(paid <= 1, `round ${round}: ${paid} were paid for`);
        assert.equal(failures.length, 2 - paid);
        for (const { error } of failures) {
          assert.deepEqual(
            [error.code, error.reason, error.mayHaveBeenCharged],
            ['cannotWrite', 'taken', false],
          );
        }
        made += paid;
      }
      assert.ok(made >= 10, `${made} of 12 were made`);
      assert.equal((await ledger.files()).size, 0);
    } finally {
      for (const each of windows) each.dispose();
      await ledger.remove();
    }
  });
});
