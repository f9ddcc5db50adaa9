import assert from 'node:assert/strict';
import { basename } from 'node:path';
import { before, describe, test } from 'node:test';
import { projectFiles, type ProjectFile } from './projectFiles.ts';

interface Rule {
  readonly title: string;
  readonly broken: RegExp;
  /** A line that the rule is against. */
  readonly example: string;
  /** A line that looks like it and is fine. */
  readonly harmless: string;
}

/** What the house does not write, and no tool looks for. */
const rules: readonly Rule[] = [
  {
    title: 'members are hidden with # and not with private',
    broken: /^\s*private\s/m,
    example: '  private readonly name: string;',
    harmless: '  // private matters',
  },
  {
    title: 'constructors declare no members in passing',
    broken: /constructor\([^)]*(?<!:\s)\b(?:public|private|protected|readonly)\s/,
    example: 'constructor(readonly name: string) {',
    harmless: 'constructor(names: readonly string[]) {',
  },
  {
    title: 'closed sets are unions, not enums',
    broken: /^\s*(?:export\s+)?(?:declare\s+)?(?:const\s+)?enum\s/m,
    example: 'export const enum Format {',
    harmless: "  schema: z.enum(['a']),",
  },
  {
    title: 'nothing is left for later',
    broken: /\b(?:TODO|FIXME|XXX|HACK)\b/,
    example: '// TODO: later',
    harmless: "t('To do this, choose a folder')",
  },
  {
    title: 'no type is silenced',
    broken: /@ts-(?:ignore|nocheck)|\bas any\b/,
    example: 'const x = y as any;',
    harmless: 'the same as anywhere',
  },
  {
    title: 'no banners stand between the parts of a file',
    broken: /^\s*(?:\/\/|\/?\*+)\s*[-=*#]{4,}/m,
    example: '// ------ helpers ------',
    harmless: '/** Joins with `---`. */',
  },
];

describe('The house style', () => {
  let source: ProjectFile[];
  let everything: ProjectFile[];

  before(async () => {
    source = await projectFiles('src', /\.ts$/);
    everything = [
      ...source,
      ...(await projectFiles('scripts', /\.m?[jt]s$/)),
      ...(await projectFiles('test', /\.[cm]?[jt]s$/)),
    ].filter(({ path }) => path !== 'test/unit/house/style.test.ts');
  });

  for (const { title, broken, example, harmless } of rules) {
    test(title, () => {
      assert.match(example, broken);
      assert.doesNotMatch(harmless, broken);
      const found = everything.filter(({ text }) => broken.test(text));
      assert.deepEqual(
        found.map(({ path }) => path),
        [],
      );
    });
  }

  test('files are camelCase and named for what they hold', () => {
    const vague =
      /^(?:utils?|helpers?|common|managers?|misc|shared|index|types)\b|(?:Utils?|Helpers?|Manager)\b/;
    const names = everything
      .map(({ path }) => path)
      .filter((path) => !path.startsWith('src/core/index'));
    const wrong = names.filter((path) => {
      const name = basename(path).replace(/(?:\.d|\.test)?\.[cm]?[jt]s$/, '');
      return vague.test(name) || !/^[a-z][A-Za-z0-9]*$/.test(name);
    });
    assert.deepEqual(wrong, []);
  });

  test('imports name the file that they mean', () => {
    const vague = /\bfrom\s+'\.{1,2}\/[^']*(?<!\.(?:ts|mjs|cjs|mts|json|css|svg))'/;
    assert.match("import { a } from './b';", vague);
    const found = source.filter(({ text }) => vague.test(text));
    assert.deepEqual(
      found.map(({ path }) => path),
      [],
    );
  });
});
