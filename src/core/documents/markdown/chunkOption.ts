/**
 * What a chunk of R code says of its figures: `fig.cap="…"` behind its name, or `#| fig-cap: …` in it. A list
 * has one text for each figure. `undefined` where nothing is said, or only running code would know.
 */
export function chunkOption(
  chunk: string,
  name: 'cap' | 'alt',
): string | readonly string[] | undefined {
  const [header = '', ...lines] = chunk.split('\n');
  return inHeader(header, name) ?? inComments(lines, name);
}

function inHeader(header: string, name: string): string | readonly string[] | undefined {
  const string = String.raw`"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'`;
  const option = new RegExp(
    String.raw`(?<![\w.])fig\.${name}\s*=\s*(?:(?<one>${string})|c\((?<list>(?:[^()"']|${string})*)\))`,
  ).exec(header)?.groups;
  if (option?.['one'] !== undefined) return rString(option['one']);
  return option?.['list']?.match(new RegExp(string, 'g'))?.map(rString);
}

const rString = (literal: string): string => unescaped(literal.slice(1, -1));

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' };

const unescaped = (text: string): string =>
  text.replace(/\\(?:u([\da-f]{4})|x([\da-f]{2})|([^]))/gi, (_, four, two, one: string) => {
    const code: string | undefined = four ?? two;
    return code === undefined ? (escapes[one] ?? one) : String.fromCharCode(parseInt(code, 16));
  });

/** The options in comments are YAML, of which this reads what a text or a list of texts may be. */
function inComments(
  lines: readonly string[],
  name: string,
): string | readonly string[] | undefined {
  const yaml = lines.filter((line) => line.startsWith('#|')).map((line) => line.slice(2).trimEnd());
  const key = new RegExp(`^\\s*fig[.-]${name}:(?:[ \\t]+|$)`);
  const at = yaml.findIndex((line) => key.test(line));
  if (at < 0) return undefined;
  const keyLine = yaml[at]!;
  const keyIndent = indentOf(keyLine);
  const value = keyLine.replace(key, '');
  const after = yaml.slice(at + 1);
  const isList = /^(?:#|$)/.test(value) && /^\s*-(?:\s|$)/.test(after[0] ?? '');
  const end = after.findIndex(
    (line) =>
      line !== '' &&
      indentOf(line) <= keyIndent &&
      !(isList && indentOf(line) === keyIndent && /^\s*-(?:\s|$)/.test(line)),
  );
  const more = end < 0 ? after : after.slice(0, end);
  if (isList) return blockList(more);
  const style = /^([|>])[-+\d]{0,2}(?:\s+#.*)?$/.exec(value)?.[1];
  if (style !== undefined) return blockScalar(more, style === '>');
  const flow = folded([value, ...more.map((line) => line.trim())]);
  return flow.startsWith('[') ? flowList(flow.slice(1)) : scalar(flow);
}

const indentOf = (line: string): number => line.search(/\S|$/);

/** A line end is a blank, and an empty line a line end. */
function folded(lines: readonly string[]): string {
  return lines
    .join('\n')
    .trim()
    .replace(/\n+/g, (ends) => (ends.length === 1 ? ' ' : ends.slice(1)));
}

function blockScalar(lines: readonly string[], isFolded: boolean): string {
  const indent = indentOf(lines.find((line) => line !== '') ?? '');
  const content = lines.map((line) => line.slice(indent));
  return isFolded ? folded(content) : content.join('\n').replace(/\n+$/, '');
}

/** The items with their lines; those that go on are indented. */
function blockList(lines: readonly string[]): readonly string[] {
  const items: string[][] = [];
  for (const line of lines) {
    const first = /^\s*-(?:\s+(.*))?$/.exec(line);
    if (first) items.push([first[1] ?? '']);
    else items.at(-1)?.push(line.trim());
  }
  return items.map((item) => scalar(folded(item)) ?? '');
}

const quotedScalar = /^(?:"((?:[^"\\]|\\[^])*)"|'((?:[^']|'')*)')/;

function flowList(source: string): readonly string[] {
  const items: string[] = [];
  const item = /\s*("(?:[^"\\]|\\[^])*"|'(?:[^']|'')*'|[^\],"'\s][^\],]*)\s*(,|\]|$)/y;
  for (let match = item.exec(source); match; match = item.exec(source)) {
    items.push(scalar(match[1]!.trim()) ?? '');
    if (match[2] !== ',') break;
  }
  return items;
}

function scalar(source: string): string | undefined {
  const [, double, single] = quotedScalar.exec(source) ?? [];
  if (double !== undefined) return unescaped(double);
  if (single !== undefined) return single.replaceAll("''", "'");
  // Tags (`!expr`), anchors and aliases.
  if (/^[!&*]/.test(source)) return undefined;
  return source.replace(/(?:^|\s)#.*$/, '');
}
