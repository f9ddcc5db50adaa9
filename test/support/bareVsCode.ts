import { URI, Utils } from 'vscode-uri';

/** What unit tests need of the module `vscode`, in plain Node: texts and addresses, and nothing that is shown. */

/** As VS Code has it. */
export const Uri = Object.assign(URI, { joinPath: Utils.joinPath });

export class Range {
  readonly start: unknown;
  readonly end: unknown;

  constructor(start: unknown, end: unknown) {
    this.start = start;
    this.end = end;
  }
}

export const FileType = { File: 1 };

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
const notHere = async (): Promise<never> => {
  throw new Error('It is not here.');
};
const folder = { uri: URI.file('/site'), name: 'site', index: 0 };
export const workspace = {
  isTrusted: true,
  workspaceFolders: [folder],
  getWorkspaceFolder: ({ path }: URI) => (path.startsWith('/site/') ? folder : undefined),
  asRelativePath: ({ path }: URI) => path.replace(/^\/site\//, ''),
  openTextDocument: notHere,
  fs: { stat: notHere },
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
