import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryNameOf, type LedgerEntry } from '../../src/core/ledgerEntry.ts';
import type { LedgerImage, LedgerLine } from '../../src/core/ports.ts';
import { withFailingDisk } from '../support/failingDisk.ts';
import { createLedgerInTest, type LedgerInTest, type LedgerWindow } from './support/ledger.ts';
import { freshFolder, inWorkspace, removeFolder } from './support/workspace.ts';

const hourMs = 60 * 60_000;
const record = { recordId: 'r-1', imageUrl: 'https://s.example/1?signature=secret' };

suite('The ledger', () => {
  let folder = '';
  let ledger: LedgerInTest;
  let first: LedgerWindow;
  let second: LedgerWindow;
  setup(async () => {
    folder = freshFolder();
    ledger = await createLedgerInTest();
    first = ledger.openWindow();
    second = ledger.openWindow();
  });
  teardown(async () => {
    await ledger.remove();
    await removeFolder(folder);
  });

  const uriOf = (name: string): string => inWorkspace(`${folder}/${name}`).toString();

  const image = (name = 'a-fox'): LedgerImage => ({
    request: {
      prompt: 'A fox',
      model: 'black-forest-labs/flux-2-klein-4b',
      aspectRatio: '1:1',
      outputFormat: 'webp',
      outputQuality: 80,
      inferenceSteps: 4,
      goFast: true,
      megapixels: '1',
      disableSafetyChecker: false,
      seed: 7,
    },
    altText: 'A fox',
    uri: uriOf(`${name}.webp`),
    place: {
      folder: inWorkspace(folder).toString(),
      namePath: name,
      attempt: 0,
      roots: [inWorkspace('').toString()],
      field: 'folder',
    },
  });

  /** A window begins an image, gets so far, and dies. */
  const dieWith = async (...steps: ((line: LedgerLine) => Promise<void>)[]): Promise<string> => {
    const line = first.begin(image());
    for (const step of steps) await step(line);
    first.die();
    return line.id;
  };
  const sending = (line: LedgerLine) => line.sending();
  const named = (line: LedgerLine) => line.named(record);

  const put = async (name: string, text: string): Promise<string> => {
    const path = inWorkspace(`${folder}/${name}`).fsPath;
    await mkdir(inWorkspace(folder).fsPath, { recursive: true });
    await writeFile(path, text);
    return path;
  };
  const namesInFolder = () => readdir(inWorkspace(folder).fsPath).catch((): string[] => []);
  const idsOf = (entries: readonly LedgerEntry[]): string[] => entries.map(({ id }) => id);

  test('keeps nothing before something is about to be paid for', async () => {
    first.begin(image());
    assert.equal((await ledger.files()).size, 0);
  });

  test('keeps the whole request before it leaves, readable to this person alone', async () => {
    await first.begin(image()).sending();
    const [[name, text] = ['', '']] = await ledger.files();
    assert.match(text, /"prompt":"A fox".*"seed":7/);
    const { mode } = await stat(join(ledger.folderPath, name));
    if (process.platform !== 'win32') assert.equal(mode & 0o777, 0o600);
  });

  test('is empty again once the file is safe', async () => {
    const line = first.begin(image());
    await line.sending();
    await line.named(record);
    await line.naming(uriOf('a-fox.webp'), 5);
    await line.clear();
    assert.equal((await ledger.files()).size, 0);
  });

  test('has each step in order, also where nobody waits for one', async () => {
    const line = first.begin(image());
    void line.sending();
    void line.named(record);
    void line.naming(uriOf('a-fox.webp'), 5);
    await line.leave();
    const [entry] = (await second.left.list()).entries;
    assert.equal(entry?.record?.recordId, 'r-1');
    assert.equal(entry?.naming?.byteCount, 5);
  });

  test('what a living window works on is nobody else’s', async () => {
    await first.begin(image()).sending();
    assert.deepEqual((await second.left.list()).entries, []);
    assert.deepEqual((await second.left.startOffer()).entries, []);
  });

  test('what a dead window worked on is offered, with all that was kept', async () => {
    const id = await dieWith(sending, named);
    const [entry, ...others] = (await second.left.startOffer()).entries;
    assert.equal(entry?.id, id);
    assert.deepEqual(entry.request, image().request);
    assert.deepEqual(entry.place, image().place);
    assert.deepEqual(
      { recordId: entry.record?.recordId, imageUrl: entry.record?.imageUrl },
      record,
    );
    assert.deepEqual(others, []);
  });

  test('of an intent alone no record is known', async () => {
    await dieWith(sending);
    const [entry] = (await second.left.list()).entries;
    assert.ok(entry);
    assert.equal(entry.record, undefined);
  });

  test('an intent that was never finished was never sent, and is forgotten', async () => {
    await dieWith(sending);
    const [[name, text] = ['', '']] = await ledger.files();
    await writeFile(join(ledger.folderPath, name), text.slice(0, -10));
    assert.deepEqual((await second.left.list()).entries, []);
    assert.equal((await ledger.files()).size, 0);
  });

  test('is offered once, whatever the answer, and to one of two windows at once', async () => {
    await dieWith(sending, named);
    const third = ledger.openWindow();
    const offers = await Promise.all([second.left.startOffer(), third.left.startOffer()]);
    assert.equal(offers.flatMap(({ entries }) => entries).length, 1);
    await second.left.endOffer(offers.flatMap(({ entries }) => entries));
    second.die();
    third.die();
    assert.deepEqual((await ledger.openWindow().left.startOffer()).entries, []);
    assert.equal((await ledger.openWindow().left.list()).entries.length, 1, 'it stays in the list');
  });

  test('is offered again where the window died before there was an answer', async () => {
    const id = await dieWith(sending, named);
    await second.left.startOffer();
    const third = ledger.openWindow();
    assert.deepEqual((await third.left.startOffer()).entries, []);
    second.die();
    assert.deepEqual(idsOf((await third.left.startOffer()).entries), [id]);
  });

  test('is taken by one of two windows', async () => {
    await dieWith(sending, named);
    const third = ledger.openWindow();
    const [entry] = (await second.left.list()).entries;
    const taken = await Promise.all([second.left.take(entry!), third.left.take(entry!)]);
    assert.equal(taken.filter(Boolean).length, 1);
    assert.deepEqual((await third.left.list()).entries, []);
  });

  test('what fails once more is left again, and not offered anew', async () => {
    await dieWith(sending, named);
    const [entry] = (await second.left.list()).entries;
    const line = await second.left.take(entry!);
    await line?.leave();
    assert.equal((await second.left.list()).entries.length, 1);
    assert.deepEqual((await second.left.startOffer()).entries, []);
  });

  test('what a living window could not finish is left without its signed link', async () => {
    const line = first.begin(image());
    await line.sending();
    await line.named(record);
    await line.leave();
    const [text = ''] = (await ledger.files()).values();
    assert.match(text, /r-1/);
    assert.doesNotMatch(text, /signature/);
    assert.equal((await second.left.startOffer()).entries.length, 1);
  });

  test('keeps a signed link for at most an hour', async () => {
    await dieWith(sending, named);
    ledger.nowMs += hourMs - 1;
    assert.equal((await second.left.list()).entries[0]?.record?.imageUrl, record.imageUrl);
    ledger.nowMs += 1;
    const [entry] = (await second.left.list()).entries;
    assert.deepEqual([entry?.record?.recordId, entry?.record?.imageUrl], ['r-1', undefined]);
    assert.doesNotMatch([...(await ledger.files()).values()].join(''), /signature/);
  });

  test('takes up what it has of a record instead of keeping it twice', async () => {
    const id = await dieWith(sending, named);
    const line = await second.resume({ recordId: 'r-1' }, image());
    assert.equal(line.id, id);
    await line.clear();
    assert.equal((await ledger.files()).size, 0);
    const other = await second.resume({ recordId: 'r-2' }, image());
    assert.notEqual(other.id, id);
    assert.match([...(await ledger.files()).values()].join(''), /r-2/);
  });

  test('forgets what the person wants forgotten', async () => {
    await dieWith(sending);
    await second.left.forget((await second.left.list()).entries);
    assert.deepEqual((await second.left.list()).entries, []);
    assert.equal((await ledger.files()).size, 0);
  });

  test('a process that has the dead one’s number hides nothing for longer than an hour', async () => {
    await first.begin(image()).sending();
    const [name = ''] = (await ledger.files()).keys();
    const twoHoursAgo = new Date(Date.now() - 2 * hourMs);
    await utimes(join(ledger.folderPath, name), twoHoursAgo, twoHoursAgo);
    assert.equal((await second.left.list()).entries.length, 1);
  });

  test('of another version of this extension nothing is touched', async () => {
    const path = join(ledger.folderPath, 'left', '0123456789abcdef.jsonl');
    await mkdir(join(ledger.folderPath, 'left'));
    await writeFile(path, '{"version":99}\n');
    assert.deepEqual((await second.left.startOffer()).entries, []);
    assert.equal(await readFile(path, 'utf8'), '{"version":99}\n');
  });

  suite('after a crash while a file was saved', () => {
    const naming = (line: LedgerLine) => line.naming(uriOf('a-fox.webp'), 5);

    test('before it had its name: the temporary file goes, and the image is offered', async () => {
      const id = await dieWith(sending, named, naming);
      await put(temporaryNameOf(id), 'byt');
      assert.deepEqual(idsOf((await second.left.list()).entries), [id]);
      assert.deepEqual(await namesInFolder(), []);
    });

    test('in another folder than was promised: the temporary file goes from there', async () => {
      const id = await dieWith(sending, named, (line) => line.naming(uriOf('chosen/a.webp'), 5));
      const path = inWorkspace(`${folder}/chosen`).fsPath;
      await mkdir(path, { recursive: true });
      await writeFile(join(path, temporaryNameOf(id)), 'byt');
      assert.deepEqual(idsOf((await second.left.list()).entries), [id]);
      assert.deepEqual(await readdir(path), []);
    });

    test('after it had its name: it is safe, and not offered', async () => {
      const id = await dieWith(sending, named, naming);
      await put(temporaryNameOf(id), 'bytes');
      await put('a-fox.webp', 'bytes');
      assert.deepEqual((await second.left.list()).entries, []);
      assert.deepEqual(await namesInFolder(), ['a-fox.webp']);
      assert.equal((await ledger.files()).size, 0);
    });

    test('while an empty file held its name: that goes, too', async () => {
      const id = await dieWith(sending, named, naming);
      await put(temporaryNameOf(id), 'bytes');
      await put('a-fox.webp', '');
      assert.deepEqual(idsOf((await second.left.list()).entries), [id]);
      assert.deepEqual(await namesInFolder(), []);
    });

    test('somebody else’s file of that name stays', async () => {
      const id = await dieWith(sending, named, naming);
      await put('a-fox.webp', 'Mine');
      await put('empty.webp', '');
      assert.deepEqual(idsOf((await second.left.list()).entries), [id]);
      assert.deepEqual((await namesInFolder()).sort(), ['a-fox.webp', 'empty.webp']);
    });

    test('where its folder is gone, or closed, it is offered all the same', async () => {
      const id = await dieWith(sending, named, naming);
      await rm(inWorkspace(folder).fsPath, { recursive: true, force: true });
      assert.deepEqual(idsOf((await second.left.list()).entries), [id]);
    });
  });

  suite('that cannot be written', () => {
    test('lets nothing be paid for, and says why', async () => {
      await withFailingDisk({ operation: 'open', path: /\.jsonl$/, code: 'ENOSPC' }, async () => {
        await assert.rejects(first.begin(image()).sending(), {
          code: 'cannotWrite',
          reason: 'noLedger',
          mayHaveBeenCharged: false,
          message: /ENOSPC/,
        });
      });
      assert.equal((await ledger.files()).size, 0);
    });

    test('does not lose what is paid for, and says so in the log', async () => {
      const line = first.begin(image());
      await line.sending();
      await rm(ledger.folderPath, { recursive: true });
      await withFailingDisk({ operation: 'open', path: /\.jsonl$/, code: 'ENOSPC' }, async () => {
        await line.named(record);
        await line.naming(uriOf('a-fox.webp'), 5);
        await line.leave();
      });
      assert.ok(ledger.logged.some((text) => text.includes('could not be written')));
    });

    test('and whose folder is gone has it anew', async () => {
      const line = first.begin(image());
      await line.sending();
      await rm(ledger.folderPath, { recursive: true });
      await line.named(record);
      await line.leave();
      const { entries } = await second.left.list();
      assert.deepEqual(
        entries.map((entry) => entry.record?.recordId),
        [record.recordId],
      );
    });

    test('and cannot be read either begins anew for what is paid for already', async () => {
      await withFailingDisk({ operation: 'open', path: /\.jsonl$/, code: 'EACCES' }, async () => {
        const line = await first.resume({ recordId: 'r-1' }, image());
        await line.named(record);
        await line.clear();
      });
      assert.ok(ledger.logged.some((text) => text.includes('EACCES')));
    });
  });

  test('that was never written is empty', async () => {
    await ledger.remove();
    assert.deepEqual((await second.left.list()).entries, []);
  });
});
