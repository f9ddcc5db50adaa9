import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { Worker } from 'node:worker_threads';
import { weightOf } from '../../../src/core/documents/boundedPictures.ts';
import type { PictureReference } from '../../../src/core/documents/documentLanguage.ts';
import type {
  PictureAnswer,
  PictureNews,
  PictureQuestion,
  SomePictures,
} from '../../../src/node/pictureWorkerMessages.ts';
import { createWorkerProgress } from '../../../src/node/workerProgress.ts';

type Message = PictureAnswer | PictureNews | SomePictures;

const picturesOf = (message: Message): readonly PictureReference[] => {
  if (message.kind === 'some' || message.kind === 'done') return message.references;
  return message.kind === 'read' ? message.read.found.flatMap(({ references }) => references) : [];
};

describe('what the worker hands over', () => {
  let worker: Worker;
  before(() => {
    const { memory } = createWorkerProgress();
    worker = new Worker(new URL('../../../src/node/pictureWorker.ts', import.meta.url), {
      workerData: memory,
    });
  });
  after(() => worker.terminate());

  const say = (question: PictureQuestion): void => worker.postMessage(question);

  /** All that it says to a question, which is asked for more after a while. */
  async function answersTo(question: PictureQuestion): Promise<Message[]> {
    const messages: Message[] = [];
    say(question);
    for (;;) {
      const [message] = (await once(worker, 'message')) as [Message];
      messages.push(message);
      if (message.kind === 'done' || message.kind === 'failed') return messages;
      if (message.kind !== 'some') continue;
      // What else it had to say would have come by the answer to another question.
      const asked = {
        kind: 'text',
        id: 99,
        text: '',
        readAs: { languageName: 'Markdown' },
      } as const;
      say(asked);
      const [next] = (await once(worker, 'message')) as [Message];
      assert.deepEqual([next.kind, next.id], ['done', 99], 'it waits to be asked');
      say({ kind: 'more', id: message.id, index: message.index });
    }
  }

  const askText = (languageName: string, text: string): Promise<Message[]> =>
    answersTo({ kind: 'text', id: 1, text, readAs: { languageName } });

  const shared: readonly (readonly [what: string, language: string, text: string])[] = [
    ['many pictures', 'HTML', '<img src=a.png>'.repeat(9000)],
    [
      'a title that many share',
      'Markdown',
      `[a]: a.png "${'x'.repeat(9000)}"\n\n${'![a]\n'.repeat(500)}`,
    ],
    [
      'a path that many share',
      'Markdown',
      `[a]: ${'x'.repeat(4000)}.png\n\n${'![a]\n'.repeat(1500)}`,
    ],
    [
      'a caption that many share',
      'HTML',
      `<figure>${'<img src=a.png>'.repeat(500)}<figcaption>${'x'.repeat(9000)}</figcaption></figure>`,
    ],
    [
      'a folder that many share',
      'AsciiDoc',
      `:imagesdir: ${'x'.repeat(3900)}\n\n${'image:a.png[]\n'.repeat(1500)}`,
    ],
  ];
  for (const [what, language, text] of shared) {
    test(`comes in pieces, each when it is asked for: ${what}`, async () => {
      const messages = await askText(language, text);
      assert.equal(messages.at(-1)?.kind, 'done');
      assert.ok(messages.length > 5);
      const found = messages.flatMap(picturesOf);
      assert.equal(found.length, text.split(/<img|!\[a\]|image:a/).length - 1);
      assert.deepEqual(
        found.map(({ start }) => start),
        found.map(({ start }) => start).toSorted((a, b) => a - b),
      );
      for (const message of messages) assert.ok(weightOf(picturesOf(message)) <= 1000);
    });
  }

  test('is a document of ordinary length at once', async () => {
    assert.equal((await askText('Markdown', '![a fox](a.png) '.repeat(500))).length, 1);
  });

  test('has words of the length of a prompt at most, and no path that no file can have', async () => {
    const long = 'x'.repeat(30_000);
    const [answer] = await askText(
      'Markdown',
      `![${long}](a.png "${long}") ![b](data:image/png;base64,${long}) ![c](c.png)\n`,
    );
    const found = picturesOf(answer!);
    assert.deepEqual(
      found.map(({ path, altText, title }) => [path, altText?.length, title?.length]),
      [
        ['a.png', 10_000, 10_000],
        ['c.png', 1, undefined],
      ],
    );
  });

  const excessive: readonly (readonly [what: string, language: string, text: string])[] = [
    ['more pictures than anybody shows', 'HTML', '<img src=a.png>'.repeat(100_001)],
    [
      'words that are copied for ever',
      'Markdown',
      `[a]: a.png "${'x'.repeat(9000)}"\n\n${'![a]\n'.repeat(1000)}`,
    ],
    [
      'folders that grow by their names',
      'LaTeX',
      `\\newcommand{\\a}{${'x'.repeat(1000)}}\\graphicspath{${`{${'\\a'.repeat(4)}/}`.repeat(100)}}\n${'\\includegraphics{a}'.repeat(100)}`,
    ],
  ];
  for (const [what, language, text] of excessive) {
    test(`is nothing of a document with ${what}`, async () => {
      const messages = await askText(language, text);
      assert.deepEqual(
        messages.map(({ kind }) => kind),
        ['failed'],
      );
    });
  }

  test('of files comes in such pieces, too, without places that say nothing new', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'flux-klein-worker-'));
    const texts = [
      Array.from({ length: 1700 }, (_, index) => `<img src=p${index}.png>`).join(''),
      `${'<img src=a.png>'.repeat(4000)}<img src=a.png alt="an owl"><img src=a.png alt="a fox">`,
      ...Array.from({ length: 80 }, () => `<img src=b.png alt="${'x'.repeat(9000)}">`),
    ];
    const files = texts.map((text, index) => {
      const fsPath = join(folder, `${index}.html`);
      writeFileSync(fsPath, text);
      return [index, fsPath] as const;
    });
    const messages = await answersTo({
      kind: 'files',
      id: 2,
      files,
      readAs: { languageName: 'HTML' },
    });
    rmSync(folder, { recursive: true });
    for (const message of messages) assert.ok(weightOf(picturesOf(message)) <= 1000);
    const reads = messages.flatMap((message) => (message.kind === 'read' ? [message.read] : []));
    assert.equal(reads.flatMap(({ done }) => done).length, texts.length);
    const ofFile = (index: number): readonly PictureReference[] =>
      [...messages.filter((each) => each.kind === 'some'), ...reads.flatMap(({ found }) => found)]
        .filter((each) => each.index === index)
        .flatMap(({ references }) => references);
    assert.equal(ofFile(0).length, 1700);
    assert.deepEqual(
      ofFile(1).map(({ altText }) => altText),
      [undefined, 'an owl'],
    );
  });
});
