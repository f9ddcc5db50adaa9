import assert from 'node:assert/strict';
import {
  link,
  mkdir,
  mkdtemp,
  readFile,
  readdir,
  rename,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { plainText } from '../../src/app/words/plainText.ts';
import { generate, rejection, type GeneratedImage, type Rejection } from './support/generate.ts';
import { evilCommand, watchForHarm, type HarmWatch } from './support/harmWatch.ts';
import { generateWhile } from './support/heldRequest.ts';
import { imagesIn } from '../support/imagesIn.ts';
import { addresses, standIn } from './support/standIn.ts';
import { paidBodies } from '../support/paidBodies.ts';
import { assertKeyStayedHome, postCount } from './support/traffic.ts';
import {
  closeEditors,
  filesBelow,
  freshFolder,
  inWorkspace,
  removeFolder,
  showDocument,
  withSetting,
} from './support/workspace.ts';

const { Workspace } = vscode.ConfigurationTarget;
const clickable = `[Click](command:${evilCommand})`;

/** Writes `.vscode/settings.json` as a repository brings it, and waits until VS Code has read it. */
async function withCommittedSettings<T>(
  settings: Readonly<Record<string, unknown>>,
  run: () => Promise<T>,
): Promise<T> {
  const path = inWorkspace('.vscode/settings.json').fsPath;
  const before = await readFile(path, 'utf8').catch(() => undefined);
  const mark = crypto.randomUUID();
  const write = async (text: string, isRead: () => boolean): Promise<void> => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const look = (): void => void (isRead() && resolve());
    const subscription = vscode.workspace.onDidChangeConfiguration(look);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
    await promise;
    subscription.dispose();
  };
  const marked = (): unknown =>
    vscode.workspace.getConfiguration('files').inspect('associations')?.workspaceValue;
  const isMarked = (): boolean => Object.hasOwn((marked() ?? {}) as object, mark);
  await write(JSON.stringify({ ...settings, 'files.associations': { [mark]: 'x' } }), isMarked);
  try {
    return await run();
  } finally {
    await write(before ?? '{}', () => !isMarked());
    if (before === undefined) await rm(path, { force: true });
  }
}

