import assert from 'node:assert/strict';
import { cp, mkdtemp, readdir, readFile, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { after, before, describe, test } from 'node:test';
import { projectRoot } from '../../../scripts/projectPaths.mjs';
import { readIndexHeader, readIndexLine } from '../../../src/core/history/indexedFile.ts';
import { isOwn, readEntry, type LedgerEntry } from '../../../src/core/ledgerEntry.ts';
import { parseSavedHistory } from '../../../src/panel/history/savedHistory.ts';
import { createLedgerFiles } from '../../../src/node/ledger/ledgerFiles.ts';
import type { FormLimits } from '../../../src/protocol/messages.ts';
import { limits } from '../../panel/samples.ts';

const kept = join(projectRoot, 'test', 'fixtures', 'kept', 'version1');
const textOf = (name: string): Promise<string> => readFile(join(kept, name), 'utf8');
const jsonOf = async (name: string): Promise<unknown> => JSON.parse(await textOf(name));

describe('What the first version has kept is read', () => {
  let ledgerPath = '';
  before(async () => {
    ledgerPath = await mkdtemp(join(tmpdir(), 'flux-klein-kept-'));
    await cp(join(kept, 'ledger'), ledgerPath, { recursive: true });
    const longAgo = new Date(Date.UTC(2026, 0));
    for (const name of await readdir(ledgerPath, { recursive: true })) {
      await utimes(join(ledgerPath, name), longAgo, longAgo);
    }
  });
  after(() => rm(ledgerPath, { recursive: true, force: true }));

  const entryOf = (text: string): LedgerEntry => {
    const entry = readEntry(text);
    assert.ok(isOwn(entry), text);
    return entry;
  };

  test('every entry of the ledger, in every state', async () => {
    const files = createLedgerFiles({
      rootPath: ledgerPath,
      windowProcess: { pid: 1, isRunning: () => false },
    });
    const orphans = (await files.takeOrphans()).found.map(({ id, text }) => [id, text] as const);
    const texts = new Map(orphans);
    assert.equal(texts.get('b86e11d90f5ac273')?.endsWith('\n'), false);
    assert.equal(readEntry(texts.get('b86e11d90f5ac273')!), 'torn');
    texts.delete('b86e11d90f5ac273');
    const { found: left } = await files.left();
    for (const { id, text } of left) texts.set(id, text);
    const stateOf = ({ record, naming, place, sourceImage }: LedgerEntry): string =>
      [
        record ? 'record' : 'begun',
        record?.imageUrl && 'link',
        naming && 'naming',
        place.exactName,
        sourceImage,
      ]
        .filter(Boolean)
        .join(' ');
    const states = [...texts].map(([id, text]) => [id, stateOf(entryOf(text))]);
    assert.deepEqual(Object.fromEntries(states), {
      '9c1f0a77b2d34e58': 'begun',
      '03d5be8812f6a94c': 'record link harbour.png',
      '5e7720c1943bd8af': 'record link naming',
      e2a40795c8d1663b: 'begun',
      '1f93cc02e7ab5d40': 'record',
      '77d8e46b10c92fa5': 'record assets/boats.jpg',
    });
    const harbour = entryOf(texts.get('03d5be8812f6a94c')!);
    assert.deepEqual(
      [harbour.origin, harbour.request.seed, harbour.altText, harbour.record?.recordId],
      [
        'https://api.1min.ai',
        2885671404,
        'The harbour at dawn',
        '2b7e1516-28ae-42d2-a6ab-f7158809cf4f',
      ],
    );
    const isAnswered = left.find(({ id }) => id === '77d8e46b10c92fa5')?.isOffered;
    const isNew = left.find(({ id }) => id === 'e2a40795c8d1663b')?.isOffered;
    assert.deepEqual([isAnswered, isNew], [true, false]);
  });

  test('the index of the history', async () => {
    const [first = '', ...lines] = (await textOf('history.jsonl')).trimEnd().split('\n');
    const folders = readIndexHeader(first);
    assert.ok(folders);
    const files = lines.map((line) => readIndexLine(line, folders));
    assert.deepEqual(
      files.map((file) => [file?.folder, file?.path, file?.made?.prompt.slice(0, 5)]),
      [
        ['file:///home/ada/site', 'assets/a-lighthouse.webp', 'A lig'],
        ['file:///home/ada/notes', 'img/крыши.jpg', 'Крыши'],
        ['file:///home/ada/site', 'logo.png', undefined],
      ],
    );
  });

  test('the form of the panel, to the last field', async () => {
    // Its types are those of a page, which these tests do not see.
    const modulePath = join(projectRoot, 'src', 'panel', 'savedPanel.ts');
    const { parseSavedPanel } = (await import(pathToFileURL(modulePath).href)) as {
      parseSavedPanel(saved: unknown, limits: FormLimits): unknown;
    };
    const saved = await jsonOf('panelState.json');
    assert.deepEqual(parseSavedPanel(saved, limits), saved);
  });

  test('the wishes of the history', async () => {
    const saved = await jsonOf('historyState.json');
    assert.deepEqual(parseSavedHistory(saved), saved);
  });
});
