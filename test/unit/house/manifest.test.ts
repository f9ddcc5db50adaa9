import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { parameterNames } from '../../../src/core/parameters.ts';
import { generatedManifest } from '../../../scripts/manifest.mjs';
import { oldestVsCode, vsCodeVersions } from '../../../scripts/setUp.mjs';
import { projectFiles, readProjectFile, readProjectJson } from './projectFiles.ts';
import { settingLimits } from '../../../src/app/settings.ts';

interface Setting {
  readonly type: string;
  readonly scope?: string;
  readonly order?: number;
  readonly default?: unknown;
  readonly markdownDescription?: string;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly tags?: readonly string[];
}

interface Manifest {
  readonly activationEvents: readonly string[];
  readonly dependencies?: object;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly engines: { readonly vscode: string };
  readonly capabilities: {
    readonly untrustedWorkspaces: { readonly restrictedConfigurations: readonly string[] };
  };
  readonly contributes: {
    readonly commands: readonly {
      readonly command: string;
      readonly title: string;
      readonly category: string;
    }[];
    readonly menus: Readonly<
      Record<string, readonly { readonly command?: string; readonly when?: string }[]>
    >;
    readonly languageModelTools: readonly {
      readonly name: string;
      readonly toolReferenceName: string;
      readonly inputSchema: {
        readonly properties: Readonly<Record<string, Partial<Setting>>>;
        readonly required: readonly string[];
      };
    }[];
    readonly configuration: { readonly properties: Readonly<Record<string, Setting>> };
  };
}

/** Settings that decide where the key goes or how much is spent: a workspace must not set them. */
const personalSettings = [
  'apiEndpoint',
  'confirmImagesAbove',
  'disableSafetyChecker',
  'maxParallelRequests',
  'requestTimeout',
  'requestsPerMinute',
].map((name) => `fluxKlein.${name}`);

