/** Values of macros without parameters, by their names without the backslash. */
export type LatexMacros = Map<string, string>;

const kernelCharacters: Readonly<Record<string, string>> = {
  percentchar: '%',
  charlb: '{',
  charrb: '}',
  backslashchar: '\\',
};

/**
 * The file that an argument of `\includegraphics` names; `undefined` where that is known only to TeX.
 * Quotes and braces around a name or a part of it are not part of the name.
 */
export function latexPath(argument: string, macros: LatexMacros): string | undefined {
  const withoutComments = argument.replace(/(?<!\\)((?:\\\\)*)%[^\n]*(?:\n[ \t]*|$)/g, '$1');
  let isKnown = !/(?<!\\string|\\)#/.test(withoutComments);
  const path = withoutComments.replace(
    /\\csname\s+@(\w+)\s*\\endcsname[ \t]*|\\string\s*\\?([^a-zA-Z\s])|\\([a-zA-Z@]+)[ \t]*|\\([^])|[{}"]/g,
    (...match: string[]) => {
      const [, kernel, literal, command, character] = match;
      if (kernel !== undefined) return kernelCharacters[kernel] ?? unknown();
      if (literal !== undefined) return literal;
      if (character !== undefined) return /[#$%&_{}~^ ]/.test(character) ? character : unknown();
      if (command === undefined || /^(?:detokenize|unexpanded|protect)$/.test(command)) return '';
      return command === 'space' ? ' ' : (macros.get(command) ?? unknown());
    },
  );
  return isKnown ? path.replace(/\s+/g, ' ').trim() : undefined;

  function unknown(): string {
    isKnown = false;
    return '';
  }
}
