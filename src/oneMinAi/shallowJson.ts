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

/** Of JSON; of anything else, any answer is right, for parsing it fails. */
function isDeep(text: string): boolean {
  let depth = 0;
  let isInString = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (isInString) {
      if (character === '\\') at += 1;
      else if (character === '"') isInString = false;
    } else if (character === '"') isInString = true;
    else if (character === '[' || character === '{') depth += 1;
    else if (character === ']' || character === '}') {
      depth -= 1;
      // Nothing comes after the whole.
      if (depth <= 0) return false;
    }
    if (depth > maxDepth) return true;
  }
  return false;
}
