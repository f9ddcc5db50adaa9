import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { codeLanguages, requestAsCode, type CodeLanguage } from '../../../src/core/snippets.ts';
import { requestBody } from '../../../src/oneMinAi/wire.ts';
import { request } from '../oneMinAi/clientSetup.ts';

const key = 'key-of-this-test';
const fileName = "it's!.webp";

/** Ways to run code, each with the languages of shells that a person may paste it into. */
const runs: Record<CodeLanguage, readonly (readonly [string, ...string[]])[]> = {
  curl: [
    ['sh', '-c'],
    ['bash', '-c'],
  ],
  javascript: [[process.execPath, '--input-type=module', '-e']],
  python: [['python3', '-c']],
};

interface Outcome {
  readonly hasFailed: boolean;
  readonly files: readonly string[];
}

/** Runs code in an empty folder; what went wrong in it is part of what is looked at. */
async function outcomeOf(
  [command, ...args]: readonly [string, ...string[]],
  code: string,
  folder: string,
): Promise<Outcome> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder);
  const hasFailed = await new Promise<boolean>((resolve) => {
    execFile(command, [...args, code], { cwd: folder, timeout: 30_000 }, (error) =>
      resolve(error !== null),
    );
  });
  return { hasFailed, files: await readdir(folder) };
}

type Answer = (incoming: IncomingMessage, response: ServerResponse) => void;

