// Writes l10n/bundle.l10n.json: every text that a translator gets. Runs in the project's Node.
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { getL10nJson } from '@vscode/l10n-dev';
import { parameters } from '../src/core/parameters.ts';
import { historyStrings } from '../src/protocol/historyStrings.ts';
import { panelStrings } from '../src/protocol/panelStrings.ts';

const sourcePath = fileURLToPath(new URL('../src', import.meta.url));
const bundlePath = fileURLToPath(new URL('../l10n/bundle.l10n.json', import.meta.url));

/** @returns {Promise<Record<string, string>>} texts of the extension and of its views */
export async function translatableTexts() {
  const names = (await readdir(sourcePath, { recursive: true })).filter((name) =>
    name.endsWith('.ts'),
  );
  const files = await Promise.all(
    names.sort().map((name) => readFile(join(sourcePath, name), 'utf8')),
  );
  // Most have no words, and reading them as a compiler does takes a while.
  const withWords = files.filter((contents) => contents.includes('l10n'));
  // The export looks only into files that import VS Code, and the extension has an `l10n` of its own.
  const imported = "import * as vscode from 'vscode';\n";
  const found = await getL10nJson(
    withWords.map((contents) => ({ extension: '.ts', contents: imported + contents })),
  );
  // A webview has no `l10n`, and tables stand where there is none: no call names their texts.
  const ofTables = Object.values(parameters).flatMap(({ label, hint }) => [label, hint ?? label]);
  const texts = [...Object.values(panelStrings), ...Object.values(historyStrings), ...ofTables];
  return { ...found, ...Object.fromEntries(texts.map((text) => [text, text])) };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await writeFile(bundlePath, `${JSON.stringify(await translatableTexts(), null, 2)}\n`);
}
