import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contactSheet } from '../../../../src/core/batch/contactSheet.ts';

test('a contact sheet is a table of thumbnails with prompt and seed', () => {
  const text = contactSheet({
    name: 'my_sheet',
    images: [
      { path: 'a fox.webp', prompt: 'a | b\n*c*', seed: 7 },
      { path: 'b.png', prompt: 'owl', seed: 8 },
    ],
    words: { image: 'Image', prompt: 'Prompt', seed: 'Seed' },
  });
  assert.equal(
    text,
    '# my\\_sheet\n\n| Image | Prompt | Seed |\n| --- | --- | ---: |\n' +
      '| ![](a%20fox.webp) | a \\| b \\*c\\* | 7 |\n| ![](b.png) | owl | 8 |\n',
  );
});
