import { modelIds } from '../../src/core/models.ts';
import { parameters } from '../../src/core/parameters.ts';
import { codeLanguages } from '../../src/core/snippets.ts';
import type { FormValues, FromPanel } from '../../src/protocol/messages.ts';
import type { SeededRandom } from './seededRandom.ts';

export const sampleForm: FormValues = {
  prompt: 'A red fox in fresh snow',
  aspectRatio: '16:9',
  model: modelIds[0],
  outputFormat: 'webp',
  outputQuality: 80,
  inferenceSteps: 4,
  goFast: true,
  megapixels: '0.25',
  disableSafetyChecker: false,
  seed: 7,
  isSeedLocked: false,
  count: 1,
  altText: null,
};

const imageActions = [
  'insert',
  'open',
  'copyLink',
  'copyImage',
  'vary',
  'showDetails',
  'reuseSettings',
  'makeFullSize',
  'reveal',
  'delete',
  'discardOthers',
  'cancel',
  'retry',
  'checkAgain',
  'setApiKey',
  'topUp',
  'openSetting',
  'openProxySettings',
  'openFolder',
  'manageTrust',
  'saveElsewhere',
  'showLog',
  'dismiss',
] as const;
const obstacles = ['noKey', 'noFolder', 'restricted', 'offline', 'noCredit'] as const;

const formVariants: readonly Partial<FormValues>[] = [
  {},
  ...parameters.aspectRatio.choices.map((aspectRatio) => ({ aspectRatio })),
  ...modelIds.map((model) => ({ model })),
  ...parameters.outputFormat.choices.map((outputFormat) => ({ outputFormat })),
  ...parameters.megapixels.choices.map((megapixels) => ({ megapixels })),
  { prompt: '' },
  { prompt: '<img src=x onerror=alert(1)>\u202e\u0000 ${x} $1' },
  { prompt: 'x'.repeat(20_000) },
  { altText: '' },
  { altText: 'A fox' },
  // Wrong while it is typed in is no offence: it is refused where it would be used.
  { seed: 0, count: 99, outputQuality: -1, inferenceSteps: 2.5 },
];

/** Every intent, with every choice in each of its fields at least once. */
export function validIntents(): FromPanel[] {
  return [
    { type: 'ready' },
    { type: 'cancelAll' },
    { type: 'openInEditor' },
    { type: 'openSettings' },
    ...formVariants.flatMap((changes): FromPanel[] => {
      const form = { ...sampleForm, ...changes };
      return [
        { type: 'formChanged', form },
        { type: 'generate', form },
      ];
    }),
    ...imageActions.map((action): FromPanel => ({ type: 'act', id: 'image-1', action })),
    { type: 'act', id: 'a1b2c3d4-e5f6-7890-abcd-ef1234567890', action: 'open' },
    { type: 'showPictures', ids: [] },
    { type: 'showPictures', ids: Array.from({ length: 200 }, (_, index) => `image-${index}`) },
    ...obstacles.map((obstacle): FromPanel => ({ type: 'resolveObstacle', obstacle })),
    ...codeLanguages.map((language): FromPanel => ({ type: 'copyCode', language })),
    { type: 'dropBytes', name: 'fox.webp', bytes: new ArrayBuffer(8) },
    { type: 'dropFile', uri: 'file:///site/assets/a%20fox.webp' },
    { type: 'scriptFailed', message: 'x'.repeat(500) },
  ];
}

/** Values of which none is allowed in any field: each stands for a whole class of mistakes. */
const foreign: readonly ((random: SeededRandom) => unknown)[] = [
  () => undefined,
  () => Number.NaN,
  () => Number.POSITIVE_INFINITY,
  () => 1e13,
  () => 10n,
  () => Symbol.for('ready'),
  () => [],
  () => [['ready']],
  () => ({}),
  () => new Map([['type', 'ready']]),
  () => new Uint8Array(8),
  () => new Date(0),
  () => () => 'ready',
  () => ({ toString: () => 'ready', valueOf: () => 1 }),
  () => new String('ready'),
  (random) => nested(500 + random.below(1500)),
];

/** Texts that must neither run, open, write nor pass as one of the choices. */
const hostileTexts: readonly string[] = [
  '',
  'READY',
  'ready ',
  'ready\u0000',
  '../../../etc/passwd',
  '/etc/passwd',
  'C:\\Windows\\win.ini',
  'file:///etc/passwd',
  'https://evil.example/?key=<api-key>',
  'command:workbench.action.terminal.sendSequence',
  'workbench.action.files.openFolder',
  'javascript:alert(1)',
  '__proto__',
  'constructor',
  'toString',
  '<script>alert(1)</script>',
  '\u202e\u2066txet',
  '${env:HOME}',
  '$(id)',
  '\ud800',
  'x'.repeat(20_001),
  'y'.repeat(200_000),
];

