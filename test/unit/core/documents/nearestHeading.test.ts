import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nearestHeading } from '../../../../src/core/documents/nearestHeading.ts';

/** `‹` marks the line. */
function headingOf(marked: string): string {
  const line = marked.slice(0, marked.indexOf('‹')).split('\n').length - 1;
  const lines = marked.replace('‹', '').split('\n');
  return nearestHeading({ lineCount: lines.length, lineAt: (number) => lines[number]! }, line);
}

const cases: Record<string, [marked: string, expected: string]> = {
  'the last one above': ['# A\n\n## B ##\n\nx‹\n\n# C', 'B'],
  'the line itself': ['# A\n# ‹B', 'B'],
  'one with an underline': ['A\n===\n\nx‹', 'A'],
  'its underline below the line': ['# A\n\n‹B\nmore\n---', 'B more'],
  'one in a block quote': ['> # A\n> x‹', 'A'],
  'none below': ['‹x\n\n# A', ''],
  'none in an empty document': ['‹', ''],
  'none in a fence': ['# A\n```\n# no\n```\nx‹', 'A'],
  'none in an indented block': ['# A\n\n    # no\n\nx‹', 'A'],
  'none in a comment': ['# A\n<!--\n# no\n-->\nx‹', 'A'],
  'none in front matter': ['---\n# no\ntitle: no\n---\nx‹', ''],
  'none without a space': ['# A\n#no\nx‹', 'A'],
  'one with nothing in it': ['# A\n#\nx‹', ''],
  'one with hashes inside': ['# C# and F#\nx‹', 'C# and F#'],
};
for (const [name, [marked, expected]] of Object.entries(cases)) {
  test(`the nearest heading: ${name}`, () => assert.equal(headingOf(marked), expected));
}
