import * as z from 'zod/mini';
import { imageEndingPattern } from '../core/imageFormats.ts';
import { modelIds } from '../core/models.ts';
import { parameter, parameterNames } from '../core/parameters.ts';
import type { ValueRule } from '../core/valueRule.ts';
import { codeLanguages } from '../core/snippets.ts';
import type { FromPanel } from './messages.ts';

const imageUri = new RegExp(String.raw`^[a-z][a-z\d+.-]*:[^\s]{1,4000}${imageEndingPattern}$`, 'i');

/**
 * What comes out of a webview is outside input like any other (S7): strict shapes, caps on every
 * text and list, and nothing that names a path, an address or a command. The one exception, an image that the
 * person has dropped, is only read, and only within the workspace.
 */
const maxDroppedBytes = 32_000_000;
const maxPromptCharacters = 20_000;
const id = z.string().check(z.regex(/^[\w-]{1,64}$/));
const finite = z.number().check(z.gte(-1e12), z.lte(1e12));

const shapeOf = (rule: ValueRule): z.ZodMiniType => {
  if (rule.kind === 'choice') return z.enum(rule.choices as [string, ...string[]]);
  return rule.kind === 'number' ? finite : z.boolean();
};

/** Loose in its numbers: a form may be wrong while it is typed in, and is checked when it is used. */
const form = z.strictObject({
  prompt: z.string().check(z.maxLength(maxPromptCharacters)),
  model: z.enum(modelIds),
  ...Object.fromEntries(parameterNames.map((name) => [name, shapeOf(parameter(name))])),
  seed: finite,
  isSeedLocked: z.boolean(),
  count: finite,
  altText: z.nullable(z.string().check(z.maxLength(maxPromptCharacters))),
});

const action = z.enum([
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
]);

const intent = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('ready') }),
  z.strictObject({ type: z.literal('formChanged'), form }),
  z.strictObject({ type: z.literal('generate'), form }),
  z.strictObject({ type: z.literal('cancelAll') }),
  z.strictObject({ type: z.literal('act'), id, action }),
  z.strictObject({
    type: z.literal('showPictures'),
    ids: z.array(id).check(z.maxLength(200)),
  }),
  z.strictObject({
    type: z.literal('resolveObstacle'),
    obstacle: z.enum(['noKey', 'noFolder', 'restricted', 'offline', 'noCredit']),
  }),
  z.strictObject({ type: z.literal('copyCode'), language: z.enum(codeLanguages) }),
  z.strictObject({
    type: z.literal('dropBytes'),
    name: z.string().check(z.maxLength(255)),
    bytes: z.custom<ArrayBuffer>(
      (value) => value instanceof ArrayBuffer && value.byteLength <= maxDroppedBytes,
    ),
  }),
  z.strictObject({
    type: z.literal('dropFile'),
    uri: z.string().check(z.regex(imageUri)),
  }),
  z.strictObject({ type: z.literal('openInEditor') }),
  z.strictObject({ type: z.literal('openSettings') }),
  z.strictObject({
    type: z.literal('scriptFailed'),
    message: z.string().check(z.maxLength(500)),
  }),
]);

/** The intent in a message from the panel; `undefined` where it is none. Never throws. */
export function parseFromPanel(message: unknown): FromPanel | undefined {
  try {
    const result = z.safeParse(intent, message);
    return result.success ? (result.data as FromPanel) : undefined;
  } catch {
    // A getter or a proxy cannot come through a message; whatever throws here is no intent.
    return undefined;
  }
}
