import { readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { dirname, relative, resolve } from 'node:path';
import { projectRoot } from '../../scripts/projectPaths.mjs';

// The extension host makes its own stack traces and looks at no source map, so positions are translated afterwards.
const compiledPosition = /(?:\/?[\w.-]+\/)*\.cache\/host-tests\/[\w./-]+\.js:\d+:\d+/g;

/** Replaces, in a stack trace, positions in compiled host tests by those in the TypeScript that was compiled. */
export function withSourcePositions(stack: string): string {
  return stack.replaceAll(compiledPosition, (position) => sourcePosition(position) ?? position);
}

function sourcePosition(position: string): string | undefined {
  const [, file, line, column] = /^(.*):(\d+):(\d+)$/.exec(position) ?? [];
  if (file === undefined) return undefined;
  const compiledPath = resolve(projectRoot, file);
  try {
    const map = new SourceMap(JSON.parse(readFileSync(`${compiledPath}.map`, 'utf8')));
    const entry = map.findEntry(Number(line) - 1, Number(column) - 1);
    if (!('originalSource' in entry)) return undefined;
    const sourcePath = resolve(dirname(compiledPath), entry.originalSource);
    return `${relative(projectRoot, sourcePath)}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
  } catch {
    return undefined;
  }
}
