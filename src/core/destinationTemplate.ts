import { ImageError } from './errors.ts';
import { isHarmlessPattern } from './transformPattern.ts';

/** Longer templates are nobody's folder. */
export const maxTemplateLength = 1024;

/**
 * Matches `${name}` and `${name/pattern/replacement/}`, where `\/` stands for a slash inside the
 * pattern and the replacement. Groups: name, pattern, replacement. As VS Code 1.110 to 1.139 read
 * `markdown.copyFiles.destination`.
 */
export const variableSyntax = /\$\{(\w+)(?:\/((?:\\\/|[^/}])+)\/((?:\\\/|[^/}])*)\/)?\}/;

export interface Transform {
  readonly pattern: string | undefined;
  readonly replacement: string | undefined;
}

/**
 * A variable's value with the first match of the pattern replaced. As in VS Code, a transform
 * without replacement, and one that is no regular expression, changes nothing.
 * @throws {ImageError} `badRequest` naming the field, where matching could take very long.
 */
export function transformed(
  value: string,
  { pattern, replacement }: Transform,
  field: string,
): string {
  if (!pattern || !replacement) return value;
  const unescaped = pattern.replaceAll('\\/', '/');
  if (!isHarmlessPattern(unescaped, value.length)) {
    throw new ImageError(
      'badRequest',
      `${field} has a pattern that could take too long: ${unescaped.slice(0, 100)}. ` +
        'It must be at most 100 characters, without nested repetition and back-references.',
      { field },
    );
  }
  let expression: RegExp;
  try {
    expression = new RegExp(unescaped);
  } catch {
    return value;
  }
  return value.replace(expression, replacement.replaceAll('\\/', '/'));
}
