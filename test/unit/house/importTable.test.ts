import assert from 'node:assert/strict';
import { posix } from 'node:path';
import { before, describe, test } from 'node:test';
import { projectFiles, type ProjectFile } from './projectFiles.ts';

/**
 * The import table of ARCHITECTURE.md: room → what it may import. A trailing `: types` allows types only. Paths are
 * those of src/, `room/` being everything in it.
 */
const table: Readonly<Record<string, readonly string[]>> = {
  core: ['core/', 'zod'],
  // Parsers of documents: each is loaded with the first document of its language.
  'core/documents/markdown': [
    'core/',
    'entities',
    'acorn',
    'acorn-jsx',
    'micromark',
    'micromark-extension-frontmatter',
    'micromark-extension-gfm-footnote',
    'micromark-extension-gfm-table',
    'micromark-extension-math',
    'micromark-extension-mdxjs',
    'micromark-util-decode-string',
    'micromark-util-normalize-identifier',
    'micromark-util-types',
  ],
  'core/batch': ['core/', 'yaml', 'zod'],
  'core/documents/web': ['core/', '@babel', '@csstools', 'htmlparser2'],
  oneMinAi: ['core/', 'oneMinAi/', 'zod'],
  transport: [
    'transport/',
    'oneMinAi/transport.ts',
    'core/errors.ts: types',
    'core/ports.ts: types',
    'node:',
    'undici',
  ],
  protocol: ['protocol/', 'core/: types'],
  'protocol/parse.ts': ['protocol/', 'core/', 'zod'],
  'protocol/parseHistory.ts': ['protocol/', 'core/', 'zod'],
  panel: [
    'panel/',
    'core/valueRule.ts',
    'protocol/messages.ts: types',
    'protocol/panelStrings.ts: types',
    'protocol/historyMessages.ts: types',
    'protocol/historyStrings.ts: types',
    'lit',
    '@vscode/codicons',
  ],
  // What the product does, for every front door.
  app: ['core/', 'app/', 'vscode-uri: types', 'zod'],
  // This computer: its files, its clock, its threads.
  node: ['core/', 'app/', 'node/', 'node:'],
  vscode: ['core/', 'app/', 'protocol/', 'vscode/', 'vscode', 'zod'],
  // The object graph of the extension, in the pieces in which it is loaded.
  extension: [
    'core/',
    'oneMinAi/',
    'transport/',
    'app/',
    'node/',
    'vscode/',
    'extension/',
    'vscode',
    'node:',
  ],
  'extension.ts': ['app/', 'vscode/', 'extension/', 'vscode: types'],
};

interface Import {
  /** A path in src/, or the name of a module. */
  readonly target: string;
  readonly isTypeOnly: boolean;
}

