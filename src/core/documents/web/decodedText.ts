import { Tokenizer } from 'htmlparser2';

/** A text without the escapes that it is written with, and where each of its characters is written. */
export interface DecodedText {
  readonly text: string;
  /** Offset in the document of what the character at an index of `text` is written as. */
  offsetAt(index: number): number;
}

/** Text that is written as it is read. */
export function plainText(text: string, start: number): DecodedText {
  return { text, offsetAt: (index) => start + index };
}

/** Undoes what HTML escapes in the value of an attribute. */
export function decodeAttribute(raw: string, start: number): DecodedText {
  if (!/[&\r\0]/.test(raw)) return plainText(raw, start);
  // The one quote that the value does not have; it cannot have both unless it has none around it.
  const quote = raw.includes('"') ? "'" : '"';
  if (raw.includes(quote)) return plainText(raw, start);
  return decode(`<a b=${quote}${raw}${quote}>`, 6, start);
}

/** Undoes what HTML escapes in text between tags. */
export function decodeCharacters(raw: string): string {
  return /[&\r\0]/.test(raw) ? decode(raw, 0, 0).text : raw;
}

function decode(wrapped: string, prefixLength: number, start: number): DecodedText {
  let text = '';
  let writtenEnd = prefixLength;
  const offsets: number[] = [];
  const add = (piece: string, from: number, step: 0 | 1): void => {
    for (let i = 0; i < piece.length; i++) offsets.push(start + from - prefixLength + i * step);
    text += piece;
  };
  const onData = (from: number, to: number): void => {
    add(wrapped.slice(from, to), from, 1);
    writtenEnd = to;
  };
  const onEntity = (codePoint: number): void => add(String.fromCodePoint(codePoint), writtenEnd, 0);
  const ignore = (): void => undefined;
  const tokenizer = new Tokenizer(
    { decodeEntities: true },
    {
      onattribdata: onData,
      onattribentity: onEntity,
      ontext: onData,
      ontextentity: (codePoint, end) => {
        onEntity(codePoint);
        writtenEnd = end;
      },
      onattribend: ignore,
      onattribname: ignore,
      oncdata: ignore,
      onclosetag: ignore,
      oncomment: ignore,
      ondeclaration: ignore,
      onend: ignore,
      onopentagend: ignore,
      onopentagname: ignore,
      onprocessinginstruction: ignore,
      onselfclosingtag: ignore,
    },
  );
  tokenizer.write(wrapped);
  tokenizer.end();
  const end = start + wrapped.length - prefixLength - (prefixLength > 0 ? 2 : 0);
  return foldLineEnds(text, offsets, end);
}

/** HTML reads every line end as `\n`. */
function foldLineEnds(text: string, offsets: readonly number[], end: number): DecodedText {
  const kept = offsets.filter((_, index) => !(text[index] === '\n' && text[index - 1] === '\r'));
  return {
    text: text.replace(/\r\n?/g, '\n').replaceAll('\0', '\ufffd'),
    offsetAt: (index) => kept[index] ?? end,
  };
}
