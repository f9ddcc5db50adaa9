import assert from 'node:assert/strict';
import { codeLanguages, keyPlaceholder, requestAsCode } from '../../src/core/snippets.ts';
import { fileNameOf } from '../../src/core/assetName.ts';
import { fuzz } from './support/fuzzer.ts';
import { garbage, mutatedText } from './support/mutation.ts';

const words = [
  "'",
  "\\'",
  "'\\''",
  '"',
  '\\',
  '$HOME',
  '$(id)',
  '`id`',
  '${x}',
  '\n',
  '"""',
  '\\n',
];
const body = { type: 'IMAGE_GENERATOR', goFast: true, seed: 7, prompt: '' };
const baseUrl = 'https://api.1min.ai';

/** What a POSIX shell makes of words in single quotes; fails where one stands outside of quotes. */
function shellWords(line: string): string[] {
  const pieces = /'([^']*)'|\\(')|\s+|("\$address"|[{}]|[\w.|/=<>*&;\\-]+)/gy;
  const found = [''];
  let end = 0;
  for (const { 0: token, 1: quoted, 2: escaped, 3: bare, index } of line.matchAll(pieces)) {
    end = index + token.length;
    if (quoted === undefined && escaped === undefined && bare === undefined) found.push('');
    else found.push((found.pop() ?? '') + (quoted ?? escaped ?? bare ?? ''));
  }
  assert.equal(end, line.length, `the shell would read ${line.slice(end, end + 80)}`);
  return found;
}

const promptIn = (json: string): unknown => (JSON.parse(json) as { prompt?: unknown }).prompt;

/** The one string literal after a name; JSON's are JavaScript's and Python's. */
function literalAfter(code: string, name: string): unknown {
  const literal = /"(?:[^"\\\n]|\\.)*"/y;
  literal.lastIndex = code.indexOf(name) + name.length;
  return JSON.parse(literal.exec(code)?.[0] ?? 'null');
}

fuzz<{ readonly prompt: string; readonly fileName: string }>('What goes into code', [
  {
    name: 'the writer of requests as code',
    draw(random) {
      const prompt = random.oneIn(3)
        ? garbage(random, words)
        : mutatedText("It's dawn", random, { words, maxLength: 10_000 });
      return { prompt, fileName: fileNameOf(random.oneIn(2) ? 'fox' : "it's", 'webp', 0) };
    },
    read({ prompt, fileName }) {
      for (const language of codeLanguages) {
        const code = requestAsCode(language, { body: { ...body, prompt }, baseUrl, fileName });
        assert.ok(code.includes(keyPlaceholder));
        if (language === 'curl') {
          const shell = shellWords(code);
          const sent = shell[shell.indexOf('-d') + 1] ?? '';
          assert.equal(promptIn(sent), prompt);
          assert.ok(shell.includes(`./${fileName}`));
        } else {
          assert.equal(literalAfter(code, '"prompt": '), prompt);
        }
      }
    },
  },
]);
