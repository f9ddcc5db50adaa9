import '../../../support/inBareNode.ts';
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { URI } from 'vscode-uri';

const { workspaceText } = await import('../../../../src/vscode/host/workspaceText.ts');

const uri = URI.file('/site/notes.md');
const filesOf = (type: number, size: number) => {
  const read: string[] = [];
  const files = {
    stat: async () => ({ type, size, ctime: 0, mtime: 0 }),
    readFile: async ({ path }: URI) => (read.push(path), new TextEncoder().encode('text')),
  };
  return { files: files as never, read };
};

describe('The text of a file', () => {
  test('is read where it has a size that fits', async () => {
    assert.equal(await workspaceText(uri, 10, filesOf(1, 4).files), 'text');
  });

  test('is none, unread, where the file has no size: what a system makes up may never end', async () => {
    const { files, read } = filesOf(1 | 64, 0);
    assert.equal(await workspaceText(uri, 10, files), '');
    assert.deepEqual(read, []);
  });

  test('is not read where it is too long, or no file', async () => {
    const { files, read } = filesOf(1, 11);
    assert.equal(await workspaceText(uri, 10, files), undefined);
    await assert.rejects(workspaceText(uri, 10, filesOf(2, 4).files), /no file/);
    assert.deepEqual(read, []);
  });
});
