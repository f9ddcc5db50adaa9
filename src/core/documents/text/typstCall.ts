import type { PictureReference } from '../documentLanguage.ts';
import { pixelsOf } from './pixels.ts';
import { typstText, unescapeTypst } from './typstText.ts';

/** A part of an argument. */
export interface TypstToken {
  readonly kind: 'string' | 'number' | 'content' | 'other';
  readonly start: number;
  readonly end: number;
}

/** A call of a function with the arguments read so far. */
export interface TypstCall {
  readonly name: string;
  readonly start: number;
  /** Number of pictures before the call. */
  readonly first: number;
  readonly positional: TypstToken[];
  readonly named: Map<string, TypstToken | undefined>;
  argumentName: string | undefined;
  argument: TypstToken[];
}

/** Only an argument of one token is known as it stands. */
export function endArgument(call: TypstCall): void {
  const { argument, argumentName } = call;
  const token = argument.length === 1 ? argument[0] : undefined;
  if (argumentName !== undefined) call.named.set(argumentName, token);
  else if (argument.length > 0) call.positional.push(token ?? { kind: 'other', start: 0, end: 0 });
  call.argument = [];
  call.argumentName = undefined;
}

/** The picture that a call of `image` ending at an offset shows, if its path is one string. */
export function pictureOf(
  call: TypstCall,
  text: string,
  end: number,
): PictureReference | undefined {
  const path = call.positional[0];
  if (path?.kind !== 'string') return undefined;
  const alt = call.named.get('alt');
  const width = pixelsIn(call.named.get('width'), text);
  const height = pixelsIn(call.named.get('height'), text);
  return {
    start: call.start,
    end,
    pathStart: path.start + 1,
    pathEnd: path.end - 1,
    path: stringValue(path, text),
    ...(alt?.kind === 'string' && { altText: stringValue(alt, text) }),
    ...(width !== undefined && { width }),
    ...(height !== undefined && { height }),
  };
}

/** The caption of a call of `figure`, as plain text. */
export function captionOf(call: TypstCall, text: string): string | undefined {
  const token = call.named.get('caption');
  if (token?.kind === 'string') return stringValue(token, text);
  return token?.kind === 'content'
    ? typstText(text.slice(token.start + 1, token.end - 1))
    : undefined;
}

function stringValue({ start, end }: TypstToken, text: string): string {
  return unescapeTypst(text.slice(start + 1, end - 1));
}

function pixelsIn(token: TypstToken | undefined, text: string): number | undefined {
  return token?.kind === 'number' ? pixelsOf(text.slice(token.start, token.end)) : undefined;
}
