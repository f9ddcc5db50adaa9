import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { translatableTexts } from '../../../scripts/l10n.mjs';
import { projectFiles, readProjectJson } from './projectFiles.ts';

describe('Words for people', () => {
  test('l10n/bundle.l10n.json is what `npm run l10n` writes', async () => {
    const found = await translatableTexts();
    assert.deepEqual(await readProjectJson('l10n/bundle.l10n.json'), found);
    assert.ok(Object.keys(found).length > 200);
  });

  test('every translated word is written in the one form that the export finds', async () => {
    const files = await projectFiles('src/vscode', /\.ts$/);
    const lost = files.filter(({ text }) => /\{[^}]*\bt\b[^}]*\} = (vscode\.)?l10n\b/.test(text));
    assert.deepEqual(
      lost.map(({ path }) => path),
      [],
      'write l10n.t(…) or vscode.l10n.t(…): the export does not see a t of its own',
    );
  });

  test('no words are put together from parts with placeholders that are not numbered', async () => {
    const words = Object.keys(
      await readProjectJson<Record<string, string>>('l10n/bundle.l10n.json'),
    );
    assert.deepEqual(
      words.filter((text) => /\$\{|\{(?!\d+\})/.test(text)),
      [],
    );
    assert.deepEqual(
      words.filter((text) => text !== text.trim() || text.includes('!')),
      [],
    );
  });
});
