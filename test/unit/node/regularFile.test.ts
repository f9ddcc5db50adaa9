import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { readShortFile } from '../../../src/node/shortFile.ts';
import { readRegularFile } from '../../../src/node/regularFile.ts';

const folder = mkdtempSync(join(tmpdir(), 'flux-klein-regular-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const inFolder = (name: string): string => join(folder, name);

const all = (fsPath: string): Promise<Uint8Array> =>
  readRegularFile(fsPath, ({ byteCount, read }) => read(0, byteCount));

describe('A file that is said to be an image', () => {
  test('is read in pieces, and no further than it goes', async () => {
    writeFileSync(inFolder('a.png'), 'abcdef');
    assert.equal(Buffer.from(await all(inFolder('a.png'))).toString(), 'abcdef');
    const piece = await readRegularFile(inFolder('a.png'), ({ read }) => read(4, 10));
    assert.equal(Buffer.from(piece).toString(), 'ef');
  });

  test('is read through a link', async () => {
    writeFileSync(inFolder('b.png'), 'b');
    symlinkSync(inFolder('b.png'), inFolder('link.png'));
    assert.equal((await all(inFolder('link.png'))).length, 1);
  });

  const others: Readonly<Record<string, (fsPath: string) => unknown>> = {
    'a pipe': (fsPath) => execFileSync('mkfifo', [fsPath]),
    'a link to a pipe': (fsPath) => {
      execFileSync('mkfifo', [`${fsPath}.target`]);
      symlinkSync(`${fsPath}.target`, fsPath);
    },
    'a folder': (fsPath) => mkdirSync(fsPath),
    'a link to a device': (fsPath) => symlinkSync('/dev/zero', fsPath),
    'a link to nothing': (fsPath) => symlinkSync(`${fsPath}.absent`, fsPath),
    'a link to itself': (fsPath) => symlinkSync(fsPath, fsPath),
    nothing: () => undefined,
  };
  const isWindows = process.platform === 'win32';
  for (const [index, [what, make]] of Object.entries(others).entries()) {
    test(`is refused at once where it is ${what}`, { skip: isWindows }, async () => {
      const fsPath = inFolder(`other${index}.png`);
      make(fsPath);
      // More of them than Node has threads for files, which one after the other would be gone for good.
      const tries = Array.from({ length: 12 }, () => assert.rejects(all(fsPath)));
      await Promise.all(tries);
      assert.equal(await readShortFile(fsPath, 1000), undefined);
    });
  }
});
