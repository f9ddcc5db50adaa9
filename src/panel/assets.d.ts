/** The outline of a codicon: the path data of its drawing. */
declare module '*.svg' {
  const path: string;
  export { path as default };
}

/** A style sheet as minified text. */
declare module '*.css' {
  const text: string;
  export { text as default };
}
