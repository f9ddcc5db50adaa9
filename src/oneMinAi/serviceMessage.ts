import { parseShallowJson } from './shallowJson.ts';

/** Longest text of the service that is passed on. */
const messageLimit = 500;

/** Keys that lead towards the real cause, the innermost first. `request`, which echoes what was sent, is none of them. */
const inwardKeys = ['details', 'response', 'data', 'body', 'error', 'errors', 'message', 'detail'];

/** Deeper than any answer seen; keeps a nested bomb from costing anything. */
const depthLimit = 8;

/**
 * The innermost message of an error answer: `details` before `message` before `error`. `details`
 * may be JSON inside a string, and in it a list of fields, or the answer of the model's provider.
 * @returns One line of at most 500 characters; `undefined` where there are no words, or only HTML.
 */
export function innermostMessage(answer: unknown): string | undefined {
  const message = messageIn(answer, 0);
  return message === undefined ? undefined : cut(message);
}

function messageIn(value: unknown, depth: number): string | undefined {
  if (depth > depthLimit) return undefined;
  if (typeof value === 'string') return messageInText(value, depth);
  if (Array.isArray(value)) {
    const parts = value.slice(0, 20).map((item: unknown) => messageOfItem(item, depth + 1));
    return parts.filter((part) => part !== undefined).join('; ') || undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  for (const key of inwardKeys) {
    if (!Object.hasOwn(value, key)) continue;
    const message = messageIn((value as Record<string, unknown>)[key], depth + 1);
    if (message !== undefined) return message;
  }
  return undefined;
}

function messageInText(value: string, depth: number): string | undefined {
  const text = value.trim();
  if (text === '' || text.startsWith('<')) return undefined;
  if (!/^[[{"]/.test(text)) return text;
  try {
    return messageIn(parseShallowJson(text), depth + 1);
  } catch {
    // Broken JSON may hold anything, what we sent included.
    return undefined;
  }
}

/** An entry of `details` that names a field says so in its message too. */
function messageOfItem(item: unknown, depth: number): string | undefined {
  const message = messageIn(item, depth);
  const field: unknown = (item as { field?: unknown } | null)?.field;
  if (message === undefined || typeof field !== 'string' || message.includes(field)) return message;
  return `${field}: ${message}`;
}

/** A message of a megabyte is folded no further than it can be shown. */
const foldLimit = 20 * messageLimit;

function cut(message: string): string {
  // Line breaks, control characters, and those that turn the writing direction around.
  const line = message
    .slice(0, foldLimit)
    .replace(/[\s\p{Cc}\p{Bidi_Control}]+/gu, ' ')
    .trim();
  // By UTF-16 unit, without leaving half a character.
  return line.slice(0, messageLimit).replace(/[\ud800-\udbff]$/, '');
}