async function listen(answer: Answer): Promise<{ server: Server; origin: string }> {
  const server = createServer(answer);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return { server, origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

describe('A request as code, where the service is hostile', () => {
  let folder: string;
  let service: Awaited<ReturnType<typeof listen>>;
  let elsewhere: Awaited<ReturnType<typeof listen>>;
  let address = '';
  let answerPost: Answer | undefined;
  let heard: string[] = [];
  let heardElsewhere: string[] = [];

  before(async () => {
    folder = join(await mkdtemp(join(tmpdir(), 'flux-klein-hostile-')), 'here');
    await writeFile(join(folder, '..', 'secret'), 'secret');
    elsewhere = await listen((incoming, response) => {
      heardElsewhere.push(`${incoming.method} ${JSON.stringify(incoming.headers)}`);
      response.end('elsewhere');
    });
    service = await listen((incoming, response) => {
      heard.push(`${incoming.method} ${incoming.url} ${JSON.stringify(incoming.headers)}`);
      if (incoming.method === 'POST') {
        incoming.resume();
        if (answerPost) return answerPost(incoming, response);
        response.end(JSON.stringify({ aiRecord: { temporaryUrl: address } }));
        return;
      }
      if (incoming.url === '/away') response.writeHead(302, { location: elsewhere.origin }).end();
      else if (incoming.url === '/refused') response.writeHead(403).end('<Error/>');
      else if (incoming.url === '/large') {
        // Before 8.4, curl looks at what is announced only.
        const isCurl = incoming.headers['user-agent']?.startsWith('curl') === true;
        response.writeHead(200, isCurl ? { 'content-length': 60_000_000 } : {});
        const piece = Buffer.alloc(1_000_000);
        const send = (left: number): void => {
          if (left === 0 || response.destroyed) response.end();
          else response.write(piece, () => send(left - 1));
        };
        send(60);
      } else response.end('image');
    });
  });
  after(async () => {
    service.server.close();
    elsewhere.server.close();
    await rm(join(folder, '..'), { recursive: true });
  });

  const codeFor = (language: CodeLanguage, baseUrl = service.origin): string =>
    requestAsCode(language, { body: requestBody(request), baseUrl, fileName }).replaceAll(
      '<api-key>',
      key,
    );

  const everyRun = codeLanguages.flatMap((language) =>
    runs[language].map((run) => ({ language, run })),
  );

  for (const { language, run } of everyRun) {
    const title = `${language}, ${run[0].replace(/.*\//, '')}`;
    const outcome = (): Promise<Outcome> => {
      heard = [];
      heardElsewhere = [];
      return outcomeOf(run, codeFor(language), folder);
    };

    test(`${title}: writes its one file`, async () => {
      address = `${service.origin}/image?a=1&b=%20`;
      assert.deepEqual(await outcome(), { hasFailed: false, files: [fileName] });
      assert.equal(await readFile(join(folder, fileName), 'utf8'), 'image');
      assert.ok(heard[1]?.startsWith('GET /image?a=1&b=%20 '));
      assert.ok(!heard[1]?.includes(key));
    });

    const shellWords = (): readonly string[] => [
      '-o owned',
      '--output=owned',
      `-oowned ${service.origin}/image`,
      `${service.origin}/image -o owned`,
      `${service.origin}/image\t-o\towned`,
      `'${service.origin}/image' -o owned`,
      `${service.origin}/image" -o "owned`,
      `${service.origin}/image' -o 'owned`,
      `${service.origin}/image;touch owned`,
      `${service.origin}/image$(touch owned)`,
      `${service.origin}/image\`touch owned\``,
      `${service.origin}/image\n-o\nowned`,
      `${service.origin}/image\n${service.origin}/second`,
      `${service.origin}/{image,second}`,
      `${service.origin}/[1-3]`,
    ];
    const hostile = (): readonly string[] => [
      ...(language === 'curl' ? shellWords() : []),
      `${service.origin}/image -o owned`,
      `file://${join(folder, '..', 'secret')}`,
      `FILE://${join(folder, '..', 'secret')}`,
      join(folder, '..', 'secret'),
      '@../secret',
      '-K../secret',
      'data:text/plain,owned',
      'ftp://127.0.0.1/x',
      '\0',
      '\ud800',
      '--',
      '-',
    ];

    test(`${title}: writes nothing else, whatever the address is`, async () => {
      for (const each of hostile()) {
        address = each;
        const { files } = await outcome();
        const why = JSON.stringify(each);
        assert.ok(
          files.every((name) => name === fileName),
          `${why} made ${files.join(', ')}`,
        );
        const text = await readFile(join(folder, fileName), 'utf8').catch(() => '');
        assert.ok(['', 'image'].includes(text), `${why} had ${text} saved`);
        assert.ok(heard.filter((line) => line.startsWith('GET')).length <= 1, why);
        assert.deepEqual(await readdir(join(folder, '..')), ['here', 'secret'], why);
      }
    });

    test(`${title}: follows no redirect, neither with the key nor for the image`, async () => {
      for (const status of [302, 303, 308]) {
        answerPost = (_, response) =>
          void response.writeHead(status, { location: elsewhere.origin }).end();
        assert.deepEqual((await outcome()).files, []);
        assert.deepEqual(heardElsewhere, []);
      }
      answerPost = undefined;
      address = `${service.origin}/away`;
      assert.deepEqual(await outcome(), { hasFailed: true, files: [] });
      assert.deepEqual(heardElsewhere, []);
    });

    test(`${title}: saves no refusal, and nothing without end`, async () => {
      address = `${service.origin}/refused`;
      assert.deepEqual(await outcome(), { hasFailed: true, files: [] });
      address = `${service.origin}/large`;
      assert.equal((await outcome()).hasFailed, true);
      const saved = await readFile(join(folder, fileName)).catch(() => Buffer.alloc(0));
      assert.ok(saved.length <= 50_000_000);
    });

    test(`${title}: survives answers that are none`, async () => {
      for (const body of [
        '',
        'null',
        '[]',
        '{"aiRecord":null}',
        '{"aiRecord":{"temporaryUrl":[]}}',
      ]) {
        answerPost = (_, response) => void response.end(body);
        assert.deepEqual(await outcome(), { hasFailed: true, files: [] });
      }
      answerPost = undefined;
    });
  }

  for (const language of codeLanguages) {
    test(`${language}: takes https alone from a service that is reached by https`, () => {
      assert.doesNotMatch(codeFor(language, 'https://api.1min.ai'), /http(?!s|-)\b(?!lib)/);
    });
  }
});
