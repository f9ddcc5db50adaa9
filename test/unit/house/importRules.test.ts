import assert from 'node:assert/strict';
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { projectRoot } from '../../../scripts/projectPaths.mjs';
import { runCommand, toolEnvironment } from '../../../scripts/runCommand.mjs';

/** Imports that break a rule of a room, and a word of what the linter then teaches. */
const forbidden: readonly (readonly [path: string, code: string, lesson: RegExp])[] = [
  ['src/core/host.ts', "import { window } from 'vscode';", /core is pure/],
  ['src/core/types.ts', "import type { Uri } from 'vscode';", /core is pure/],
  ['src/core/disk.ts', "import { readFile } from 'node:fs/promises';", /core is pure/],
  ['src/core/outward.ts', "import { x } from '../oneMinAi/wire.ts';", /Arrows point inward/],
  ['src/core/clock.ts', 'export const x = new Date();', /from a Clock/],
  ['src/oneMinAi/host.ts', "import { env } from 'vscode';", /host-neutral/],
  ['src/oneMinAi/http.ts', "import { request } from 'undici';", /host-neutral/],
  ['src/oneMinAi/outward.ts', "import { x } from '../transport/undici.ts';", /core only/],
  ['src/transport/host.ts', "import { workspace } from 'vscode';", /as values/],
  ['src/transport/schema.ts', "import * as x from 'zod/mini';", /parsed in oneMinAi/],
  ['src/transport/core.ts', "import { x } from '../core/request.ts';", /nothing else of this/],
  ['src/transport/client.ts', "import { x } from '../oneMinAi/client.ts';", /nothing else of this/],
  ['src/transport/outward.ts', "import { x } from '../vscode/log.ts';", /nothing else of this/],
  ['src/protocol/messages.ts', "import { x } from '../core/models.ts';", /types of the core only/],
  ['src/protocol/other.ts', "import * as x from 'zod/mini';", /types only/],
  ['src/protocol/parse.ts', "import { Uri } from 'vscode';", /knows neither/],
  ['src/panel/host.ts', "import { Uri } from 'vscode';", /runs in a webview/],
  ['src/panel/schema.ts', "import * as x from 'zod';", /runs in a webview/],
  ['src/panel/parse.ts', "import type { x } from '../protocol/parse.ts';", /sees types/],
  ['src/panel/running.ts', "import { x } from '../protocol/messages.ts';", /nothing that runs/],
  ['src/panel/core.ts', "import type { x } from '../core/models.ts';", /sees types/],
  ['src/vscode/http.ts', "import { request } from 'undici';", /Only src\/transport/],
  ['src/vscode/client.ts', "import { x } from '../oneMinAi/client.ts';", /asks an ImageService/],
  ['src/vscode/disk.ts', "import { join } from 'node:path';", /workspace\.fs/],
  ['src/vscode/commands/panel.ts', "import { x } from '../../panel/form.ts';", /asks an Image/],
  ['src/vscode/files/localFiles.ts', "import { request } from 'undici';", /Only src\/transport/],
  ['src/graph.ts', "import { request } from 'undici';", /only join the rooms/],
];

/** Imports that the rooms need. */
const allowed: readonly (readonly [path: string, code: string])[] = [
  ['src/core/schema.ts', "import * as x from 'zod/mini';"],
  ['src/oneMinAi/inward.ts', "import { x } from '../core/errors.ts';"],
  ['src/transport/errors.ts', "import type { x } from '../core/errors.ts';"],
  ['src/transport/interface.ts', "import { x } from '../oneMinAi/transport.ts';"],
  ['src/protocol/types.ts', "import type { x } from '../core/models.ts';"],
  ['src/panel/words.ts', "import type { x } from '../protocol/panelStrings.ts';"],
  ['src/panel/types.ts', "import type { x } from '../protocol/messages.ts';"],
  ['src/vscode/inward.ts', "import { x } from '../core/errors.ts';"],
  ['src/vscode/commands/hostOfPanel.ts', "import { x } from '../panel/host.ts';"],
  ['src/graphOfPanel.ts', "import { x } from './vscode/panel/host.ts';"],
];

interface Complaint {
  readonly filename: string;
  readonly code: string;
  readonly message: string;
  readonly help: string;
}

describe('The linter', () => {
  let folder: string;
  let complaints: Complaint[];

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'flux-klein-lint-'));
    await copyFile(join(projectRoot, '.oxlintrc.json'), join(folder, '.oxlintrc.json'));
    for (const [path, code] of [...forbidden, ...allowed]) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), `${code}\n`);
    }
    const oxlint = join(projectRoot, 'node_modules', 'oxlint', 'bin', 'oxlint');
    const { output } = await runCommand(process.execPath, [oxlint, '--format=json'], {
      cwd: folder,
      env: toolEnvironment(),
    });
    ({ diagnostics: complaints } = JSON.parse(output) as { diagnostics: Complaint[] });
  });

  after(() => rm(folder, { recursive: true, force: true }));

  const complaintsAbout = (path: string): Complaint[] =>
    complaints.filter(
      ({ filename, code }) =>
        filename.replaceAll('\\', '/') === path && code.includes('no-restricted'),
    );

  for (const [path, code, lesson] of forbidden) {
    test(`teaches when ${path} says ${code}`, () => {
      const lessons = complaintsAbout(path).map(({ message, help }) => `${message} ${help}`);
      assert.equal(lessons.length, 1, `${lessons.length} complaints`);
      assert.match(lessons[0] ?? '', lesson);
    });
  }

  test('lets every room import what it needs', () => {
    for (const [path] of allowed) assert.deepEqual(complaintsAbout(path), [], path);
  });
});
