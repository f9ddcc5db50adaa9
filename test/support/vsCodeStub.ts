import { registerHooks } from 'node:module';

/** As much of VS Code as a module needs that knows little of it: to be imported before that. */
const source = `
export class Uri {
  constructor(path) { Object.assign(this, { scheme: 'file', path, fsPath: path }); }
  with({ path }) { return new Uri(path ?? this.path); }
  toString() { return 'file://' + this.path; }
  static file(path) { return new Uri(path); }
  static joinPath(uri, ...parts) { return new Uri([uri.path, ...parts].join('/')); }
}
export class Range {
  constructor(start, end) { Object.assign(this, { start, end }); }
}
const folder = { uri: new Uri('/work'), index: 0 };
export const workspace = {
  workspaceFolders: [folder],
  getWorkspaceFolder: () => folder,
  asRelativePath: ({ path }) => path.slice('/work/'.length),
  openTextDocument: async () => { throw new Error('not here'); },
  fs: { stat: async () => { throw new Error('not here'); } },
};
export const FileType = { File: 1 };
`;

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'vscode'
      ? { url: 'stub:vscode', format: 'module', shortCircuit: true }
      : next(specifier, context),
  load: (url, context, next) =>
    url === 'stub:vscode' ? { format: 'module', source, shortCircuit: true } : next(url, context),
});
