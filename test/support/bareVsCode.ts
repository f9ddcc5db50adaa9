/** What unit tests need of the module `vscode`, in plain Node: texts and addresses, and nothing that is shown. */

/** An address, as far as tests look at one. */
export class Uri {
  readonly scheme: string;
  readonly authority: string;
  readonly path: string;

  constructor(scheme: string, authority: string, path: string) {
    this.scheme = scheme;
    this.authority = authority;
    this.path = path;
  }

  static parse(text: string): Uri {
    const { protocol, host, pathname } = new URL(text);
    return new Uri(protocol.slice(0, -1), host, decodeURIComponent(pathname));
  }

  static file(path: string): Uri {
    return new Uri('file', '', path);
  }

  static joinPath(base: Uri, ...parts: string[]): Uri {
    const { pathname } = new URL(['/x', ...parts].join('/').replace('/x', base.path), 'file:///');
    return new Uri(base.scheme, base.authority, decodeURIComponent(pathname));
  }

  get fsPath(): string {
    return this.path;
  }

  toString(): string {
    return `${this.scheme}://${this.authority}${encodeURI(this.path)}`;
  }
}

export const l10n = {
  t: (words: string, ...values: readonly (string | number)[]): string =>
    words.replace(/\{(\d+)\}/g, (_, nth: string) => String(values[Number(nth)])),
};

/** Tests put in here what their subject shows and asks. */
export const window: Record<string, unknown> = {
  showInformationMessage: async () => undefined,
  showWarningMessage: async () => undefined,
  showErrorMessage: async () => undefined,
  setStatusBarMessage: () => ({ dispose: () => undefined }),
  withProgress: (_: unknown, task: (...given: unknown[]) => unknown) =>
    task(
      { report: () => undefined },
      {
        isCancellationRequested: false,
        onCancellationRequested: () => ({ dispose: () => undefined }),
      },
    ),
};
export const workspace = {
  isTrusted: true,
  workspaceFolders: [],
  getWorkspaceFolder: () => undefined,
  asRelativePath: String,
};
export const commands = { executeCommand: async () => undefined };
export const env = { language: 'en' };
export const ProgressLocation = { Notification: 15 };
export const QuickPickItemKind = { Separator: -1 };

export class Disposable {
  readonly #dispose: () => unknown;

  constructor(dispose: () => unknown) {
    this.#dispose = dispose;
  }

  static from(...all: readonly { dispose(): unknown }[]): Disposable {
    return new Disposable(() => all.forEach((each) => each.dispose()));
  }

  dispose(): void {
    this.#dispose();
  }
}