suite('A hostile workspace', () => {
  let folder = '';
  let outside = '';
  let watch: HarmWatch;

  suiteSetup(async () => {
    watch = await watchForHarm();
  });
  suiteTeardown(() => watch.assertNoHarm());
  setup(async () => {
    folder = freshFolder();
    outside = await mkdtemp(join(tmpdir(), 'flux-klein-outside-'));
    await writeFile(join(outside, 'victim.jpg'), 'untouched');
    await mkdir(inWorkspace(folder).fsPath, { recursive: true });
    await standIn.reset();
  });
  teardown(async () => {
    await closeEditors();
    assert.deepEqual(await readdir(outside), ['victim.jpg'], 'nothing is written outside');
    assert.equal(await readFile(join(outside, 'victim.jpg'), 'utf8'), 'untouched');
    await rm(outside, { recursive: true });
    await removeFolder(folder);
    assertKeyStayedHome(await standIn.received());
  });

  const args = () =>
    ({ prompt: 'A cat', megapixels: '0.25', outputFormat: 'jpg', insert: false, folder }) as const;

  suite('cannot say by its settings', () => {
    test('where the key goes, nor what is spent', () =>
      withCommittedSettings(
        {
          'fluxKlein.apiEndpoint': addresses.thirdOrigin,
          'fluxKlein.disableSafetyChecker': true,
          'fluxKlein.confirmImagesAbove': 100_000,
          'fluxKlein.maxParallelRequests': 0,
          'fluxKlein.requestsPerMinute': 0,
          'fluxKlein.requestTimeout': 0,
          'http.proxy': addresses.thirdOrigin,
          'http.proxyAuthorization': 'Basic stolen',
          'http.proxyStrictSSL': false,
        },
        async () => {
          assert.equal((await generate(args())).length, 1);
          const received = await standIn.received();
          assert.equal(received.counts.byKeyHeaderOrigin.api, 1);
          assert.deepEqual(
            received.requests.filter(({ origin }) => origin === 'third'),
            [],
          );
          assert.equal(paidBodies(received)[0]?.['disable_safety_checker'], false);
        },
      ));

    const folders: readonly string[] = [
      '..',
      '../..',
      'a/../../..',
      './../../../..',
      '${documentDirName}/../../../..',
      '${documentWorkspaceFolder}/../..',
      '/../outside',
      'C:\\Windows\\Temp',
      'c:/Windows/Temp',
      '\\\\server\\share',
      '//server/share',
      'file:///tmp',
      'vscode-remote://ssh-remote+evil/tmp',
      'a\u0000b',
      'a\nb',
      '${env:HOME}',
      '${userHome}',
      '${command:flux.evil}',
      '${'.repeat(400),
      'x'.repeat(2000),
      '${documentBaseName/(a+)+$/x/}',
      '${documentBaseName/(.*)*(.*)*(.*)*z/x/}',
      clickable.repeat(50),
    ];
    async function assertContained(value: string, ending: Promise<GeneratedImage[]>) {
      const shown = JSON.stringify(value.slice(0, 60));
      const ended = await ending.catch((error: unknown) => error as Rejection);
      if (!Array.isArray(ended)) {
        assert.equal(ended.code, 'badRequest', shown);
        assert.match(ended.message, /^(folder|fluxKlein\.assetsFolder)/);
        assert.doesNotMatch(plainText(ended.message), /\]\(|\p{Cc}/u);
        return;
      }
      const uri = vscode.Uri.parse(ended[0]!.uri, true);
      assert.ok(vscode.workspace.getWorkspaceFolder(uri), `${shown} leads to ${uri.toString()}`);
      await rm(uri.fsPath);
    }

    test('nor where its images go: inside, or refused before anything is sent', async () => {
      await showDocument(`${folder}/${'a'.repeat(40)}.md`, '');
      const { folder: _, ...rest } = args();
      await Promise.all(
        folders.map((value) => assertContained(value, generate({ ...rest, folder: value }))),
      );
      // The setting has the same grammar and the same checks.
      for (const value of folders.slice(0, 4)) {
        await withSetting(
          'fluxKlein.assetsFolder',
          value,
          () => assertContained(value, generate(rest)),
          Workspace,
        );
      }
      const { requests } = await standIn.received();
      const images = requests.filter(({ origin }) => origin === 'storage').length;
      assert.equal(requests.length, 2 * images, 'what is refused is not sent');
    });

    const names: readonly string[] = [
      '../../escaped',
      '/etc/escaped',
      '..\\..\\escaped',
      'C:\\escaped',
      '\\\\server\\share\\escaped',
      'a\u0000b',
      'CON',
      'nul.txt',
      '. . .',
      '-rf',
      '.gitattributes',
      '${slug}/../../../${slug}',
      'x'.repeat(10_000),
      'a/'.repeat(40) + 'deep',
      clickable,
      '\u202egpj.exe',
      '$(touch escaped)',
      '`touch escaped`',
    ];
    test('nor what a file is called: it lies in its folder, under a harmless name', async () => {
      const made = await Promise.all(
        names.map(async (fileName, index) => {
          const own = `${folder}/${index}`;
          const [image] = await generate({ ...args(), folder: own, fileName });
          assert.ok(image!.uri.startsWith(`${inWorkspace(own).toString()}/`), fileName);
          return own;
        }),
      );
      await withSetting(
        'fluxKlein.fileNameTemplate',
        names[0],
        () => generate({ ...args(), folder: `${folder}/setting` }),
        Workspace,
      );
      for (const own of [...made, `${folder}/setting`]) {
        const [path, ...others] = await filesBelow(own);
        assert.ok(path);
        assert.ok(path.endsWith('.jpg'), path);
        assert.deepEqual(others, []);
        for (const name of path.split('/')) {
          assert.ok(Buffer.byteLength(name) <= 255);
          assert.doesNotMatch(name, /^\.|[. ]$|[\p{Cc}\p{Bidi_Control}<>:"\\|?*]/u);
          assert.doesNotMatch(name, /^(con|nul)\./i);
        }
      }
    });

    test('markdown.copyFiles.destination that would take for ever is refused at once', async () => {
      await showDocument(`${folder}/${'a'.repeat(60)}.md`, '');
      const { folder: _, ...rest } = args();
      for (const destination of [
        { '**/*': '${documentBaseName/(a+)+$/x/}' },
        { '**/*': '${documentBaseName/(a|a)*$/x/}' },
        { '**/**/**/**/**/**/**/**/*z': 'x/' },
        { [`${'{a,'.repeat(300)}`]: 'x/' },
        { '**/*': '../../../../../../outside/' },
        { '**/*': `/\${documentDirName}/../../../../${clickable}` },
      ]) {
        const ended = await withSetting(
          'markdown.copyFiles.destination',
          destination,
          () => generate(rest).catch((error: unknown) => error as Error),
          Workspace,
        );
        if (ended instanceof Error) assert.equal((ended as { code?: string }).code, 'badRequest');
        else await vscode.workspace.fs.delete(vscode.Uri.parse(ended[0]!.uri));
      }
    });
  });

  suite('by links in it', () => {
    test('that lead out leads nothing out, at any depth', async () => {
      await symlink(outside, inWorkspace(`${folder}/out`).fsPath);
      await mkdir(inWorkspace(`${folder}/real`).fsPath);
      await symlink('../out', inWorkspace(`${folder}/real/again`).fsPath);
      for (const given of ['out', 'out/deep', 'real/again', 'real/again/x/y', 'real/../out']) {
        const error = await rejection({ ...args(), folder: `${folder}/${given}` });
        assert.equal(error.code, 'badRequest', given);
      }
      const fileName = 'out/through-the-name';
      assert.equal((await rejection({ ...args(), fileName })).code, 'badRequest');
      assert.equal(postCount(await standIn.received()), 0);
    });

    test('of files that lead out are not written through', async () => {
      await symlink(join(outside, 'victim.jpg'), inWorkspace(`${folder}/a-cat.jpg`).fsPath);
      await symlink(join(outside, 'new.jpg'), inWorkspace(`${folder}/a-cat-1.jpg`).fsPath);
      const [image] = await generate(args());
      assert.ok(image!.uri.endsWith('/a-cat-2.jpg'));
    });

    test('of files that are hard are not written through', async () => {
      const inside = inWorkspace(`${folder}/a-cat.jpg`).fsPath;
      const isLinked = await link(join(outside, 'victim.jpg'), inside).then(
        () => true,
        () => false,
      );
      const [image] = await generate(args());
      assert.ok(image!.uri.endsWith(isLinked ? '/a-cat-1.jpg' : '/a-cat.jpg'));
    });

    test('that appear in the place of its folder, or of one above, while the image is made', async () => {
      for (const given of ['late', 'late/deep/deeper']) {
        const place = `${folder}/${given}`;
        await mkdir(inWorkspace(place).fsPath, { recursive: true });
        const making = generateWhile({ ...args(), folder: place }, async () => {
          const top = inWorkspace(`${folder}/late`).fsPath;
          await rename(top, `${top}-${given.length}`);
          await symlink(outside, top);
        });
        await assert.rejects(making);
        await rm(inWorkspace(`${folder}/late`).fsPath);
        assert.deepEqual(await readdir(outside), ['victim.jpg']);
      }
      assert.equal((await standIn.received()).counts.paidRequests, 2);
    });

    test('that run in a circle end it before anything is sent', async () => {
      await symlink('b', inWorkspace(`${folder}/a`).fsPath);
      await symlink('a', inWorkspace(`${folder}/b`).fsPath);
      const error = await rejection({ ...args(), folder: `${folder}/a` });
      assert.ok(['badRequest', 'cannotWrite'].includes(error.code), error.code);
      assert.equal(postCount(await standIn.received()), 0);
    });
  });

  suite('by its documents', () => {
    const documents: readonly (readonly [name: string, text: string])[] = [
      [`${clickable.replaceAll('/', '-')}.md`, `# ${clickable}\n\n`],
      ['$(touch escaped) `id` ;|&.md', '# $(touch escaped)\n\n'],
      ['${CLIPBOARD} $1.md', '# ${CLIPBOARD} $1\n\n'],
      ['\u202edm.exe.md', '# \u202eevil\n\n'],
      ['-rf.md', '---\n- evil: !!js/function "x"\n---\n'],
      ['%2e%2e%2f%2e%2e%2f.md', '# ../../../..\n\n'],
      ['page #?.md', `${'> '.repeat(500)}deep\n`],
      ['long.md', `${'['.repeat(20_000)}\n`],
      ['fence.md', `${'`'.repeat(5000)}\n`],
      ['control.md', 'a\u0007b\u001b[31m\n'],
      ['html.md', '<!-- <script>\n<img src=x onerror="alert(1)">\n'],
    ];
    for (const [name, text] of documents) {
      test(`such as ${JSON.stringify(name)}: the image is saved in its folder, and its link leads there`, async () => {
        const editor = await showDocument(`${folder}/docs/${name}`, text);
        const { document } = editor;
        const end = document.positionAt(text.length);
        editor.selection = new vscode.Selection(end, end);
        const fileName = '${docName}/${heading}/${slug}';
        const [image] = await generate({ ...args(), fileName, folder: './', insert: true });
        const root = `${inWorkspace(folder).toString()}/`;
        assert.ok(image!.uri.startsWith(root), image!.uri);
        const link = image!.link;
        const [found] = imagesIn(link);
        assert.ok(found, `${link} is an image`);
        assert.equal(found.altText, 'A cat');
        const target = vscode.Uri.joinPath(document.uri, '..', found.target);
        assert.equal(target.toString(), vscode.Uri.parse(image!.uri).toString());
        if (image!.inserted) assert.ok(document.getText().includes(link));
      });
    }

    const prompts = [
      clickable,
      `](command:${evilCommand}) ![`,
      '<script>alert(1)</script> <img src=x onerror=alert(1)>',
      '${CLIPBOARD} $1 ${1|a,b|} `$(id)`',
      '\u202eevil\u2066 \u001b[31m \u0000',
      '../../../etc/passwd',
    ];
    for (const prompt of prompts) {
      test(`whose selected words are ${JSON.stringify(prompt)}: they stay words`, async () => {
        await vscode.env.clipboard.writeText('SECRET OF THE CLIPBOARD');
        const { document } = await showDocument(`${folder}/page.md`, '');
        const [image] = await generate({ ...args(), prompt, insert: true });
        const text = document.getText();
        assert.ok(!text.includes('SECRET OF THE CLIPBOARD'));
        const found = imagesIn(text);
        assert.equal(found.length, 1, text);
        assert.doesNotMatch(found[0]!.destination, /^[a-z]+:/i);
        assert.ok(image!.uri.startsWith(`${inWorkspace(folder).toString()}/`));
      });
    }
  });
});
