import assert from 'node:assert/strict';
import { errorCodes } from '../../../src/core/errors.ts';

/** What people never have to read; names of VS Code's own settings and what the service said may hold anything. */
const technical = [
  ...errorCodes.filter((code) => /[A-Z]/.test(code)).map((code) => new RegExp(`\\b${code}\\b`)),
  /[{}]/,
  /\bHTTP \d{3}\b/,
  /\n|^\s+at /,
  /\bundefined\b|\bnull\b|\bError\b|\[object/,
  /!/,
];

/** Fails unless a text is words for people: sentences, and nothing of a machine. */
export function assertReadable(text: string): void {
  assert.match(text, /^\S.{10,}\S$/s);
  assert.match(text, /^[A-Z0-9]/, 'it begins like a sentence');
  for (const pattern of technical) assert.doesNotMatch(text, pattern);
}
