// Writes into package.json what the tables of the core decide: settings of parameters, choices of agents, the
// documents that wake the extension, and those that menus are for. Runs in the project's Node.
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { languageTable } from '../src/core/documents/languageTable.ts';
import { imageEndings } from '../src/core/imageFormats.ts';
import {
  countRule,
  defaultOf,
  modelIds,
  modelRule,
  parametersOf,
  ruleOf,
  seedRule,
} from '../src/core/models.ts';
import { parameter } from '../src/core/parameters.ts';

const manifestPath = fileURLToPath(new URL('../package.json', import.meta.url));

/** The model whose parameters have settings of their own. */
const [usualModel] = modelIds;

/** @param {import('../src/core/valueRule.ts').ValueRule} rule */
function schemaOf(rule) {
  if (rule.kind === 'choice') return { type: 'string', enum: [...rule.choices] };
  if (rule.kind === 'flag') return { type: 'boolean' };
  const type = rule.isWhole ? 'integer' : 'number';
  return { type, minimum: rule.min, maximum: rule.max };
}

/** What a person sets for themselves comes last, behind the model. */
function settingsOfParameters(known) {
  const names = parametersOf(usualModel);
  const isPersonal = (name) => parameter(name).isPersonal ?? false;
  const all = [...names.filter((name) => !isPersonal(name)), 'model', ...names.filter(isPersonal)];
  const entries = all.map((name, index) => {
    const isModel = name === 'model';
    const { type, ...allowed } = schemaOf(isModel ? modelRule : ruleOf(usualModel, name));
    const id = `fluxKlein.${name}`;
    const setting = {
      order: 10 + index,
      type,
      scope: !isModel && isPersonal(name) ? 'application' : 'resource',
      default: isModel ? usualModel : defaultOf(usualModel, name),
      ...allowed,
      // Words for choices that do not speak for themselves are written by hand.
      ...(known[id]?.enumDescriptions && { enumDescriptions: known[id].enumDescriptions }),
      markdownDescription: `%setting.${name}%`,
    };
    return [id, setting];
  });
  return Object.fromEntries(entries);
}

/** The choices of a tool's arguments that the tables know; which there are, and their words, are written by hand. */
function withChoices(properties) {
  const entries = Object.entries(properties).map(([name, { description, ...rest }]) => {
    const rule =
      name === 'seed' ? seedRule : name === 'count' ? countRule : ruleOf(usualModel, name);
    if (!rule) return [name, { ...rest, ...(description && { description }) }];
    const { type, ...allowed } = schemaOf(rule);
    const isChoice = rule.kind === 'choice';
    return [name, { ...(!isChoice && { type }), ...allowed, ...(description && { description }) }];
  });
  return Object.fromEntries(entries);
}

/** A document in one of the languages: by its id, or by its ending where VS Code may not know the language. */
function isDocument() {
  const ids = languageTable.flatMap(({ languageIds }) => languageIds);
  const endings = languageTable
    .filter(({ languageIds, isBuiltIn }) => languageIds.length > 0 && !isBuiltIn)
    .flatMap(({ extensions }) => extensions.map((ending) => ending.slice(1)));
  return `resourceLangId =~ /^(${ids.join('|')})$/ || resourceExtname =~ /^\\.(${endings.join('|')})$/i`;
}

/** Menu items for documents in any of the languages, by menu: what their condition has besides. */
const documentMenus = { 'editor/title': undefined, 'editor/context': '!editorReadonly' };
const documentCommand = 'fluxKlein.generateMissingImages';

/** The submenu of image files, with what its condition has besides in each menu. */
const imageMenu = 'fluxKlein.image';
const imageMenus = { 'editor/title': 'activeCustomEditorId == imagePreview.previewEditor' };
const isImage = `resourceExtname =~ /^\\.(${imageEndings.join('|')})$/i`;

function withImages(menus) {
  const entries = Object.entries(menus).map(([menu, items]) => {
    const when = [imageMenus[menu], isImage].filter(Boolean).join(' && ');
    const written = items.map((item) => (item.submenu === imageMenu ? { ...item, when } : item));
    return [menu, written];
  });
  return Object.fromEntries(entries);
}

function withDocuments(menus) {
  const entries = Object.entries(menus).map(([menu, items]) => {
    if (!(menu in documentMenus)) return [menu, items];
    const besides = documentMenus[menu];
    const when = besides ? `(${isDocument()}) && ${besides}` : isDocument();
    const written = items.map((item) =>
      item.command === documentCommand ? { ...item, when } : item,
    );
    return [menu, written];
  });
  return Object.fromEntries(entries);
}

/** The manifest with all that the tables decide as they decide it. */
export function generatedManifest(manifest) {
  const { contributes } = manifest;
  const { configuration, languageModelTools, menus } = contributes;
  const fromTables = settingsOfParameters(configuration.properties);
  return {
    ...manifest,
    activationEvents: languageTable.flatMap(({ languageIds }) =>
      languageIds.map((id) => `onLanguage:${id}`),
    ),
    contributes: {
      ...contributes,
      configuration: {
        ...configuration,
        properties: { ...fromTables, ...withoutKeys(configuration.properties, fromTables) },
      },
      menus: withImages(withDocuments(menus)),
      languageModelTools: languageModelTools.map((tool) => ({
        ...tool,
        inputSchema: {
          ...tool.inputSchema,
          properties: withChoices(tool.inputSchema.properties),
        },
      })),
    },
  };
}

function withoutKeys(object, others) {
  return Object.fromEntries(Object.entries(object).filter(([key]) => !(key in others)));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const manifest = JSON.parse(await readFile(manifestPath, 'utf8'));
  await writeFile(manifestPath, `${JSON.stringify(generatedManifest(manifest), null, 2)}\n`);
}
