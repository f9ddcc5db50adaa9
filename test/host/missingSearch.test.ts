import assert from 'node:assert/strict';
import type { PictureReference } from '../../src/core/documents/documentLanguage.ts';
import { cancelled } from '../../src/core/errors.ts';
import { createDocumentLanguages } from '../../src/app/documents/documentLanguages.ts';
import { createDocumentReading } from '../../src/app/documents/documentReading.ts';
import { createMissingSearch } from '../../src/app/documents/missingSearch.ts';
import type { PictureFinder } from '../../src/app/documents/pictureFinder.ts';
import { createWorkspaceReading } from '../../src/app/documents/workspaceReading.ts';
import { createVsCodeSettings } from '../../src/vscode/host/vscodeSettings.ts';
import { createOpenPictures } from '../../src/app/documents/openPictures.ts';
import { freshFolder, inWorkspace } from './support/workspace.ts';
import { fileOf } from '../../src/vscode/editor/documentPlace.ts';
import { workspaceFolders } from '../../src/vscode/host/workspaceFolders.ts';
import * as vscode from 'vscode';
import { createMissingLimit } from '../../src/app/documents/missingLimit.ts';
import {
  findDocuments,
  folderToSearch,
  ignoreRulesAbove,
} from '../../src/vscode/editor/leftOutFiles.ts';
import { vscodeDocuments } from '../../src/vscode/editor/vscodeDocuments.ts';

const documents = 300;

suite('The search for missing images', () => {
  let folder: string;
  let asked: string[];

  setup(() => {
    folder = freshFolder();
    asked = [];
  });

  const reference = (path: string): PictureReference => ({
    start: 0,
    end: 1,
    pathStart: 0,
    pathEnd: 1,
    path,
    altText: path,
  });
  const warnings: string[] = [];
  const searchWith = (inFiles: PictureFinder['inFiles']) => {
    const finder: PictureFinder = {
      async listDocuments({ fsPath }, onListed, signal) {
        if (signal.aborted) throw cancelled();
        const names = Array.from({ length: documents }, (_, index) => `page${index}.md`);
        onListed([{ prefix: `${fsPath}/${folder}/`, names }]);
      },
      inFiles,
      inText: async () => [],
      plan: async () => assert.fail('nothing is inserted'),
      dispose: () => undefined,
    };
    const languages = createDocumentLanguages({
      settings: createVsCodeSettings(),
      folders: workspaceFolders,
      fileOf,
    });
    const reading = createDocumentReading({
      finder,
      languages,
      documents: vscodeDocuments,
      folders: workspaceFolders,
    });
    return createMissingSearch({
      reading,
      openPictures: createOpenPictures({ reading, documents: vscodeDocuments }),
      findPictures: async () => [],
      workspace: createWorkspaceReading({
        reading,
        finder,
        documents: vscodeDocuments,
        folders: workspaceFolders,
        uris: vscode.Uri,
        places: { folderToSearch, findDocuments },
        readFile: (uri) => vscode.workspace.fs.readFile(uri),
      }),
      async exists({ path }) {
        asked.push(path);
        return false;
      },
      rulesAbove: ignoreRulesAbove,
      folders: workspaceFolders,
      limit: createMissingLimit({
        documents: vscodeDocuments,
        pathOf: (uri) => vscode.workspace.asRelativePath(uri),
      }),
      defaultFormat: () => 'webp',
      log: { warn: (message) => warnings.push(message) },
    });
  };

  test('a document that takes too long is left out, and named in the result and in the log', async () => {
    const search = searchWith(async (fsPaths, _, onRead) => {
      const found = [{ index: 0, references: [reference('there.png')] }];
      onRead({ count: fsPaths.length, found, tooLong: [1] });
    });
    const missing = await search.inWorkspace(() => undefined, new AbortController().signal);
    assert.deepEqual(
      missing.tooLong.map(({ path }) => path.endsWith(`/${folder}/page1.md`)),
      [true],
    );
    assert.equal(missing.pictures.length, 1);
    assert.match(warnings.join(), /page1\.md took too long/);
  });

  test('a picture of many documents is looked for once, and belongs to the first by path', async () => {
    const search = searchWith(async (fsPaths, _, onRead) => {
      // As if the last had been read first.
      for (const index of [...fsPaths.keys()].reverse()) {
        const found = [{ index, references: [reference('shared.png')] }];
        onRead({ count: 1, found: found });
      }
    });
    const { pictures, documentOf } = await search.inWorkspace(
      () => undefined,
      new AbortController().signal,
    );
    const { path } = inWorkspace(`${folder}/shared.png`);
    assert.deepEqual(
      pictures.map((picture) => picture.path),
      [path],
    );
    assert.deepEqual(asked, [path]);
    assert.equal(documentOf(path)?.path, inWorkspace(`${folder}/page0.md`).path);
  });

  test('a cancel ends it while documents are read, and asks the disk for nothing more', async () => {
    const stop = new AbortController();
    const search = searchWith(async (...[, , onRead, signal]) => {
      stop.abort();
      onRead({ count: 1, found: [{ index: 0, references: [reference('late.png')] }] });
      if (signal.aborted) throw cancelled();
    });
    await assert.rejects(
      search.inWorkspace(() => undefined, stop.signal),
      { code: 'cancelled' },
    );
    assert.deepEqual(asked, []);
  });

  test('a cancel before it begins reads nothing', async () => {
    const search = searchWith(async () => assert.fail('nothing is read'));
    const asked = search.inWorkspace(() => undefined, AbortSignal.abort());
    await assert.rejects(asked, { code: 'cancelled' });
  });
});