const importForms =
  /(?<type>\b(?:import|export)\s+type\b|\btypeof\s+import\()?(?:[^'"`;]*?\bfrom\s*|\bimport\s*\(\s*|\bimport\s*|\s*)(?<quote>['"])(?<target>[^'"\n]+)\k<quote>/;

/** Every import of a file, static and dynamic. */
function importsOf({ path, text }: ProjectFile): Import[] {
  const code = text.replaceAll(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm, '');
  const statements = code.match(
    /^(?:import|export)\b[^;'"]*?\bfrom\s*['"][^'"]+['"]|^import\s*['"][^'"]+['"]|\btypeof\s+import\(\s*['"][^'"]+['"]|\bimport\(\s*['"][^'"]+['"]/gm,
  );
  return (statements ?? []).map((statement) => {
    const found = importForms.exec(statement)?.groups;
    const target = found?.['target'] ?? '';
    const isRelative = target.startsWith('.');
    return {
      target: isRelative
        ? posix.relative('src', posix.join(posix.dirname(path), target))
        : target.replace(/^((?:@[^/]+\/)?[^/:]+)\/.*/, '$1'),
      isTypeOnly: found?.['type'] !== undefined,
    };
  });
}

function allowedFor(pathInSrc: string): readonly string[] {
  // A file's own row, else that of the innermost folder that has one.
  const folders = pathInSrc
    .split('/')
    .map((_, depth, names) => names.slice(0, -1 - depth).join('/'));
  const allowed = [pathInSrc, ...folders].flatMap((row) => (table[row] ? [table[row]] : []))[0];
  assert.ok(allowed, `${pathInSrc} is in no room of the import table`);
  return allowed;
}

function isAllowed({ target, isTypeOnly }: Import, allowed: readonly string[]): boolean {
  return allowed.some((entry) => {
    const [place = '', types] = entry.split(': ');
    if (types !== undefined && !isTypeOnly) return false;
    return place.endsWith('/') || place.endsWith(':') ? target.startsWith(place) : target === place;
  });
}

describe('The import table', () => {
  let files: ProjectFile[];

  before(async () => {
    files = await projectFiles('src', /\.ts$/);
  });

  test('every import of every file in src is in the table', () => {
    const broken = files.flatMap((file) => {
      const pathInSrc = posix.relative('src', file.path);
      const allowed = allowedFor(pathInSrc);
      return importsOf(file)
        .filter((given) => !isAllowed(given, allowed))
        .map(({ target }) => `${pathInSrc} imports ${target}; allowed: ${allowed.join(', ')}`);
    });
    assert.deepEqual(broken, []);
  });

  test('the imports are found at all', () => {
    const found = new Set(files.flatMap(importsOf).map(({ target }) => target));
    for (const target of ['vscode', 'undici', 'zod', 'node:crypto', 'core/errors.ts']) {
      assert.ok(found.has(target), `${target} is imported by nobody`);
    }
  });

  test('nothing imports itself in a circle, types included', () => {
    const importsOfFile = new Map(
      files.map((file) => [posix.relative('src', file.path), importsOf(file)] as const),
    );
    const known = new Set<string>();
    const circles: string[] = [];
    const follow = (path: string, way: readonly string[]): void => {
      if (way.includes(path)) {
        circles.push([...way.slice(way.indexOf(path)), path].join(' → '));
        return;
      }
      if (known.has(path)) return;
      known.add(path);
      for (const { target } of importsOfFile.get(path) ?? []) follow(target, [...way, path]);
    };
    for (const path of importsOfFile.keys()) follow(path, []);
    assert.deepEqual(circles, []);
  });

  for (const [path, text] of [
    ['src/core/a.ts', "import type { Uri } from 'vscode';"],
    ['src/core/a.ts', "const fs = await import('node:fs');"],
    ['src/core/a.ts', "export { x } from '../oneMinAi/b.ts';"],
    ['src/oneMinAi/a.ts', "import 'undici';"],
    ['src/transport/a.ts', "import { e } from '../core/errors.ts';"],
    ['src/protocol/messages.ts', "import { m } from '../core/models.ts';"],
    ['src/panel/a.ts', "import type { T } from '../protocol/parse.ts';"],
    ['src/app/making/a.ts', "import type { Uri } from 'vscode';"],
    ['src/app/making/a.ts', "import { URI } from 'vscode-uri';"],
    ['src/app/making/a.ts', "import { join } from 'node:path';"],
    ['src/app/making/a.ts', "import {\n  l10n,\n} from '../../vscode/host/l10n.ts';"],
    ['src/node/a.ts', "import { log } from '../vscode/host/log.ts';"],
    ['src/vscode/commands/a.ts', "import { p } from '../../panel/b.ts';"],
    ['src/vscode/host/a.ts', "import { x } from '../../node/localFiles.ts';"],
  ] as const) {
    test(`${path} may not say ${text.replaceAll(/\s+/g, ' ')}`, () => {
      const [given, ...others] = importsOf({ path, text });
      assert.deepEqual(others, []);
      assert.equal(isAllowed(given!, allowedFor(posix.relative('src', path))), false);
    });
  }
});
