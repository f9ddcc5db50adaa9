import assert from 'node:assert/strict';
import { modelIds } from '../../src/core/models.ts';
import { parameterNames } from '../../src/core/parameters.ts';
import {
  parseGenerateArgs,
  seedOfImage,
  withDefaults,
  type GenerateArgs,
} from '../../src/core/request.ts';
import { fuzz } from './support/fuzzer.ts';
import { garbageValue, mutatedValue } from './support/mutation.ts';

const whole: GenerateArgs = {
  prompt: 'A red fox in fresh snow',
  model: modelIds[0],
  aspectRatio: '16:9',
  outputFormat: 'webp',
  outputQuality: 80,
  inferenceSteps: 4,
  goFast: true,
  megapixels: '0.25',
  disableSafetyChecker: false,
  seed: 4_294_967_295,
  count: 8,
  insert: true,
  folder: './pictures',
  fileName: 'fox',
  altText: '',
  confirmed: true,
};
const { prompt, folder, fileName, altText, ...others } = whole;
const { seed: _, count: __, insert: ___, confirmed: ____, ...settings } = others;
const samples = [whole, { prompt }, { folder, fileName, altText }, {}];
const keys = [...Object.keys(whole), 'document', 'apiKey', 'n'];

fuzz<unknown>('What other extensions ask for', [
  {
    name: 'the reader of arguments',
    draw: (random) =>
      random.oneIn(6)
        ? garbageValue(random, keys, 4)
        : mutatedValue(random.pick(samples), random, keys),
    read(value) {
      const args = parseGenerateArgs(value);
      assert.ok(Object.keys(args).every((name) => Object.hasOwn(whole, name)));
      if (args.prompt !== undefined) assert.ok(args.prompt.length > 0);
      assert.equal(args.prompt, args.prompt?.trim());
      const { seed = 1, count = 1 } = args;
      const last = seedOfImage(seed, count - 1);
      assert.ok(Number.isInteger(last) && last >= 1 && last <= 4_294_967_295);
    },
  },
]);

fuzz<Readonly<Record<string, unknown>>>('What the settings say', [
  {
    name: 'the reader of defaults',
    draw: (random) => mutatedValue(settings, random, keys) as Record<string, unknown>,
    read(values) {
      const defaults = withDefaults({}, (name) => values?.[name]);
      assert.deepEqual(Object.keys(defaults), ['model', ...parameterNames]);
      assert.ok(Object.values(defaults).every((value) => typeof value !== 'object'));
    },
  },
]);
