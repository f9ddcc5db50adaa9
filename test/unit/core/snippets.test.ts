import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { codeLanguages, requestAsCode, type CodeLanguage } from '../../../src/core/snippets.ts';
import { requestBody } from '../../../src/oneMinAi/wire.ts';
import { startStandIn, type StandIn } from '../../standIn/standIn.ts';
import { request } from '../oneMinAi/clientSetup.ts';

const run = promisify(execFile);

const commands: Record<CodeLanguage, (code: string, folder: string) => Promise<unknown>> = {
  curl: (code, folder) => run('sh', ['-c', code], { cwd: folder }),
  async javascript(code, folder) {
    const path = join(folder, 'request.mjs');
    await writeFile(path, code);
    return run(process.execPath, [path], { cwd: folder });
  },
  python: (code, folder) => run('python3', ['-c', code], { cwd: folder }),
};

const prompts = [
  'A red fox in fresh snow',
  `Quotes ' " \` and \\ $HOME $(id) %s {0} \n newline \t tab`,
  '雪の中の狐 🦊 \u202e right to left',
  `Fire! !! !$ "!' \\' '\\''\n'; touch owned; '\n$(touch owned)\\`,
  'NUL \0, ESC \u001b[31m, DEL \u007f, NEL \u0085, LS \u2028, alone \ud800 and \udfff, BOM \ufeff, \r\n',
  '${"x"} {x} %d %% """ \'\'\' \\x41 \\u0041 \\N{BULLET} EOF',
];

describe('A request as code', () => {
  let standIn: StandIn;
  let folder: string;
  before(async () => {
    standIn = await startStandIn();
    folder = await mkdtemp(join(tmpdir(), 'flux-klein-code-'));
  });
  after(async () => {
    await standIn.close();
    await rm(folder, { recursive: true });
  });

  for (const language of codeLanguages) {
    test(`in ${language} shows a place for the key and never a key`, () => {
      const code = requestAsCode(language, {
        body: requestBody(request),
        baseUrl: 'https://api.1min.ai',
        fileName: 'lake.webp',
      });
      assert.match(code, /<api-key>/);
      assert.match(code, /https:\/\/api\.1min\.ai\/api\/features/);
    });

    test(`in ${language} shows what a terminal would act on as escapes`, () => {
      const prompt = 'a\u001b[2J\u0007\u007f\u009b\u202e\u2066\ufeffb';
      const code = requestAsCode(language, {
        body: requestBody({ ...request, prompt }),
        baseUrl: 'https://api.1min.ai',
        fileName: 'lake.webp',
      });
      assert.doesNotMatch(code.replaceAll('\n', ''), /[\p{Cc}\p{Cf}]/u);
    });

    for (const [index, prompt] of prompts.entries()) {
      test(`in ${language} writes the image, prompt ${index + 1}`, async () => {
        await standIn.reset();
        const fileName = `it's ${language} ${index}.webp`;
        const code = requestAsCode(language, {
          body: requestBody({ ...request, prompt }),
          baseUrl: standIn.apiOrigin,
          fileName,
        });
        await commands[language](code.replaceAll('<api-key>', standIn.apiKey), folder);
        const bytes = await readFile(join(folder, fileName));
        assert.equal(bytes.toString('latin1', 8, 12), 'WEBP');
        const { requests, counts } = await standIn.received();
        assert.equal(counts.imagesMade, 1);
        const sent = requests[0]?.body as { promptObject: { prompt: string } };
        assert.equal(sent.promptObject.prompt, prompt);
        assert.ok(!(await readdir(folder)).includes('owned'));
      });
    }
  }
});
