import assert from 'node:assert/strict';
import { parseFromPanel } from '../../src/protocol/parse.ts';
import { hostileIntents, validIntents } from '../support/hostileIntents.ts';
import { fuzz } from './support/fuzzer.ts';
import { mutatedValue } from './support/mutation.ts';

const intents = validIntents();
const types = new Set<string>(intents.map(({ type }) => type));
const keys = ['type', 'form', 'id', 'ids', 'action', 'obstacle', 'language', 'message', 'command'];

fuzz<{ readonly message: unknown; readonly isHostile: boolean }>('What the panel says', [
  {
    name: 'the reader of panel messages',
    draw(random) {
      const isHostile = random.oneIn(2);
      const message = isHostile
        ? hostileIntents(1, random).next().value
        : mutatedValue(random.pick(intents), random, keys);
      return { message, isHostile };
    },
    read({ message, isHostile }) {
      const intent = parseFromPanel(message);
      if (intent === undefined) return;
      assert.ok(!isHostile, 'it was taken for an intent');
      assert.ok(types.has(intent.type));
      assert.deepEqual(intent, message);
    },
  },
]);
