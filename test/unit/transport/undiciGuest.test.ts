import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { describe, test } from 'node:test';
import { promisify } from 'node:util';

const guestUrl = new URL('../../../src/transport/undiciGuest.ts', import.meta.url).href;
const transportUrl = new URL('../../../src/transport/undici.ts', import.meta.url).href;

/** Runs a script in a Node of its own, for the slots can be filled only once in a process. */
async function inFreshNode(script: string): Promise<unknown> {
  const prelude = `
    const slots = [1, 2].map((n) => Symbol.for('undici.globalDispatcher.' + n));
    const held = () => slots.map((slot) => globalThis[slot]);
    const fill = (slot, value) => Object.defineProperty(globalThis, slot,
      { value, writable: true, enumerable: false, configurable: false });
    const isSame = (a, b) => a.every((value, index) => value === b[index]);
    let navigatorReads = 0;
    Object.defineProperty(globalThis, 'navigator', { get: () => void (navigatorReads += 1) });`;
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--input-type=module',
    '--eval',
    `${prelude}\n${script}`,
  ]);
  return JSON.parse(stdout);
}

describe('loading undici as a guest', () => {
  test('a request leaves both slots as they were, and fetch works as before', async () => {
    const result = await inFreshNode(`
      import { createServer } from 'node:http';
      import { once } from 'node:events';
      const server = createServer((request, response) => response.end('hello')).listen(0, '127.0.0.1');
      await once(server, 'listening');
      const url = 'http://127.0.0.1:' + server.address().port;
      new Headers();
      const before = held();
      const { createUndiciTransport } = await import('${transportUrl}');
      const transport = createUndiciTransport({ proxy: () => ({ routeFor: () => undefined }) });
      const afterImport = held();
      const request = { method: 'GET', url, headers: {}, headersTimeoutMs: 9e3, idleTimeoutMs: 9e3 };
      const response = await transport.send(request, new AbortController().signal);
      response.discard();
      const fetched = await (await fetch(url)).text();
      console.log(JSON.stringify({
        import: isSame(before, afterImport), request: isSame(before, held()),
        status: response.status, fetched, navigatorReads }));
      transport.dispose();
      server.close();
      server.closeAllConnections();
    `);
    assert.deepEqual(result, {
      import: true,
      request: true,
      status: 200,
      fetched: 'hello',
      navigatorReads: 0,
    });
  });

  test('a slot that held something holds it again, also where loading fails', async () => {
    const result = await inFreshNode(`
      const { loadAsGuest } = await import('${guestUrl}');
      new Headers();
      globalThis[slots[0]] = 'mine';
      fill(slots[1], 'theirs');
      const load = async () => {
        globalThis[slots[0]] = globalThis[slots[1]] = 'undici';
        throw new Error('no file');
      };
      const message = await loadAsGuest(load).catch((error) => error.message);
      console.log(JSON.stringify({ held: held(), message }));
    `);
    assert.deepEqual(result, { held: ['mine', 'theirs'], message: 'no file' });
  });

  test('a slot that is filled for good ends with what it held, or empty where it was absent', async () => {
    const result = await inFreshNode(`
      const { loadAsGuest } = await import('${guestUrl}');
      new Headers();
      const before = held();
      await loadAsGuest(async () => slots.forEach((slot) => fill(slot, 'undici')));
      console.log(JSON.stringify({ isSame: isSame(before, held()) }));
    `);
    assert.deepEqual(result, { isSame: true });
  });
});
