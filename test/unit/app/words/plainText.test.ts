import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { HtmlRenderer, Parser } from 'commonmark';
import {
  asMarkdown,
  joined,
  plainLines,
  plainText,
  withIcon,
} from '../../../../src/app/words/plainText.ts';

/** How VS Code 1.110 to 1.139 find links in notifications and quick inputs (`parseLinkedText`). */
const linked = /\[([^\]]+)\]\(((?:https?:\/\/|command:|file:)[^)\s]+)(?: (["'])(.+?)(\3))?\)/gi;
/** How they find icons in labels. */
const icons = /(\\)?\$\(([a-z0-9-]+(?:~[a-z]+)?)\)/gi;

const hostile = [
  '[Saved](command:workbench.action.quit).png',
  '[[Saved]](COMMAND:workbench.action.quit)',
  '[a](file:///etc/passwd "title")',
  '[a\n](https://evil.example)',
  '[a]\u200b(command:x)',
  '[a]\u202e(command:x)',
  '[a]\0(command:x)',
  '[a](command:x)[b](command:y)',
  '$(zap)$(sync~spin) \\$(error)',
  ']('.repeat(100),
];

describe('Plain text', () => {
  for (const text of hostile) {
    test(`has no link and no icon: ${JSON.stringify(text.slice(0, 50))}`, () => {
      const shown = plainText(text);
      assert.deepEqual(shown.match(linked), null);
      assert.deepEqual(shown.match(icons), null);
      assert.equal(plainText(shown), shown);
    });
  }

  test('reads as it did, but for a blank where a link or an icon would open', () => {
    const name = '[Saved](command:workbench.action.quit) costs $(5).png';
    assert.equal(plainText(name), '[Saved] (command:workbench.action.quit) costs $ (5).png');
    assert.equal(plainText('雪の中の狐 🦊.webp'), '雪の中の狐 🦊.webp');
  });

  test('is one line, without what turns the reading direction or is not seen', () => {
    const shown = plainText(' a\r\nb\u2028c\u202ed\u2066e\u2069\u061cf\u200eg\u0007h\ufeff ');
    assert.equal(shown, 'a b c d e f g h');
  });

  test('is cut, quickly, however long it was', () => {
    assert.equal([...plainText('🦊'.repeat(400))].length, 300);
    assert.equal([...plainText('a'.repeat(400), 80)].length, 80);
    // Looking at a character has the text built, which is not what is measured.
    const long = ['a', ' ', '](', '\ud800'].map((each) => each.repeat(1_000_000));
    assert.ok(long.every((each) => each.charCodeAt(1) > 0));
    const startMs = performance.now();
    for (const each of long) plainText(each);
    assert.ok(performance.now() - startMs < 50);
  });

  test('of several lines keeps them', () => {
    assert.equal(plainLines('a\n[b](command:c)'), 'a\n[b] (command:c)');
    assert.deepEqual(plainLines('a\n[b](command:c)').match(linked), null);
  });

  test('is joined and gets an icon of ours', () => {
    const text = joined([plainText('a'), undefined, '', false, plainText('$(b)')], ' · ');
    assert.equal(withIcon('check', text), '$(check) a · $ (b)');
  });

  test('in Markdown shows as itself, and nothing but text', () => {
    for (const text of [
      ...hostile,
      '<command:fluxKlein.regenerateHere?x>',
      '<img src=x onerror=alert(1)> <https://evil.example> www.evil.example https://evil.example a@evil.example',
      '&#91;x&#93; &lt;b&gt; `a` ~~b~~ *c* __d__ | e |',
      '# heading',
      '- item',
      '1. item',
      '| a |\n| - |',
    ]) {
      const shown = plainText(text);
      // Nothing that another dialect could give a meaning is left, such as GFM's bare addresses.
      assert.match(asMarkdown(shown), /^(?:&#\d+;|[a-zA-Z\d ]|\P{ASCII})*$/u);
      const html = new HtmlRenderer().render(new Parser().parse(asMarkdown(shown))).trim();
      const [, inside = ''] = /^<p>([^<]*)<\/p>$/.exec(html) ?? [];
      const read = inside
        .replaceAll('&lt;', '<')
        .replaceAll('&gt;', '>')
        .replaceAll('&quot;', '"')
        .replaceAll('&amp;', '&');
      assert.equal(read, shown, html);
    }
  });
});
