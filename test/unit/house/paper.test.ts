import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { projectRoot } from '../../../scripts/projectPaths.mjs';
import { readProjectFile, readProjectJson } from './projectFiles.ts';

interface Setting {
  readonly order: number;
  readonly default: unknown;
  readonly markdownDescription: string;
}

interface Manifest {
  readonly scripts: Readonly<Record<string, string>>;
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly title: string }[];
    readonly menus: {
      readonly commandPalette: readonly { readonly command: string; readonly when: string }[];
    };
    readonly configuration: { readonly properties: Readonly<Record<string, Setting>> };
  };
}

const papers = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'SECURITY.md'];

/** Paths in src/ that the architecture speaks of. */
function namedFiles(text: string): string[] {
  return [...text.matchAll(/`((?:core|oneMinAi|transport|vscode)\/[\w/]*(?:\.ts)?)`/g)].flatMap(
    ([, path]) => path ?? [],
  );
}

describe('The paper', () => {
  let manifest: Manifest;
  let nls: Readonly<Record<string, string>>;
  const texts = new Map<string, string>();

  before(async () => {
    manifest = await readProjectJson('package.json');
    nls = await readProjectJson('package.nls.json');
    for (const name of papers) texts.set(name, await readProjectFile(name));
  });

  test('the table of settings in the README is that of the manifest', () => {
    const settings = Object.entries(manifest.contributes.configuration.properties);
    const expected = settings
      .sort(([, a], [, b]) => a.order - b.order)
      .map(([id, { default: value, markdownDescription }]) => {
        const words = nls[markdownDescription.replaceAll('%', '')] ?? '';
        const shown = value === '' ? 'empty' : `\`${asText(value)}\``;
        return `| \`${id}\` | ${shown} | ${words.replaceAll(/`#([\w.]+)#`/g, '`$1`')} |`;
      });
    const rows = texts.get('README.md')?.match(/^\| `fluxKlein\..*\|$/gm);
    assert.deepEqual(rows, expected);
  });

  test('every command in the palette is in the README', () => {
    const { commands, menus } = manifest.contributes;
    const hidden = menus.commandPalette.filter(({ when }) => when === 'false');
    const shown = commands.filter(
      ({ command }) => !hidden.some((item) => item.command === command),
    );
    const titles = shown.map(({ title }) => nls[title.replaceAll('%', '')] ?? title);
    const rows =
      texts
        .get('README.md')
        ?.match(/^\| ([^|`]+) \|/gm)
        ?.map(String) ?? [];
    assert.deepEqual(
      titles.filter((title) => !rows.includes(`| ${title} |`)),
      [],
    );
  });

  test('every npm script that is named exists', () => {
    for (const [name, text] of texts) {
      for (const [, script = ''] of text.matchAll(/\bnpm run ([\w:-]+)/g)) {
        assert.ok(Object.hasOwn(manifest.scripts, script), `${name} names npm run ${script}`);
      }
    }
  });

  test('every file that is linked or named is there', () => {
    for (const [name, text] of texts) {
      for (const [, target = ''] of withoutCode(text).matchAll(/\]\((?!https:)([^)#]+)\)/g)) {
        assert.ok(existsSync(join(projectRoot, target)), `${name} links to ${target}`);
      }
      for (const path of namedFiles(text)) {
        assert.ok(existsSync(join(projectRoot, 'src', path)), `${name} names src/${path}`);
      }
    }
  });

  test('the Marketplace takes the pictures of the README', () => {
    const pictures = [
      ...withoutCode(texts.get('README.md') ?? '').matchAll(/!\[([^\]]*)\]\(([^)]+)\)/g),
    ];
    assert.ok(pictures.length > 0);
    for (const [, altText = '', target = ''] of pictures) {
      assert.match(target, /^media\/readme\/[\w-]+\.png$/);
      assert.ok(altText.length > 20, `${target} says nothing to those who do not see it`);
    }
  });

  test('nothing is shouted', () => {
    for (const [name, text] of texts) {
      const prose = text.replaceAll(/```[\s\S]*?```|`[^`]*`|!\[/g, '');
      assert.doesNotMatch(prose, /!/, name);
    }
  });
});

/** What stands in examples is an example. */
const withoutCode = (text: string): string => text.replaceAll(/^```[^]*?^```$|`[^`\n]*`/gm, '');

const asText = (value: unknown): string =>
  typeof value === 'string' ? value : JSON.stringify(value);
