import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { URI } from 'vscode-uri';
import type { PictureReference } from '../../../../src/core/documents/documentLanguage.ts';
import { languageTable } from '../../../../src/core/documents/languageTable.ts';
import type { DocumentSource } from '../../../../src/app/documents/documentReading.ts';
import { createIgnoreRules } from '../../../../src/core/batch/ignoreRules.ts';
import type { TextDocument } from '../../../../src/app/documents/openDocuments.ts';
import { createMissingLimit } from '../../../../src/app/documents/missingLimit.ts';
import {
  createMissingSearch,
  type MissingSearchOptions,
} from '../../../../src/app/documents/missingSearch.ts';
import { turnsDuring } from '../../../support/turnsDuring.ts';

const never = new AbortController().signal;

const sourceOf = (path: string, languageName = 'HTML'): DocumentSource => {
  const uri = URI.file(`/site/${path}`);
  const language = languageTable.find(({ name }) => name === languageName)!;
  const place = { path: uri.path, workspaceFolderPath: '/site' };
  return { uri, place, language, readAs: { languageName } };
};

const picture = (path: string, more: Partial<PictureReference> = {}): PictureReference => ({
  start: 0,
  end: 1,
  pathStart: 0,
  pathEnd: 1,
  path,
  ...more,
});

const many = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));