const foreignKeys: readonly string[] = [
  '__proto__',
  'constructor',
  'prototype',
  'command',
  'path',
  'uri',
  'url',
  'key',
  'apiKey',
  'folder',
  'fileName',
  'insert',
  'hasOwnProperty',
  'toString',
  ' type',
  'TYPE',
];

function nested(depth: number): unknown {
  let value: unknown = 'end';
  for (let level = 0; level < depth; level++) {
    value = level % 2 ? [value] : { type: 'ready', form: value };
  }
  return value;
}

/** Own property, also where the name is `__proto__`, as `JSON.parse` makes it. */
function withKey(object: object, key: string, value: unknown): object {
  const copy = { ...object };
  Object.defineProperty(copy, key, {
    value,
    enumerable: true,
    configurable: true,
    writable: true,
  });
  return copy;
}

const wrongValue = (random: SeededRandom): unknown => random.pick(foreign)(random);

const anyValue = (random: SeededRandom): unknown =>
  random.oneIn(2) ? random.pick(hostileTexts) : wrongValue(random);

type Fields = Readonly<Record<string, unknown>>;

/** A field with a value that it does not take. Free texts take any text up to their length. */
function wrongIn(fields: Fields, key: string, random: SeededRandom): unknown {
  const isFreeText = ['prompt', 'altText', 'message', 'name'].includes(key);
  if (isFreeText) return random.oneIn(3) ? 'z'.repeat(20_001) : wrongValue(random);
  if (key === 'ids' && random.oneIn(2)) {
    return random.oneIn(3)
      ? Array.from({ length: 201 }, (_, index) => `image-${index}`)
      : ['image-1', random.oneIn(2) ? random.pick(badIds) : wrongValue(random)];
  }
  if (key === 'ids') return random.pick([{ length: 1, 0: 'image-1' }, 'image-1', 7, null]);
  if (key === 'id') return random.oneIn(2) ? random.pick(badIds) : wrongValue(random);
  if (typeof fields[key] === 'boolean')
    return random.pick(['true', 1, 0, null, wrongValue(random)]);
  if (typeof fields[key] === 'number')
    return random.pick(['1', '', null, true, wrongValue(random)]);
  return random.oneIn(5) ? null : anyValue(random);
}

const badIds = [
  '',
  '..',
  '../images.json',
  'a/b',
  'a b',
  'image-1\n',
  'ï',
  'x'.repeat(65),
  'file:///a.webp',
] as const;

/** One field wrong, one too many or one too few. */
function spoilt(fields: Fields, random: SeededRandom): object {
  const keys = Object.keys(fields);
  switch (random.below(3)) {
    case 0: {
      const key = random.pick(keys);
      return withKey(fields, key, wrongIn(fields, key, random));
    }
    case 1: {
      const missing = random.pick(keys);
      return Object.fromEntries(Object.entries(fields).filter(([key]) => key !== missing));
    }
    default:
      return withKey(fields, random.pick(foreignKeys), anyValue(random));
  }
}

/** An intent with one mistake, somewhere. */
function nearMiss(intents: readonly FromPanel[], random: SeededRandom): unknown {
  const intent = random.pick(intents) as unknown as Fields;
  const { form } = intent;
  return typeof form === 'object' && form !== null && random.oneIn(2)
    ? { ...intent, form: spoilt(form as Fields, random) }
    : spoilt(intent, random);
}

function randomValue(random: SeededRandom, depth: number): unknown {
  if (depth === 0 || random.oneIn(3)) return anyValue(random);
  const size = random.below(6);
  if (random.oneIn(3)) return Array.from({ length: size }, () => randomValue(random, depth - 1));
  let object: object = random.oneIn(6) ? (Object.create(null) as object) : {};
  for (let each = 0; each < size; each++) {
    object = withKey(object, random.pick(foreignKeys), randomValue(random, depth - 1));
  }
  return object;
}

/** A structure of any kind, often under the name of a real intent, and never one. */
function structure(intents: readonly FromPanel[], random: SeededRandom): unknown {
  const value = randomValue(random, 4);
  if (typeof value !== 'object' || value === null || random.oneIn(2)) return value;
  const typed = withKey(value, 'type', random.pick(intents).type);
  return withKey(typed, random.pick(foreignKeys), randomValue(random, 2));
}

/** Messages none of which is an intent: the same in every run with the same seed. */
export function* hostileIntents(count: number, random: SeededRandom): Generator<unknown> {
  const intents = validIntents();
  for (let index = 0; index < count; index++) {
    yield random.oneIn(4) ? structure(intents, random) : nearMiss(intents, random);
  }
}
