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
  vscode: ['core/', 'protocol/', 'vscode/', 'vscode', 'zod'],
  'vscode/files/localFiles.ts': ['core/', 'vscode/', 'vscode', 'node:'],
  'vscode/files/localImages.ts': ['core/', 'vscode/', 'vscode', 'node:'],
  'vscode/files/ledgerFiles.ts': ['vscode/', 'node:'],
  'vscode/files/regularFile.ts': ['core/', 'node:'],
  '': ['core/', 'oneMinAi/', 'transport/', 'vscode/', './', 'vscode', 'node:'],
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
    if (place === './') return !target.includes('/') && target.endsWith('.ts');
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

  for (const { path, text, target } of [
    { path: 'src/core/a.ts', text: "import { window } from 'vscode';", target: 'vscode' },
    { path: 'src/core/a.ts', text: "import type { Uri } from 'vscode';", target: 'vscode' },
    { path: 'src/core/a.ts', text: "const fs = await import('node:fs');", target: 'node:fs' },
    {
      path: 'src/core/a.ts',
      text: "export { x } from '../oneMinAi/b.ts';",
      target: 'oneMinAi/b.ts',
    },
    { path: 'src/oneMinAi/a.ts', text: "import 'undici';", target: 'undici' },
    {
      path: 'src/transport/a.ts',
      text: "import { e } from '../core/errors.ts';",
      target: 'core/errors.ts',
    },
    {
      path: 'src/protocol/messages.ts',
      text: "import { m } from '../core/models.ts';",
      target: 'core/models.ts',
    },
    {
      path: 'src/panel/a.ts',
      text: "import { p } from '../protocol/messages.ts';",
      target: 'protocol/messages.ts',
    },
    {
      path: 'src/panel/a.ts',
      text: "import type { T } from '../protocol/parse.ts';",
      target: 'protocol/parse.ts',
    },
    {
      path: 'src/vscode/a.ts',
      text: "import {\n  p,\n} from '../panel/b.ts';",
      target: 'panel/b.ts',
    },
    {
      path: 'src/vscode/commands/a.ts',
      text: "import { p } from '../../panel/b.ts';",
      target: 'panel/b.ts',
    },
    { path: 'src/vscode/a.ts', text: "import { join } from 'node:path';", target: 'node:path' },
  ]) {
    test(`${path} may not say ${text.replaceAll(/\s+/g, ' ')}`, () => {
      const imports = importsOf({ path, text });
      assert.deepEqual(
        imports.map((given) => given.target),
        [target],
      );
      const allowed = allowedFor(posix.relative('src', path));
      assert.equal(
        imports.some((given) => isAllowed(given, allowed)),
        false,
      );
    });
  }

  test('src/vscode has a room called panel of its own, which is not the webview', () => {
    const text = "import { host } from '../panel/host.ts';";
    const [given] = importsOf({ path: 'src/vscode/commands/a.ts', text });
    assert.deepEqual(given, { target: 'vscode/panel/host.ts', isTypeOnly: false });
    assert.equal(isAllowed(given!, allowedFor('vscode/commands/a.ts')), true);
  });
});
