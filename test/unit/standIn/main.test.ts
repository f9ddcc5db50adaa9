import assert from 'node:assert/strict';
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Addresses } from '../../standIn/control.ts';
import { createControlClient } from '../../standIn/controlClient.ts';

const mainPath = fileURLToPath(new URL('../../standIn/main.ts', import.meta.url));

function start(...args: string[]): ChildProcessWithoutNullStreams {
  return spawn(process.execPath, [mainPath, ...args], { stdio: 'pipe' });
}

async function firstLine(child: ChildProcessWithoutNullStreams): Promise<string> {
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  return line;
}

describe('The stand-in as a process', () => {
  it('prints its addresses as JSON, serves, and ends when its parent lets go', async () => {
    const child = start('--json', '--with-parent', '--key', 'k-1');
    const exit = once(child, 'exit');
    try {
      const addresses = JSON.parse(await firstLine(child)) as Addresses;
      assert.equal(addresses.apiKey, 'k-1');
      const control = createControlClient(addresses.controlOrigin);
      assert.deepEqual(await control.addresses(), addresses);
    } finally {
      child.stdin.end();
    }
    assert.deepEqual(await exit, [0, null]);
  });

  it('prints its addresses for people, and ends when told to', async () => {
    const child = start();
    const exit = once(child, 'exit');
    try {
      assert.match(await firstLine(child), /^API +http:\/\/127\.0\.0\.1:\d+$/);
    } finally {
      child.kill('SIGTERM');
    }
    await exit;
    // Windows knows no signals: there the process is simply gone.
    if (process.platform !== 'win32') assert.equal(child.exitCode, 0);
  });

  it('refuses a port that is no number', async () => {
    const child = start('--port', 'x');
    const [code] = (await once(child, 'exit')) as [number];
    assert.equal(code, 2);
  });
});
