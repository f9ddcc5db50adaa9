export const verbatimDelimiter = /^(?:-{4,}|\.{4,}|\+{4,}|\/{4,}|`{3}(?=[^`]*$))/;
export const blockDelimiter = /^(?:={4,}|\*{4,}|_{4,}|--|~{4,})$/;
export const listItem =
  /^[ \t]*(?:-|\*{1,5}|\.{1,5}|\u2022|\d+\.|[a-zA-Z]\.|[IVXivx]+\)|<(?:\d+|\.)>)[ \t]+\S|^(?!\/\/)[ \t]*\S.*?(?:::{1,3}|;;)(?:[ \t]|$)/;

export const isComment = (text: string): boolean => /^\/\/(?!\/)/.test(text);

/** What begins and ends a block that is no part of the document. */
export const isCommentDelimiter = (text: string): boolean => /^\/{4,}$/.test(text);

/** What stands between the brackets above a block, or an anchor's in brackets of its own. */
export function blockAttributes(text: string): string | undefined {
  const isRead = /^\[(?:|[\p{L}\p{N}_.#%{,"'].*|\[[^[\]]*\])\]$/u.test(text);
  return isRead ? text.slice(1, -1) : undefined;
}

const mediaMacro = /^(?:image|video|audio)::(?:\S|\S.*?\S)\[.*\]$/;

/** True for a picture, film or sound, which an item of a list may have right under its first line. */
export const isMediaMacro = (text: string): boolean => text.endsWith(']') && mediaMacro.test(text);

/** True for a line that is a block without any other: a break of the page or between topics, contents, media. */
export const isWholeBlock = (text: string): boolean =>
  /^(?:'{3,}|<{3,}|([-*_])( *)\1\2\1|toc::\[.*\])$/.test(text) || isMediaMacro(text);
