import type { Extension, Token } from 'micromark-util-types';
import type { FoundPicture, PictureWords, TagDialect } from './imageTag.ts';
import type { MappedText } from './markupTag.ts';

/** How a dialect of Markdown is read. */
export interface MarkdownReader {
  readonly extensions: readonly Extension[];
  /** Found in every piece of a text that has pictures of this dialect; Markdown's own, unless it is given. */
  readonly marker?: RegExp;
  /** True where an extension refuses texts. */
  readonly mayRefuse?: true;
  /** How much of a long text is read together. */
  readonly pieceCharacters?: number;
  /** Pictures of a token that this dialect has besides, with what lies in it. */
  readonly readToken?: (token: Token, content: MappedText) => readonly FoundPicture[] | undefined;
  /** Tokens that `readToken` reads. */
  readonly tokenTypes?: ReadonlySet<string>;
  /** What the figure around says, where tags are tokens that `readToken` reads. */
  readonly figure?: () => PictureWords | undefined;
  /** How the tags of HTML are read, where that is not HTML's own way. */
  readonly tagDialect?: TagDialect;
}
