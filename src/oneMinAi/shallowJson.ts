/** Answers of the service, and what they quote, are not half as deep. */
const maxDepth = 64;

/**
 * `JSON.parse` for what comes from outside: a megabyte of brackets would keep it busy for a while and
 * fill the memory with as many arrays.
 * @throws {SyntaxError} where it is no JSON, or nested deeper than 64 levels.
 */
export function parseShallowJson(text: string): unknown {
  if (isDeep(text)) throw new SyntaxError('The JSON is nested too deep.');
  return JSON.parse(text);
}

const [quote, backslash, openList, closeList, openObject, closeObject] = [...'"\\[]{}'].map(
  (character) => character.charCodeAt(0),
);

/** Of JSON; of anything else, any answer is right, for parsing it fails. */
function isDeep(text: string): boolean {
  let depth = 0;
  let isInString = false;
  for (let at = 0; at < text.length; at += 1) {
    // By its code: many a character would become a string of its own, a megabyte of them.
    const code = text.charCodeAt(at);
    if (isInString) {
      if (code === backslash) at += 1;
      else if (code === quote) isInString = false;
    } else if (code === quote) isInString = true;
    else if (code === openList || code === openObject) depth += 1;
    else if (code === closeList || code === closeObject) depth -= 1;
    else continue;
    if (depth > maxDepth) return true;
    // Nothing comes after the whole.
    if (depth <= 0 && !isInString) return false;
  }
  return false;
}
