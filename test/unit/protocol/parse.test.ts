import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { inspect } from 'node:util';
import { parseFromPanel } from '../../../src/protocol/parse.ts';
import { createSeededRandom } from '../../support/seededRandom.ts';
import { hostileIntents, validIntents } from '../../support/hostileIntents.ts';

const short = (value: unknown): string =>
  inspect(value, { depth: 4, maxStringLength: 80, breakLength: Infinity }).slice(0, 600);

describe('A message from the panel', () => {
  for (const intent of validIntents()) {
    test(`is understood: ${short(intent).replace(/\s+/g, ' ').slice(0, 140)}`, () => {
      assert.deepEqual(parseFromPanel(intent), intent);
      assert.deepEqual(parseFromPanel(structuredClone(intent)), intent);
    });
  }

  test('is no intent where anything in it is wrong: none of 10,000 gets through', () => {
    const prototypeBefore = Object.getOwnPropertyNames(Object.prototype);
    for (const message of hostileIntents(10_000, createSeededRandom(3))) {
      assert.equal(parseFromPanel(message), undefined, short(message));
    }
    assert.deepEqual(Object.getOwnPropertyNames(Object.prototype), prototypeBefore);
  });

  test('that throws when it is read is no intent', () => {
    const trap = new Proxy(
      {},
      {
        get() {
          throw new Error('read');
        },
      },
    );
    assert.equal(parseFromPanel(trap), undefined);
    assert.equal(
      parseFromPanel({
        get type() {
          throw new Error('read');
        },
      }),
      undefined,
    );
  });

  test('never passes on what it inherited', () => {
    const inherited = Object.create({ type: 'ready', command: 'x' }) as object;
    const intent = parseFromPanel(inherited);
    assert.ok(intent === undefined || !('command' in intent));
  });
});
