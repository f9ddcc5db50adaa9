import type { TagDialect } from './imageTag.ts';

type ImportedFile = NonNullable<ReturnType<NonNullable<TagDialect['importedFile']>>>;

/** The files that a module imports by name, and what an expression in a tag's braces means by that. */
export function importedFiles(text: string): NonNullable<TagDialect['importedFile']> {
  const imports = new Map<string, ImportedFile>();
  const statements = text.matchAll(
    /^import[ \t]+(?<name>[\w$]+)[ \t]+from[ \t]*(?<quote>["'])(?<path>[^"'\n]+)\k<quote>/gm,
  );
  for (const { 0: statement, index, groups } of statements) {
    const { name = '', path = '' } = groups ?? {};
    const start = index + statement.length - 1 - path.length;
    imports.set(name, { path, start, end: start + path.length });
  }
  return (expression) => imports.get(expression.trim().replace(/\.(?:src|default)$/, ''));
}
