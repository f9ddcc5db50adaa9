import assert from 'node:assert/strict';
import { isInside, resolveAssetFolder, type DocumentPlace } from '../../src/core/assetFolder.ts';
import { fileNameOf, renderName, slugOf, type NameVariables } from '../../src/core/assetName.ts';
import { resolveCopyDestination } from '../../src/core/copyDestination.ts';
import { matchesGlob } from '../../src/core/glob.ts';
import type { SeededRandom } from '../support/seededRandom.ts';
import { fuzz } from './support/fuzzer.ts';
import { garbage, mutatedText } from './support/mutation.ts';

const nameTemplates = [
  '${slug}',
  '${date}/${slug}-${seed}_${ratio}',
  '${docName}/${heading} ${n}.webp',
  'CON.png',
  '../../${slug}',
  'a b/. /${model}',
];
const nameWords = ['${', '}', '${slug}', '${heading}', '${n}', '/', '..', '.webp', 'COM1', ' .'];

const folderTemplates = [
  'assets',
  './assets/${documentBaseName}',
  '${documentDirName}/pictures',
  '${documentRelativeDirName/^docs\\/(.*)$/images\\/$1/}',
  '${documentFileName/(\\w+)-(\\w+)/$2/}/${unixTime}',
  '/static/${isoTime}/${fileExtName}',
];
const transforms = ['a+', '(a*)*', '(a|a)*b', '(.*)-(.*)', '.*.*.*x', '\\w+\\s?x', '[^/]+$', '\\1'];
const folderWords = [
  '${documentDirName',
  '${documentFilePath',
  '/}',
  '}',
  '/$1/}',
  '\\/',
  ...transforms.map((pattern) => `\${documentFilePath/${pattern}/x/}`),
];

const globs = ['*.md', '**/docs/**', '/notes/*.md', '{a,b,c}/**/*', '[a-z]*', '**/*.{md,mdx}'];
const globWords = ['**', '*', '/', '{', '}', ',', '{a,b}', '[', ']', '[^', '[a-', '?', '\\', '!'];

/** A text of a setting: nearly right, or built of its own tokens. */
function drawTemplate(
  random: SeededRandom,
  samples: readonly string[],
  words: readonly string[],
  maxLength = 4096,
): string {
  return random.oneIn(3)
    ? garbage(random, words)
    : mutatedText(random.pick(samples), random, { words, maxLength });
}

/** Braces that multiply, before what takes long each time. */
function drawGlob(random: SeededRandom): string {
  const glob = drawTemplate(random, globs, globWords, 1024);
  const braces = random.pick(['{a,b}', '{**/,**/}', '{*,*a}']).repeat(random.below(10));
  return random.oneIn(8) ? (braces + glob).slice(0, 1024) : glob;
}

/** What a file system allows: names of at most 255 bytes, none of them `.` or `..`. */
function drawPath(random: SeededRandom): string {
  const name = (): string =>
    random
      .pick(['docs', 'a', 'a'.repeat(255), '-', 'ab-'.repeat(80), 'x y', '湖', '.md', 'page.md'])
      .slice(0, 1 + random.below(255));
  return `/${Array.from({ length: 1 + random.below(random.oneIn(20) ? 16 : 5) }, name).join('/')}`;
}

function drawPlace(random: SeededRandom): DocumentPlace {
  const folder = random.oneIn(3) ? '/site' : drawPath(random);
  const isInFolder = !random.oneIn(4);
  return {
    path: isInFolder ? `${folder}${drawPath(random)}` : drawPath(random),
    ...(isInFolder && { workspaceFolderPath: folder }),
  };
}

function assertIsAbsolute(path: string): void {
  assert.ok(path.startsWith('/'));
  assert.ok(path === '/' || !path.endsWith('/'));
  assert.doesNotMatch(path, /\/\/|\/\.{1,2}(?:\/|$)/);
}

function assertIsFileName(path: string): void {
  for (const name of path.split('/')) {
    assert.ok(Buffer.byteLength(name) <= 255 && name.isWellFormed());
    // oxlint-disable-next-line no-control-regex -- they are what must not be there
    assert.doesNotMatch(name, /^\.|^$|[\s.]$|[\u0000-\u001f<>:"\\|?*\u202e]/u);
    assert.doesNotMatch(name, /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i);
  }
}

interface NameInput {
  readonly template: string;
  readonly values: string;
}

const variables: NameVariables = {
  slug: 'red-fox',
  date: '2026-03-27',
  time: '10-00-01',
  seed: '7',
  ratio: '16x9',
  model: 'flux-2-klein-4b',
  docName: 'page',
  heading: '',
  n: '1',
};

fuzz<NameInput>('What an image shall be called', [
  {
    name: 'the reader of name templates',
    draw: (random) => ({
      template: drawTemplate(random, nameTemplates, nameWords),
      values: garbage(random),
    }),
    read({ template, values }) {
      const filled = { ...variables, slug: slugOf(values), docName: values, heading: values };
      const name = renderName(template, filled, 'fileName');
      assertIsFileName(fileNameOf(name, 'webp', 0));
      assertIsFileName(fileNameOf(name, 'jpg', 4711));
    },
  },
]);

interface FolderInput {
  readonly template: string;
  readonly document: DocumentPlace;
}

fuzz<FolderInput>('Where an image shall go', [
  {
    name: 'the reader of folder templates',
    draw: (random) => ({
      template: drawTemplate(random, folderTemplates, folderWords, 1100),
      document: drawPlace(random),
    }),
    read({ template, document }) {
      const field = 'fluxKlein.assetsFolder';
      const path = resolveAssetFolder({ template, field, document, epochMs: 0, format: 'webp' });
      assertIsAbsolute(path);
      assert.ok(isInside(path, '/', { ignoreCase: false }));
    },
  },
]);

interface DestinationInput {
  readonly destinations: unknown;
  readonly document: DocumentPlace;
}

fuzz<DestinationInput>('Where VS Code would put a file', [
  {
    name: 'the reader of copy destinations',
    draw: (random) => ({
      destinations: Object.fromEntries(
        Array.from({ length: 1 + random.below(4) }, () => [
          drawGlob(random),
          drawTemplate(random, folderTemplates, folderWords, 1100),
        ]),
      ),
      document: drawPlace(random),
    }),
    read({ destinations, document }) {
      const path = resolveCopyDestination({
        destinations,
        document,
        workspaceFolderPaths: ['/site', document.workspaceFolderPath ?? '/a'],
        fileName: 'red-fox.webp',
        epochMs: 0,
      });
      if (path !== undefined) assertIsAbsolute(path);
    },
  },
]);

fuzz<readonly [string, string]>('Which documents are meant', [
  {
    name: 'the reader of globs',
    draw: (random) => [drawGlob(random), drawPath(random).slice(1)],
    read: ([glob, path]) => assert.equal(typeof matchesGlob(glob, path), 'boolean'),
  },
]);