describe('The manifest', () => {
  let manifest: Manifest;
  let nls: Readonly<Record<string, string>>;
  let settings: Readonly<Record<string, Setting>>;
  let source: string;

  before(async () => {
    manifest = await readProjectJson('package.json');
    nls = await readProjectJson('package.nls.json');
    settings = manifest.contributes.configuration.properties;
    source = (await projectFiles('src', /\.ts$/)).map(({ text }) => text).join('\n');
  });

  test('names what users and other extensions rely on', () => {
    const { publisher, name, license, displayName, engines } = manifest as Manifest &
      Record<string, unknown>;
    assert.deepEqual(
      { publisher, name, license, displayName },
      {
        publisher: 'fluxklein',
        name: 'image-generator',
        license: 'MIT',
        displayName: 'Flux Klein Image Generator',
      },
    );
    const { types } = vsCodeVersions[oldestVsCode];
    assert.equal(engines.vscode, `^${types}`);
    // Newer types would let code through that the oldest VS Code does not have.
    assert.equal(manifest.devDependencies['@types/vscode'], types);
  });

  test('is as the tables of the core have it', () => {
    assert.deepEqual(generatedManifest(manifest), manifest, 'run npm run manifest');
    assert.equal(JSON.stringify(generatedManifest(manifest)), JSON.stringify(manifest));
  });

  test('depends on nothing at run time', () => {
    assert.deepEqual(Object.keys(manifest.dependencies ?? {}), []);
  });

  test('pins what goes into the bundle', () => {
    for (const name of ['undici', 'zod', 'esbuild']) {
      assert.match(manifest.devDependencies[name] ?? '', /^\d+\.\d+\.\d+$/, name);
    }
  });

  test('has the words of every %key%, and no word too many', () => {
    const used = [...JSON.stringify(manifest).matchAll(/"%([^%"]+)%"/g)].flatMap(
      ([, key]) => key ?? [],
    );
    assert.deepEqual([...new Set(used)].toSorted(), Object.keys(nls).toSorted());
  });

  test('has every command that the code names, and no other', async () => {
    const ids = await readProjectFile('src/vscode/host/ids.ts');
    const inCode = [...ids.matchAll(/: '(fluxKlein\.\w+)'/g)].flatMap(([, id]) => id ?? []);
    const declared = manifest.contributes.commands.map(({ command }) => command);
    assert.ok(declared.includes('fluxKlein.generateImage'));
    assert.deepEqual(declared.toSorted(), inCode.toSorted());
    const inMenus = Object.values(manifest.contributes.menus).flatMap((items) =>
      items.flatMap(({ command }) => command ?? []),
    );
    assert.deepEqual(
      inMenus.filter((id) => !declared.includes(id)),
      [],
    );
    const labels = manifest.contributes.commands.map(({ title, category }) => [title, category]);
    for (const [title, category] of labels) {
      assert.match(title ?? '', /^%.+%$/);
      assert.equal(category, 'Flux Klein');
    }
  });

  test('says of every setting whose it is, where it stands and what it does', () => {
    const orders = Object.values(settings).map(({ order }) => order);
    assert.equal(new Set(orders).size, orders.length, 'two settings have the same place');
    for (const [id, setting] of Object.entries(settings)) {
      assert.match(id, /^fluxKlein\.[a-z]\w+$/);
      assert.match(setting.markdownDescription ?? '', /^%setting\..+%$/, id);
      assert.equal(typeof setting.order, 'number', id);
      assert.notEqual(setting.default, undefined, id);
      const scope = personalSettings.includes(id) ? 'application' : 'resource';
      assert.equal(setting.scope, scope, id);
    }
  });

  test('has every setting that the code reads, and no other', () => {
    const ids = Object.keys(settings);
    const reads =
      /\b(?:limit|personal|isSet|isFromWorkspace|settings\.value)\(\s*'(\w+)'|textSetting\(\s*\w+,\s*'(\w+)'/g;
    const read = [...source.matchAll(reads)].map(([, a, b]) => `fluxKlein.${a ?? b}`);
    assert.deepEqual(
      read.filter((id) => !ids.includes(id)),
      [],
    );
    const named = new Set([
      ...read,
      ...['model', ...parameterNames].map((name) => `fluxKlein.${name}`),
    ]);
    assert.deepEqual(
      ids.filter((id) => !named.has(id)),
      [],
    );
  });

  test('keeps what names a path, a template or a model from a workspace that is not trusted', () => {
    const { restrictedConfigurations } = manifest.capabilities.untrustedWorkspaces;
    const expected = Object.keys(settings).filter((id) =>
      /model|folder|template|pattern|root/i.test(id),
    );
    assert.deepEqual(restrictedConfigurations.toSorted(), expected.toSorted());
  });

  test('has the defaults and ranges of the service', () => {
    const described = Object.fromEntries(
      ['model', ...parameterNames].map((name) => {
        const { default: value, enum: values, minimum, maximum } = settings[`fluxKlein.${name}`]!;
        return [
          name,
          { value, allowed: values ?? (minimum === undefined ? 'any' : [minimum, maximum]) },
        ];
      }),
    );
    const klein = 'black-forest-labs/flux-2-klein-';
    assert.deepEqual(described, {
      model: { value: `${klein}4b`, allowed: [`${klein}4b`, `${klein}9b`] },
      aspectRatio: {
        value: '1:1',
        allowed: ['1:1', '16:9', '9:16', '3:2', '2:3', '4:5', '5:4'],
      },
      outputFormat: { value: 'webp', allowed: ['webp', 'jpg', 'png'] },
      outputQuality: { value: 80, allowed: [0, 100] },
      inferenceSteps: { value: 4, allowed: [1, 4] },
      goFast: { value: true, allowed: 'any' },
      megapixels: { value: '1', allowed: ['0.25', '1'] },
      disableSafetyChecker: { value: false, allowed: 'any' },
    });
  });

  test('offers agents the tool of the contract, within the limits of the service', () => {
    const { languageModelTools: tools } = manifest.contributes;
    assert.deepEqual(
      tools.map(({ name, toolReferenceName }) => [name, toolReferenceName]),
      [['fluxKlein_generate_image', 'generateImage']],
    );
    const { properties, required } = tools[0]!.inputSchema;
    assert.deepEqual(required, ['prompt']);
    const { aspectRatio, seed, count } = properties;
    assert.equal(aspectRatio?.enum?.length, 7);
    assert.deepEqual([seed?.minimum, seed?.maximum], [1, 4_294_967_295]);
    assert.deepEqual([count?.minimum, count?.maximum], [1, 8]);
  });

  test('has the limits that the code checks', () => {
    for (const [name, { min, max }] of Object.entries(settingLimits)) {
      const { minimum, maximum } = settings[`fluxKlein.${name}`]!;
      assert.equal(minimum, min, name);
      assert.equal(maximum, max === Number.MAX_SAFE_INTEGER ? undefined : max, name);
    }
  });

  test('marks the settings of the network as such', () => {
    const tagged = Object.keys(settings).filter((id) =>
      settings[id]?.tags?.includes('usesOnlineServices'),
    );
    assert.deepEqual(tagged.map((id) => id.replace('fluxKlein.', '')).sort(), [
      'apiEndpoint',
      'maxParallelRequests',
      'requestTimeout',
      'requestsPerMinute',
    ]);
  });
});
