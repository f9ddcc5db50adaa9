/** Ways in which a text can stand in another without being seen. */
export interface SecretSearch {
  /** Names of the forms in which the secret stands there; none is good. */
  formsIn(text: string): readonly string[];
}

/** The three ways to fall into base64's groups of three bytes, without the characters that neighbours share. */
function base64Of(text: string): string[] {
  const bytes = Buffer.from(text);
  return [0, 1, 2].map((before) => {
    const encoded = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64');
    const sharedAtEnd = (before + bytes.length) % 3 === 0 ? 0 : 4;
    return encoded.slice(before === 0 ? 0 : 4, encoded.length - sharedAtEnd);
  });
}

const reversed = (text: string): string => [...text].reverse().join('');

/** The longest part that no quoting changes. */
const plainestPartOf = (secret: string): string =>
  (secret.match(/[\w-]+/g) ?? []).reduce((a, b) => (b.length > a.length ? b : a), '');

/** Searches for a secret in plain and quoted, percent-encoded, as base64, in hex, and back to front. */
export function createSecretSearch(secret: string): SecretSearch {
  const hex = Buffer.from(secret).toString('hex');
  const base64 = base64Of(secret);
  const wanted: readonly (readonly [string, readonly string[]])[] = [
    ['plain', [secret, plainestPartOf(secret)]],
    ['percent-encoded', [encodeURIComponent(secret), encodeURI(secret)]],
    ['base64', base64],
    ['base64url', base64.map((text) => text.replaceAll('+', '-').replaceAll('/', '_'))],
    ['hex', [hex]],
    ['reversed', [reversed(secret)]],
    ['reversed hex', [reversed(hex), Buffer.from(reversed(secret)).toString('hex')]],
  ];
  return {
    formsIn(text) {
      const lower = text.toLowerCase();
      return wanted
        .filter(([, forms]) => forms.some((form) => lower.includes(form.toLowerCase())))
        .map(([name]) => name);
    },
  };
}
