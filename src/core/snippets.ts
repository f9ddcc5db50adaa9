/** Languages a request can be shown in. */
export const codeLanguages = ['curl', 'javascript', 'python'] as const;
export type CodeLanguage = (typeof codeLanguages)[number];

/** Stands in the code where the person puts their key. */
export const keyPlaceholder = '<api-key>';

export interface SnippetOptions {
  /** What is sent to the service, as plain JSON values. */
  readonly body: unknown;
  /** Where the API is, without a slash at the end. */
  readonly baseUrl: string;
  /** Name of the file that the code writes; no folders. */
  readonly fileName: string;
}

/** As much as the extension itself would take for an image. */
const maxImageBytes = 50_000_000;

/**
 * The request as code that makes the image and writes it to a file: in a POSIX shell (sh, bash, zsh) with curl,
 * in JavaScript for Node 18 and later, in Python 3 without packages. Never holds a key, and sends it to the
 * service alone. Whatever the service answers, the code writes this one file and fetches over https only; over
 * http, too, where the service itself is reached by it.
 */
export function requestAsCode(language: CodeLanguage, options: SnippetOptions): string {
  return writers[language](options);
}

const writers: Record<CodeLanguage, (options: SnippetOptions) => string> = {
  // The address goes through `read`, quoted, as the one thing after `--`: it can't be an option, and with
  // `-g` it is one address. A redirect is a failure.
  curl: ({ body, baseUrl, fileName }) => {
    const protocols = `--proto ${shellText(`=${schemesFor(baseUrl).join(',')}`)}`;
    return `curl -sSf ${protocols} ${shellText(`${baseUrl}/api/features`)} \\
  -H ${shellText(`API-KEY: ${keyPlaceholder}`)} \\
  -H 'Content-Type: application/json' \\
  -d ${shellText(jsonText(body).replaceAll('!', '\\u0021'))} |
  sed -n 's/.*"temporaryUrl" *: *"\\([^"]*\\)".*/\\1/p' | sed 's/\\\\u0026/\\&/g; s/\\\\//g' |
  { IFS= read -r address
    curl -sSfgL ${protocols} --max-redirs 0 --max-filesize ${maxImageBytes} \\
      -o ${shellText(`./${fileName}`)} -- "$address"
  }
`;
  },

  javascript: ({ body, baseUrl, fileName }) =>
    `import { writeFile } from 'node:fs/promises';

const response = await fetch(${jsonText(`${baseUrl}/api/features`)}, {
  method: 'POST',
  headers: { 'API-KEY': '${keyPlaceholder}', 'Content-Type': 'application/json' },
  body: JSON.stringify(${indented(jsonText(body), '  ')}),
  redirect: 'error',
});
const { aiRecord } = await response.json();
if (!aiRecord?.temporaryUrl) throw new Error(\`No image: HTTP \${response.status}\`);
const address = new URL(aiRecord.temporaryUrl);
if (!${jsList(schemesFor(baseUrl))}.includes(address.protocol)) throw new Error('Not an https address');
const image = await fetch(address, { redirect: 'error' });
if (!image.ok) throw new Error(\`No image: HTTP \${image.status}\`);
const chunks = [];
let size = 0;
for await (const chunk of image.body) {
  size += chunk.length;
  if (size > ${maxImageBytes}) throw new Error('Larger than an image');
  chunks.push(chunk);
}
await writeFile(${jsonText(fileName)}, Buffer.concat(chunks));
`,

  python: ({ body, baseUrl, fileName }) =>
    `import json
import urllib.request


class NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args):
        return None


opener = urllib.request.build_opener(NoRedirects)
request = urllib.request.Request(
    ${jsonText(`${baseUrl}/api/features`)},
    headers={"API-KEY": "${keyPlaceholder}", "Content-Type": "application/json"},
    data=json.dumps(${indented(pythonLiteral(body, ''), '    ')}).encode(),
)
with opener.open(request) as response:
    record = json.load(response)["aiRecord"]
address = record["temporaryUrl"]
if not address.startswith((${schemesFor(baseUrl)
      .map((scheme) => `"${scheme}://",`)
      .join(' ')})):
    raise SystemExit("Not an https address")
with opener.open(address) as image:
    content = image.read(${maxImageBytes} + 1)
if len(content) > ${maxImageBytes}:
    raise SystemExit("Larger than an image")
with open(${jsonText(fileName)}, "wb") as file:
    file.write(content)
`,
};

/** A service on this computer may give addresses on it. */
const schemesFor = (baseUrl: string): readonly string[] =>
  baseUrl.startsWith('http:') ? ['https', 'http'] : ['https'];

const jsList = (schemes: readonly string[]): string =>
  `[${schemes.map((scheme) => `'${scheme}:'`).join(', ')}]`;

/**
 * Between single quotes a POSIX shell reads every character as itself. Only a shell that is typed into looks for
 * a `!` before that, where a text goes over several lines.
 */
const shellText = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** What would do something to a terminal that the code is pasted into, or show it in another order. */
const unseen = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

/** JSON on several lines, which JavaScript reads alike, and Python its texts. */
const jsonText = (value: unknown): string =>
  (JSON.stringify(value, undefined, 2) ?? 'null').replace(
    unseen,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

const indented = (text: string, indent: string): string => text.replaceAll('\n', `\n${indent}`);

/** JSON's strings and numbers are Python's too; its words for true and false are not. */
function pythonLiteral(value: unknown, indent: string): string {
  if (value === true) return 'True';
  if (value === false) return 'False';
  if (value === null || value === undefined) return 'None';
  if (typeof value !== 'object') return jsonText(value);
  const inner = `${indent}    `;
  const entries = Object.entries(value).map(
    ([name, entry]) => `${inner}${jsonText(name)}: ${pythonLiteral(entry, inner)},`,
  );
  return `{\n${entries.join('\n')}\n${indent}}`;
}
