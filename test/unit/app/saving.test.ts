import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { URI } from 'vscode-uri';
import { afterTrial, withFailingDisk, withFullDisk } from '../../support/failingDisk.ts';
import { pixelsOf } from '../../support/pixelsOf.ts';
import {
  closeDocuments,
  filesBelow,
  freshFolder,
  generate,
  generateWhile,
  inWorkspace,
  rejection,
  removeFolder,
  showMarked,
  standIn,
  withSetting,
  workspaceUri,
} from './support/program.ts';

const small = { megapixels: '0.25', outputFormat: 'jpg', insert: false } as const;
const assetsFolder = 'fluxKlein.assetsFolder';
const copyFiles = 'markdown.copyFiles.destination';

/** Path below the workspace folder. */
const placeOf = ({ uri }: { uri: string }): string =>
  URI.parse(uri, true).path.slice(workspaceUri().path.length + 1);

describe('Saving', () => {
  let folder = '';
  beforeEach(async () => {
    folder = freshFolder();
    await standIn.reset();
  });
  afterEach(async () => {
    closeDocuments();
    await removeFolder(folder);
  });

  const made = async (args: object = {}): Promise<string[]> =>
    (await generate({ prompt: 'A cat', folder, ...small, ...args })).map(placeOf);

  const showPage = (path = 'docs/page.md', marked = '‹') => showMarked(`${folder}/${path}`, marked);

  const assertNothingWritten = async (): Promise<void> => {
    assert.deepEqual(await filesBelow(folder), []);
  };

  describe('the folder', () => {
    test('is made where it is missing', async () => {
      assert.deepEqual(await made({ folder: `${folder}/a/b c/湖` }), [
        `${folder}/a/b c/湖/a-cat.jpg`,
      ]);
    });

    test('is assets in the workspace folder by default', async () => {
      await showPage();
      const { folder: _, ...args } = { folder, prompt: `A default ${folder}`, ...small };
      const [image] = await generate(args);
      assert.equal(placeOf(image!), `assets/a-default-${folder}.jpg`);
      await rm(URI.parse(image!.uri).fsPath);
    });

    test('is relative to the document after ./, else to the workspace folder', async () => {
      await showPage();
      assert.deepEqual(await made({ folder: './' }), [`${folder}/docs/a-cat.jpg`]);
      assert.deepEqual(await made({ folder: './img' }), [`${folder}/docs/img/a-cat.jpg`]);
      assert.deepEqual(await made({ folder: './../img' }), [`${folder}/img/a-cat.jpg`]);
      assert.deepEqual(await made({ folder: `${folder}/x` }), [`${folder}/x/a-cat.jpg`]);
      assert.deepEqual(await made({ folder: `/${folder}/y/` }), [`${folder}/y/a-cat.jpg`]);
      assert.deepEqual(await made({ folder: `${folder}/a/../z` }), [`${folder}/z/a-cat.jpg`]);
    });

    test('may be the workspace folder itself', async () => {
      const [place] = await made({ folder: '/', fileName: folder });
      assert.equal(place, `${folder}.jpg`);
      await rm(inWorkspace(place).fsPath);
    });

    test('takes the variables of the document', async () => {
      await showPage('docs/My page.md');
      const given = '/${documentRelativeDirName}/${documentBaseName/My /the-/}-${documentExtName}';
      assert.deepEqual(await made({ folder: given }), [`${folder}/docs/the-page-md/a-cat.jpg`]);
      assert.deepEqual(await made({ folder: '${documentDirName}/img' }), [
        `${folder}/docs/img/a-cat.jpg`,
      ]);
    });

    test('the setting counts where no argument is given, and the argument before it', async () => {
      await showPage();
      await withSetting(assetsFolder, './from-setting', async () => {
        assert.deepEqual(await made({ folder: undefined }), [
          `${folder}/docs/from-setting/a-cat.jpg`,
        ]);
        assert.deepEqual(await made(), [`${folder}/a-cat.jpg`]);
      });
    });
  });

  describe('markdown.copyFiles.destination', () => {
    const destinations: Record<string, [destinations: object, expected: string]> = {
      'ending in a slash names a folder beside the document': [
        { '*': 'pictures/' },
        'docs/pictures/a-cat.jpg',
      ],
      'beginning with a slash begins at the workspace folder': [
        { '**/*.md': '/${documentRelativeDirName}/../all/' },
        'all/a-cat.jpg',
      ],
      'the first glob that matches counts': [
        { '*.txt': 'texts/', '/no/**': 'no/', '**/docs/*.md': 'docs/', '*': 'all/' },
        'docs/docs/a-cat.jpg',
      ],
      'a glob beginning with a slash is anchored': [
        { '/*/docs/*': 'anchored/', '*': 'all/' },
        'docs/anchored/a-cat.jpg',
      ],
      'variables and transforms': [
        { '*': '${documentBaseName/^pa(.*)$/ma$1/}-${fileExtName}/x-${fileName}' },
        'docs/mage-jpg/x-a-cat.jpg',
      ],
      'not ending in a slash is the whole path, but for the extension': [
        { '*': 'pictures/fixed.png' },
        'docs/pictures/fixed.jpg',
      ],
      'with no glob that matches leaves the default': [{ '*.txt': 'texts/' }, ''],
    };
    for (const [name, [destination, expected]] of Object.entries(destinations)) {
      test(name, async () => {
        await showPage();
        const prompt = expected === '' ? `A cat ${folder}` : 'A cat';
        const [place] = await withSetting(copyFiles, destination, () =>
          made({ folder: undefined, prompt }),
        );
        assert.equal(place, expected ? `${folder}/${expected}` : `assets/a-cat-${folder}.jpg`);
        if (!expected) await rm(inWorkspace(place).fsPath);
      });
    }

    test('a fixed path is counted up, too', async () => {
      await showPage();
      await withSetting(copyFiles, { '*': './fixed.jpg' }, async () => {
        assert.deepEqual(await made({ folder: undefined, count: 2 }), [
          `${folder}/docs/fixed.jpg`,
          `${folder}/docs/fixed-1.jpg`,
        ]);
      });
    });

    test('counts after our own setting, and the argument before both', async () => {
      await showPage();
      await withSetting(copyFiles, { '*': 'copied/' }, () =>
        withSetting(assetsFolder, './own', async () => {
          assert.deepEqual(await made({ folder: undefined }), [`${folder}/docs/own/a-cat.jpg`]);
          assert.deepEqual(await made({ folder: './given' }), [`${folder}/docs/given/a-cat.jpg`]);
        }),
      );
    });

    test('counts for Markdown only', async () => {
      await showPage('docs/notes.txt');
      await withSetting(copyFiles, { '*': 'copied/' }, async () => {
        const [place] = await made({ folder: undefined, prompt: `A cat ${folder}` });
        assert.equal(place, `assets/a-cat-${folder}.jpg`);
        await rm(inWorkspace(place).fsPath);
      });
    });

    test('a destination outside of the workspace is refused before anything is sent', async () => {
      await showPage();
      await withSetting(copyFiles, { '*': '../../../../' }, async () => {
        const { code, message } = await rejection({ prompt: 'A cat', ...small });
        assert.equal(code, 'badRequest');
        assert.match(message, /markdown\.copyFiles\.destination/);
      });
      assert.equal((await standIn.received()).requests.length, 0);
    });
  });

  describe('the name', () => {
    test('is made of the prompt, in its own script', async () => {
      const names = {
        湖上的黎明: '湖上的黎明.jpg',
        'Über Ängste': 'über-ängste.jpg',
        'ليلة مقمرة': 'ليلة-مقمرة.jpg',
        '“Déjà vu”, 100%!': 'déjà-vu-100.jpg',
        '!!!': 'image.jpg',
      };
      for (const [prompt, name] of Object.entries(names)) {
        assert.deepEqual(await made({ prompt }), [`${folder}/${name}`]);
      }
    });

    test('follows the template with all of its variables', async () => {
      const text = '# The book\n\n## Zweites Kapitel: Ü\n\nText ‹here\n\n### Later\n';
      await showPage('docs/My page.md', text);
      const fileName =
        '${slug}_${date}_${time}_${seed}_${ratio}_${model}_${docName}_${heading}_${n}';
      const before = Date.now();
      const places = await made({
        fileName,
        count: 2,
        seed: 7,
        aspectRatio: '16:9',
        model: 'black-forest-labs/flux-2-klein-9b',
      });
      const after = Date.now();
      for (const [index, place] of places.entries()) {
        const found =
          /\/a-cat_(\d{4})-(\d\d)-(\d\d)_(\d\d)-(\d\d)-(\d\d)_(\d+)_16x9_flux-2-klein-9b_My page_zweites-kapitel-ü_(\d)\.jpg$/.exec(
            place,
          );
        assert.ok(found, place);
        const [year, month, day, hour, minute, second, seed, n] = found.slice(1).map(Number);
        const at = new Date(year!, month! - 1, day, hour, minute, second).getTime();
        assert.ok(at > before - 1000 && at <= after, place);
        assert.deepEqual([seed, n], [7 + index, 1 + index]);
      }
    });

    test('comes from the setting where no argument is given; a slash makes folders', async () => {
      await withSetting('fluxKlein.fileNameTemplate', '${model}/${seed}', async () => {
        assert.deepEqual(await made({ seed: 7 }), [`${folder}/flux-2-klein-4b/7.jpg`]);
        assert.deepEqual(await made({ seed: 7, fileName: 'given' }), [`${folder}/given.jpg`]);
      });
    });

    test('has the extension of the bytes, whatever was asked for', async () => {
      await standIn.addFault({ fault: 'otherFormat', format: 'png' });
      const [place] = await made({ fileName: 'cat.webp' });
      assert.equal(place, `${folder}/cat.png`);
      assert.equal((await sharp(inWorkspace(place).fsPath).metadata()).format, 'png');
    });

    test('is given in the order of seeds, whatever the order of the answers', async () => {
      await standIn.addFault({ fault: 'slowHead', seed: 7, delayMs: 500 });
      await standIn.addFault({ fault: 'slowHead', seed: 8, delayMs: 250 });
      const images = await generate({ prompt: 'A cat', folder, ...small, count: 4, seed: 7 });
      assert.deepEqual(
        images.map((image) => [image.seed, placeOf(image)]),
        ['a-cat', 'a-cat-1', 'a-cat-2', 'a-cat-3'].map((name, index) => [
          7 + index,
          `${folder}/${name}.jpg`,
        ]),
      );
      // The same seeds again give the same pictures: so each file has that of its own seed.
      for (const image of images) {
        const [again] = await generate({ prompt: 'A cat', folder, ...small, seed: image.seed });
        assert.deepEqual(await pixelsOf(image.uri), await pixelsOf(again!.uri));
      }
    });

    test('20 commands at once for one name get 20 files', async () => {
      const images = await Promise.all(
        Array.from({ length: 20 }, (_, index) =>
          generate({ prompt: 'A cat', folder, ...small, seed: index + 1 }),
        ),
      );
      const expected = Array.from({ length: 20 }, (_, i) => `a-cat${i ? `-${i}` : ''}.jpg`);
      assert.deepEqual(await filesBelow(folder), expected.sort());
      assert.equal(new Set(images.flat().map(({ uri }) => uri)).size, 20);
      for (const image of images.flat()) {
        const { size } = await sharp(URI.parse(image.uri).fsPath).metadata();
        const { byteLength } = await readFile(URI.parse(image.uri).fsPath);
        assert.equal(byteLength, image.bytes);
        assert.ok(size === undefined || size === image.bytes);
      }
    });
  });

  describe('a name that is taken', () => {
    const put = async (name: string): Promise<void> => {
      await mkdir(inWorkspace(folder).fsPath, { recursive: true });
      await writeFile(inWorkspace(`${folder}/${name}`).fsPath, 'Mine');
    };
    const assertMine = async (name: string): Promise<void> => {
      assert.equal(await readFile(inWorkspace(`${folder}/${name}`).fsPath, 'utf8'), 'Mine');
    };

    test('is not touched: the next number is', async () => {
      await put('a-cat.jpg');
      await put('a-cat-2.jpg');
      assert.deepEqual(await made({ count: 2 }), [
        `${folder}/a-cat-1.jpg`,
        `${folder}/a-cat-3.jpg`,
      ]);
      await assertMine('a-cat.jpg');
      await assertMine('a-cat-2.jpg');
    });

    test('also not where somebody takes it while the image is made', async () => {
      const [image] = await generateWhile({ prompt: 'A cat', folder, ...small }, () =>
        put('a-cat.jpg'),
      );
      assert.equal(placeOf(image!), `${folder}/a-cat-1.jpg`);
      await assertMine('a-cat.jpg');
      assert.deepEqual(await filesBelow(folder), ['a-cat-1.jpg', 'a-cat.jpg']);
    });

    test('may be that of a folder', async () => {
      await mkdir(inWorkspace(`${folder}/a-cat.jpg`).fsPath, { recursive: true });
      assert.deepEqual(await made(), [`${folder}/a-cat-1.jpg`]);
    });

    test('or of a link that leads nowhere', async () => {
      await mkdir(inWorkspace(folder).fsPath, { recursive: true });
      await symlink('nowhere.jpg', inWorkspace(`${folder}/a-cat.jpg`).fsPath);
      assert.deepEqual(await made(), [`${folder}/a-cat-1.jpg`]);
      assert.ok(!(await filesBelow(folder)).includes('nowhere.jpg'));
    });
  });

  describe('links on the way', () => {
    let outside = '';
    beforeEach(async () => {
      outside = await mkdtemp(join(tmpdir(), 'flux-klein-outside-'));
      await mkdir(inWorkspace(folder).fsPath, { recursive: true });
    });
    afterEach(() => rm(outside, { recursive: true, force: true }));

    test('that lead out of the workspace are refused before anything is sent', async () => {
      await symlink(outside, inWorkspace(`${folder}/out`).fsPath);
      for (const given of ['out', 'out/deeper']) {
        const args = { prompt: 'A cat', ...small, folder: `${folder}/${given}` };
        assert.equal((await rejection(args)).code, 'badRequest');
      }
      assert.equal((await standIn.received()).requests.length, 0);
    });

    test('that lead to another folder of the workspace are followed', async () => {
      await mkdir(inWorkspace(`${folder}/real`).fsPath);
      await symlink('real', inWorkspace(`${folder}/linked`).fsPath);
      assert.deepEqual(await made({ folder: `${folder}/linked` }), [`${folder}/linked/a-cat.jpg`]);
      assert.ok((await filesBelow(`${folder}/real`)).includes('a-cat.jpg'));
    });

    test('that appear while the image is made let nothing out', async () => {
      const generating = generateWhile(
        { prompt: 'A cat', ...small, folder: `${folder}/late` },
        () => symlink(outside, inWorkspace(`${folder}/late`).fsPath),
      );
      await assert.rejects(generating, { code: 'badRequest' });
      assert.deepEqual(await filesBelow(folder), []);
    });
  });

  describe('a disk that does not take the image', () => {
    test('as it is full: nothing half-written stays', () =>
      withFullDisk(afterTrial(/\.tmp$/), async () => {
        await assert.rejects(made(), { code: 'cannotWrite', reason: 'noSpace' });
        await assertNothingWritten();
      }));

    for (const [code, reason] of [
      ['ENOSPC', 'noSpace'],
      ['EDQUOT', 'noSpace'],
      ['EACCES', 'readOnly'],
      ['EROFS', 'readOnly'],
    ] as const) {
      test(`with ${code}: ${reason}, and nothing stays`, async () => {
        await withFailingDisk({ operation: 'open', path: /\.tmp$/, code }, async () => {
          await assert.rejects(made(), { code: 'cannotWrite', reason });
          await assertNothingWritten();
        });
      });
    }

    test('as the folder cannot be made', async () => {
      const path = new RegExp(`${folder}$`);
      await withFailingDisk({ operation: 'mkdir', path, code: 'EACCES' }, async () => {
        await assert.rejects(made(), { code: 'cannotWrite', reason: 'readOnly' });
      });
      // Its name is free again.
      assert.deepEqual(await made(), [`${folder}/a-cat.jpg`]);
    });

    test('where a file is in the way of the folder', async () => {
      await mkdir(dirname(inWorkspace(`${folder}/file`).fsPath), { recursive: true });
      await writeFile(inWorkspace(`${folder}/file`).fsPath, 'Mine');
      await assert.rejects(made({ folder: `${folder}/file` }), { code: 'cannotWrite' });
      assert.deepEqual(await filesBelow(folder), ['file']);
    });

    for (const code of ['EPERM', 'ENOTSUP', 'EXDEV']) {
      test(`without hard links (${code}) it is saved all the same, and over nothing`, async () => {
        await withFailingDisk({ operation: 'link', path: /\.tmp$/, code }, async () => {
          assert.deepEqual(await made({ count: 3 }), [
            `${folder}/a-cat.jpg`,
            `${folder}/a-cat-1.jpg`,
            `${folder}/a-cat-2.jpg`,
          ]);
          await writeFile(inWorkspace(`${folder}/a-dog.jpg`).fsPath, 'Mine');
          assert.deepEqual(await made({ prompt: 'A dog' }), [`${folder}/a-dog-1.jpg`]);
        });
        const files = await filesBelow(folder);
        assert.equal(files.length, 5);
        assert.ok(files.every((name) => name.endsWith('.jpg')));
        const [image] = await generate({ prompt: 'A cat', folder, ...small });
        assert.equal((await sharp(URI.parse(image!.uri).fsPath).metadata()).width, 512);
      });
    }

    test('without hard links, where not even the rename works: no empty file stays', async () => {
      await withFailingDisk({ operation: 'link', path: /\.tmp$/, code: 'EPERM' }, () =>
        withFailingDisk({ operation: 'rename', path: /\.tmp$/, code: 'EIO' }, async () => {
          await assert.rejects(made(), { code: 'cannotWrite' });
          await assertNothingWritten();
        }),
      );
    });
  });
});
