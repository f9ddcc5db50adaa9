import { pathOfUrl } from './urlPath.ts';

/** What bundlers look up: `@/`, `~/`, `~package/`, `$lib/`, `#imports`, `virtual:`. */
const alias = /^\s*(?:[@~#]|\$[\w-]*\/)/;

/** The file that an address means in a source that a bundler reads; aliases are left alone. */
export function pathOfSource(url: string): string | undefined {
  return alias.test(url) ? undefined : pathOfUrl(url);
}
