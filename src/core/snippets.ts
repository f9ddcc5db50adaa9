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

/**
 * The request as code that makes the image and writes it to a file: in a POSIX shell with curl, in
 * JavaScript for Node 18 and later, in Python 3 without packages. Never holds a key.
 */
export function requestAsCode(language: CodeLanguage, options: SnippetOptions): string {
  return writers[language](options);
}

const writers: Record<CodeLanguage, (options: SnippetOptions) => string> = {
  curl: ({ body, baseUrl, fileName }) =>
    `curl -sS ${shellText(`${baseUrl}/api/features`)} \\
  -H ${shellText(`API-KEY: ${keyPlaceholder}`)} \\
  -H 'Content-Type: application/json' \\
  -d ${shellText(JSON.stringify(body, undefined, 2))} |
  sed -n 's/.*"temporaryUrl" *: *"\\([^"]*\\)".*/\\1/p' | sed 's/\\\\u0026/\\&/g; s/\\\\//g' |
  xargs curl -sS -o ${shellText(`./${fileName}`)}
`,

  javascript: ({ body, baseUrl, fileName }) =>
    `import { writeFile } from 'node:fs/promises';

const response = await fetch(${JSON.stringify(`${baseUrl}/api/features`)}, {
  method: 'POST',
  headers: { 'API-KEY': '${keyPlaceholder}', 'Content-Type': 'application/json' },
  body: JSON.stringify(${indented(JSON.stringify(body, undefined, 2), '  ')}),
});
const { aiRecord } = await response.json();
if (!aiRecord?.temporaryUrl) throw new Error(\`No image: HTTP \${response.status}\`);
const image = await fetch(aiRecord.temporaryUrl);
await writeFile(${JSON.stringify(fileName)}, Buffer.from(await image.arrayBuffer()));
`,

  python: ({ body, baseUrl, fileName }) =>
    `import json
import urllib.request

request = urllib.request.Request(
    ${JSON.stringify(`${baseUrl}/api/features`)},
    headers={"API-KEY": "${keyPlaceholder}", "Content-Type": "application/json"},
    data=json.dumps(${indented(pythonLiteral(body, ''), '    ')}).encode(),
)
with urllib.request.urlopen(request) as response:
    record = json.load(response)["aiRecord"]
with urllib.request.urlopen(record["temporaryUrl"]) as image:
    with open(${JSON.stringify(fileName)}, "wb") as file:
        file.write(image.read())
`,
};

/** Between single quotes a POSIX shell reads every character as itself. */
const shellText = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

const indented = (text: string, indent: string): string => text.replaceAll('\n', `\n${indent}`);

/** JSON's strings and numbers are Python's too; its words for true and false are not. */
function pythonLiteral(value: unknown, indent: string): string {
  if (value === true) return 'True';
  if (value === false) return 'False';
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'None';
  const inner = `${indent}    `;
  const entries = Object.entries(value).map(
    ([name, entry]) => `${inner}${JSON.stringify(name)}: ${pythonLiteral(entry, inner)},`,
  );
  return `{\n${entries.join('\n')}\n${indent}}`;
}
