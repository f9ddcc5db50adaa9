import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { generate, rejection } from '../support/generate.ts';
import { evilCommand, watchForHarm, type HarmWatch } from '../support/harmWatch.ts';
import { rejectionOf, run } from '../support/images.ts';
import { addresses, standIn } from '../support/standIn.ts';
import { paidBodies } from '../../support/paidBodies.ts';
import { assertKeyStayedHome } from '../support/traffic.ts';
import {
  closeEditors,
  freshFolder,
  inWorkspace,
  removeFolder,
  showDocument,
  withSetting,
} from '../support/workspace.ts';

const { Global, Workspace } = vscode.ConfigurationTarget;
const args = { prompt: 'A cat', megapixels: '0.25', outputFormat: 'jpg', insert: false } as const;

suite('In a workspace that is not trusted', () => {
  let watch: HarmWatch;
  const folder = freshFolder();

  suiteSetup(async () => {
    watch = await watchForHarm();
  });
  suiteTeardown(async () => {
    await removeFolder(folder);
    await watch.assertNoHarm();
  });
  setup(() => standIn.reset());
  teardown(async () => {
    await closeEditors();
    assertKeyStayedHome(await standIn.received());
  });

  test('the extension works, by the settings of the person', async () => {
    assert.equal(vscode.workspace.isTrusted, false);
    await withSetting('fluxKlein.assetsFolder', folder, async () => {
      const [image] = await generate(args);
      assert.ok(image!.uri.startsWith(`${inWorkspace(folder).toString()}/`));
    });
  });

  test('an image is not made again, and says nevertheless what made it', async () => {
    await withSetting('fluxKlein.assetsFolder', folder, async () => {
      const [image] = await generate(args);
      await standIn.reset();
      const uri = image!.uri;
      const details = await run<{ prompt: string }>('showImageDetails', { uri });
      assert.equal(details.prompt, 'A cat');
      for (const command of ['regenerateImage', 'createVariations']) {
        assert.equal((await rejectionOf(run(command, { uri }))).code, 'badRequest');
      }
      assert.equal((await standIn.received()).counts.paidRequests, 0);
    });
  });

  test('documents and sheets of somebody else make nothing', async () => {
    const page = await showDocument(`${folder}/page.md`, '![a fox](fox.png "draft")\n');
    const sheet = await showDocument(`${folder}/sheet.csv`, 'prompt\na fox\n');
    const asked = [
      run('generateMissingImages', { uri: page.document.uri }),
      run('generateMissingImagesInWorkspace', {}),
      run('runPromptSheet', { uri: sheet.document.uri }),
    ];
    for (const each of asked) assert.equal((await rejectionOf(each)).code, 'badRequest');
    assert.equal((await standIn.received()).counts.paidRequests, 0);
  });

  const committed = {
    'fluxKlein.assetsFolder': '../../outside',
    'fluxKlein.fileNameTemplate': 'escaped/${slug}',
    'fluxKlein.model': 'black-forest-labs/flux-2-klein-9b',
    'fluxKlein.apiEndpoint': addresses.thirdOrigin,
    'http.proxy': addresses.thirdOrigin,
  } as const;
  for (const [name, value] of Object.entries(committed)) {
    test(`${name} of the workspace does not count`, async () => {
      await withSetting('fluxKlein.assetsFolder', folder, async () => {
        const run = async (): Promise<void> => {
          const [image] = await generate({ ...args, seed: 1 });
          const root = `${inWorkspace(folder).toString()}/a-cat`;
          assert.ok(image!.uri.startsWith(root), image!.uri);
          assert.equal(image!.model, 'black-forest-labs/flux-2-klein-4b');
        };
        const isOurs = name.startsWith('fluxKlein.') && name !== 'fluxKlein.apiEndpoint';
        // VS Code itself refuses to write the others into a workspace.
        if (isOurs) await withSetting(name, value, run, Workspace);
        else await withWritten({ [name]: value }, run);
      });
      const received = await standIn.received();
      assert.equal(paidBodies(received).length, 1);
      assert.deepEqual(
        received.requests.filter(({ origin }) => origin === 'third'),
        [],
      );
    });
  }

  test('markdown.copyFiles.destination of the workspace does not count, and that of the person does', async () => {
    const name = 'markdown.copyFiles.destination';
    await showDocument(`${folder}/page.md`, '');
    await withSetting(name, { '*': '../../../outside/' }, () => generate(args), Workspace);
    await withSetting(
      name,
      { '*': 'mine/' },
      async () => {
        const [image] = await generate(args);
        assert.ok(image!.uri.startsWith(`${inWorkspace(`${folder}/mine`).toString()}/`));
      },
      Global,
    );
  });

  test('a folder outside of it is refused before anything is sent', async () => {
    for (const given of ['../..', './../../..', `[x](command:${evilCommand})/../../..`]) {
      assert.equal((await rejection({ ...args, folder: given })).code, 'badRequest');
    }
    assert.deepEqual((await standIn.received()).requests, []);
  });
});

/** Settings as they lie in a repository, beside what is there. */
async function withWritten(values: object, run: () => Promise<void>): Promise<void> {
  const uri = inWorkspace('.vscode/settings.json');
  const before = await vscode.workspace.fs.readFile(uri).then(undefined, () => undefined);
  await vscode.workspace.fs.writeFile(uri, Buffer.from(JSON.stringify(values)));
  try {
    await run();
  } finally {
    if (before) await vscode.workspace.fs.writeFile(uri, before);
    else await vscode.workspace.fs.delete(uri);
  }
}