describe('The search for missing images', () => {
  let asked: string[];
  let listed: number[];
  let warnings: string[];
  beforeEach(() => {
    asked = [];
    listed = [];
    warnings = [];
  });

  type Document = readonly [source: DocumentSource, references: readonly PictureReference[]];

  const searchOf = (
    documents: readonly Document[],
    {
      isThere = () => false,
      names = [] as readonly string[],
    }: {
      readonly isThere?: (path: string) => boolean;
      readonly names?: readonly string[];
    } = {},
  ) => {
    const [[source, references]] = documents as [Document];
    return createMissingSearch({
      reading: {
        sourceOf: async () => source,
        sourceOfOpen: () => source,
        picturesIn: async () => references,
      } as unknown as MissingSearchOptions['reading'],
      openPictures: { of: async () => references },
      workspace: {
        async read({ onFound }) {
          for (const each of documents) onFound(...each);
          return documents.length;
        },
      },
      async exists({ path }) {
        asked.push(path);
        return isThere(path);
      },
      async findPictures(maxResults) {
        listed.push(maxResults);
        return names.slice(0, maxResults).map((name) => ({ path: `/site/some/${name}` }));
      },
      rulesAbove: async () => createIgnoreRules({ ignoreCase: false }),
      folders: {
        all: () => [{ uri: URI.file('/site'), name: 'work', index: 0 }],
        of: () => undefined,
      },
      limit: createMissingLimit({
        documents: { open: () => Promise.reject(new Error('It is not here.')) },
        pathOf: ({ path }) => path.slice('/site/'.length),
      }),
      defaultFormat: () => 'png',
      log: { warn: (message) => warnings.push(message) },
    });
  };

  const documentAt = (uri: URI): TextDocument =>
    ({
      uri,
      version: 1,
      positionAt: (offset: number) => ({ line: offset, character: 0 }),
    }) as unknown as TextDocument;

  const inWorkspace = (documents: readonly Document[]) =>
    searchOf(documents).inWorkspace(() => undefined, never);

  test('leaves out what is half a character, and what nobody has thought of, and finds the rest', async () => {
    const fox = picture('fox.png', { altText: 'A fox' });
    const half = [sourceOf('half.html'), [picture('\ud800.png'), fox]] as const;
    const other = [sourceOf('other.html'), [picture('owl.png', { altText: 'An owl' })]] as const;
    const broken = [sourceOf('broken.html'), [picture('broken.png')]] as const;
    const search = searchOf([half, broken, other], {
      isThere(path) {
        if (path.endsWith('/broken.png')) throw new TypeError('unforeseen');
        return false;
      },
    });
    const { pictures, tooMany } = await search.inWorkspace(() => undefined, never);
    assert.deepEqual(
      pictures.map(({ path }) => path),
      ['/site/fox.png', '/site/owl.png'],
    );
    assert.deepEqual(
      tooMany.map(({ error }) => error.message),
      ['broken.html could not be searched for pictures; the log says why.'],
    );
    assert.match(warnings.join(), /broken\.html.*unforeseen/);
    const { pictures: own } = await searchOf([half]).inDocument(half[0].uri, never);
    assert.equal(own.length, 1);
  });

  test('asks the disk once for a file that many places show, and lets other work come in between', async () => {
    const source = sourceOf('page.html');
    const references = many(70_000, (start) => picture('sprite.png', { start, end: start + 1 }));
    const search = searchOf([[source, references]]);
    const places = search.placesIn(documentAt(source.uri), { isUrgent: true }, never);
    const turns = await turnsDuring(places);
    assert.deepEqual(asked, ['/site/sprite.png']);
    assert.equal((await places).length, references.length);
    assert.ok(turns > 4, `${turns} turns`);
  });

  test('finds each place of what is missing, in its order, whatever else stands there', async () => {
    const source = sourceOf('page.html');
    const paths = ['a.png', 'there.png', 'b.png', 'a.png', 'https://a.b/c.png', 'b.png'];
    const references = paths.map((path, start) => picture(path, { start, end: start + 1 }));
    const search = searchOf([[source, references]], { isThere: (path) => path.includes('there') });
    const places = await search.placesIn(documentAt(source.uri), { isUrgent: true }, never);
    assert.deepEqual(
      places.map(({ range, picture: { path } }) => [range.start.line, path]),
      [
        [0, '/site/a.png'],
        [2, '/site/b.png'],
        [3, '/site/a.png'],
        [5, '/site/b.png'],
      ],
    );
  });

  test('goes by the first place that says what to make, in the order of documents', async () => {
    const documents = [
      [sourceOf('c.html'), [picture('a.png', { altText: 'third' })]],
      [
        sourceOf('b.html'),
        [picture('z.png'), picture('a.png'), picture('a.png', { altText: 'second' })],
      ],
      [sourceOf('a.html'), [picture('a.png'), picture('y.png', { altText: 'other' })]],
    ] as const;
    const missing = await inWorkspace(documents);
    assert.deepEqual(
      missing.pictures.map(({ path, prompt, unticked }) => [path, prompt, unticked]),
      [
        ['/site/a.png', 'second', undefined],
        ['/site/y.png', 'other', undefined],
        ['/site/z.png', 'z', 'noWords'],
      ],
    );
    assert.equal(missing.documentOf('/site/a.png')?.path, '/site/a.html');
    assert.equal(missing.documentOf('/site/z.png')?.path, '/site/b.html');
  });

  test('leaves out a document that asks for more than one command makes, and names it', async () => {
    const documents = [
      [sourceOf('good.html'), [picture('good.png', { altText: 'good' })]],
      [sourceOf('huge.html'), many(10_001, (index) => picture(`${index}.png`))],
      [sourceOf('other.html'), [picture('other.png', { altText: 'other' })]],
    ] as const;
    const { pictures, tooMany } = await inWorkspace(documents);
    assert.deepEqual(
      pictures.map(({ prompt }) => prompt),
      ['good', 'other'],
    );
    assert.deepEqual(
      tooMany.map(({ uri }) => uri.path),
      ['/site/huge.html'],
    );
    assert.match(tooMany[0]!.error.message, /^huge\.html: .*10,000 images/);
    await assert.rejects(searchOf([documents[1]]).inDocument(documents[1][0].uri, never), {
      code: 'badRequest',
    });
  });

  test('leaves out documents that are too much together, and names them', async () => {
    const documents = ['a', 'b', 'c'].map(
      (name) =>
        [
          sourceOf(`${name}.html`),
          // The same thousand in all of them.
          many(6000, (index) => picture(`${index < 1000 ? '' : name}${index}.png`)),
        ] as const,
    );
    const { pictures, tooMany } = await inWorkspace(documents.slice(0, 2));
    assert.equal(pictures.length, 6000);
    assert.match(String(tooMany[0]?.error.message), /^[ab]\.html: with those of other documents/);
    assert.equal(tooMany.length, 1);
  });

  test('looks for a LaTeX picture under its other names only while it is missing', async () => {
    const source = sourceOf('book.tex', 'LaTeX');
    const otherPaths = ['fox', 'img/fox'];
    const references = many(50, () => picture('pics/fox', { otherPaths }));
    await searchOf([[source, references]], {
      isThere: (path) => path.includes('pics/fox.png'),
    }).inDocument(source.uri, never);
    assert.deepEqual(asked, ['/site/pics/fox.png']);
  });

  test('gives up a document whose pictures may lie in more places than anybody looks', async () => {
    const source = sourceOf('book.tex', 'LaTeX');
    const folders = many(32, (index) => `folder${index}/`);
    const references = many(1000, (index) =>
      picture(`first/${index}`, { otherPaths: folders.map((folder) => `${folder}${index}`) }),
    );
    const other = [sourceOf('page.html'), [picture('a.png')]] as const;
    const { pictures, tooLong } = await inWorkspace([[source, references], other]);
    assert.equal(pictures.length, 1);
    assert.deepEqual(
      tooLong.map(({ path }) => path),
      ['/site/book.tex'],
    );
    assert.ok(asked.length <= 32_000);
    assert.match(warnings.join(), /book\.tex took too long/);
    const search = searchOf([[source, references]]);
    const places = search.placesIn(documentAt(source.uri), { isUrgent: true }, never);
    assert.deepEqual(await places, []);
  });

  test('lists the pictures of the workspace once for all hints, until some come or go', async () => {
    const source = sourceOf('note.md', 'Markdown');
    const embeds = ['Fox.png', 'gone.png'].map((path) => picture(path, { isWikiEmbed: true }));
    const search = searchOf([[source, embeds]], { names: ['fox.PNG'] });
    for (let version = 1; version < 9; version++) {
      const places = await search.placesIn(documentAt(source.uri), { isUrgent: true }, never);
      assert.deepEqual(
        places.map((place) => place.picture.path),
        ['/site/gone.png'],
      );
    }
    assert.equal(listed.length, 1);
    assert.ok(listed[0]! <= 20_000);
    search.filesChanged();
    await search.placesIn(documentAt(source.uri), { isUrgent: true }, never);
    assert.equal(listed.length, 2);
    await search.inDocument(source.uri, never);
    assert.equal(listed.length, 3, 'what is paid for is looked for anew');
  });

  test('takes a picture for there that may be among more than it can list', async () => {
    const source = sourceOf('note.md', 'Markdown');
    const names = many(20_001, (index) => `${index}.png`);
    const search = searchOf([[source, [picture('a.png', { isWikiEmbed: true })]]], { names });
    assert.deepEqual((await search.inDocument(source.uri, never)).pictures, []);
  });
});
