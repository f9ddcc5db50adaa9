import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { projectRoot } from '../../../scripts/projectPaths.mjs';

test('what is dragged or pasted into a document stays the business of VS Code', async () => {
  const folder = join(projectRoot, 'src');
  const names = await readdir(folder, { recursive: true });
  const scripts = names.filter((name) => name.endsWith('.ts'));
  assert.ok(scripts.length > 0);
  for (const name of scripts) {
    const text = await readFile(join(folder, name), 'utf8');
    assert.doesNotMatch(text, /registerDocument(?:Drop|Paste)EditProvider/, name);
  }
});
