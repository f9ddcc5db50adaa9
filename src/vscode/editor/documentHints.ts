import { imageFilesGlob } from '../../core/imageFormats.ts';
import * as vscode from 'vscode';
import { languageTable } from '../../core/documents/languageTable.ts';
import type { HintedImage } from '../commands/generateMissingImages.ts';
import type { MissingPlace, MissingSearch } from '../../app/documents/missingSearch.ts';
import { commandIds } from '../host/ids.ts';
import { createKnownPlaces } from '../../app/documents/knownPlaces.ts';
import type { Settings } from '../../app/settings.ts';
import { l10n } from '../host/l10n.ts';
import { plainText } from '../../app/words/plainText.ts';
import { createPlaceHints, noHints, type PlaceHints } from '../../app/documents/placeHints.ts';

export interface DocumentHintsOptions {
  readonly settings: Settings;
  /** Loaded with the first document that may have hints. */
  readonly loadSearch: () => Promise<MissingSearch>;
  /** Loaded when somebody first rests on a text. */
  readonly loadHover: () => Promise<vscode.HoverProvider>;
}

/** Bursts of new files, as a batch makes them, are one change. */
const settleMs = 300;

/** What to watch for: documents of the table's languages, by their id or by the name of their file. */
function hintedDocuments(): vscode.DocumentFilter[] {
  const ids = languageTable.flatMap(({ languageIds }) => languageIds);
  const endings = languageTable.flatMap(({ extensions }) =>
    extensions.map((each) => each.slice(1)),
  );
  return [
    ...ids.map((language) => ({ language })),
    { language: 'plaintext', pattern: `**/*.{${endings.join(',')}}` },
  ];
}

/**
 * Shows at each missing image of a document how to have it made: above its line, where a press makes it, and as a
 * quick fix, which shows the plan. Nothing is sent, and nothing opens, before the writer asks.
 */
export function createDocumentHints(options: DocumentHintsOptions): vscode.Disposable {
  const { settings, loadSearch, loadHover } = options;
  const changed = new vscode.EventEmitter<void>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let search: MissingSearch | undefined;
  const known = createKnownPlaces<vscode.TextDocument, PlaceHints>({
    async find(document, isUrgent, signal) {
      search = await loadSearch();
      return createPlaceHints(await search.placesIn(document, { isUrgent }, signal), signal);
    },
    now: () => performance.now(),
  });
  const refresh = (): void => {
    search?.filesChanged();
    known.forget();
    clearTimeout(timer);
    timer = setTimeout(() => changed.fire(), settleMs);
  };

  const hintsIn = async (
    document: vscode.TextDocument,
    isUrgent: boolean,
    token: vscode.CancellationToken,
  ): Promise<PlaceHints> => {
    if (settings.value('documentHints', document.uri) === false) return noHints;
    try {
      const hints = await known.of(document, isUrgent);
      return token.isCancellationRequested ? noHints : hints;
    } catch {
      // A hint that can't be given is none; the command says what is wrong.
      return noHints;
    }
  };

  const lenses: vscode.CodeLensProvider = {
    onDidChangeCodeLenses: changed.event,
    async provideCodeLenses(document, token) {
      const { lensed, count } = await hintsIn(document, false, token);
      const all =
        count > 1 ? [new vscode.CodeLens(rangeOf(lensed[0]!), allCommand(document, count))] : [];
      return [
        ...all,
        ...lensed.map((place) => new vscode.CodeLens(rangeOf(place), oneCommand(document, place))),
      ];
    },
  };

  const fixes: vscode.CodeActionProvider = {
    async provideCodeActions(document, range, context, token) {
      if (isUnasked(document, range, context)) return [];
      const { triggerKind } = context;
      const isUrgent = triggerKind === vscode.CodeActionTriggerKind.Invoke;
      const hints = await hintsIn(document, isUrgent, token);
      const here = hints.at(range);
      if (!here) return [];
      const { count } = hints;
      const commands = [
        // A quick fix is run by more than presses: a plan stands between it and a payment.
        oneCommand(document, here, { isPlanWanted: true }),
        ...(count > 1 ? [allCommand(document, count)] : []),
      ];
      return commands.map((command) => {
        const action = new vscode.CodeAction(command.title, vscode.CodeActionKind.QuickFix);
        action.command = command;
        return action;
      });
    },
  };

  const hovers: vscode.HoverProvider = {
    async provideHover(document, position, token) {
      if (settings.value('documentHints', document.uri) === false) return undefined;
      return (await loadHover()).provideHover(document, position, token);
    },
  };

  const selector = hintedDocuments();
  const watcher = vscode.workspace.createFileSystemWatcher(imageFilesGlob, false, true, false);
  const subscriptions = vscode.Disposable.from(
    changed,
    watcher,
    watcher.onDidCreate(refresh),
    watcher.onDidDelete(refresh),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('fluxKlein')) refresh();
    }),
    vscode.languages.registerCodeLensProvider(selector, lenses),
    vscode.languages.registerHoverProvider(selector, hovers),
    vscode.languages.registerCodeActionsProvider(selector, fixes, {
      providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
    }),
  );
  return {
    dispose() {
      clearTimeout(timer);
      subscriptions.dispose();
    },
  };
}

/**
 * Saving a document, or formatting a notebook, runs every quick fix of a kind that the settings name, and a
 * workspace brings settings. Such a request names its kind, and is for the whole document; the light bulb's does
 * not, and is for the cursor.
 */
function isUnasked(
  document: vscode.TextDocument,
  range: vscode.Range,
  { triggerKind, only }: vscode.CodeActionContext,
): boolean {
  if (triggerKind !== vscode.CodeActionTriggerKind.Automatic) return false;
  // The kind that holds all others has no name, and a document may have no more than one line.
  const isWhole = !range.isEmpty && range.contains(wholeOf(document));
  return only !== undefined || !range.isSingleLine || isWhole;
}

function wholeOf(document: vscode.TextDocument): vscode.Range {
  const start = new vscode.Position(0, 0);
  return new vscode.Range(start, document.lineAt(document.lineCount - 1).range.end);
}

const oneCommand = (
  { uri }: vscode.TextDocument,
  { picture }: MissingPlace,
  options: { readonly isPlanWanted?: true } = {},
): vscode.Command => ({
  command: commandIds.generateMissingImages,
  title: l10n.t('Generate this image'),
  tooltip: plainText(picture.prompt),
  arguments: [uri, { path: picture.path, ...options } satisfies HintedImage],
});

const allCommand = ({ uri }: vscode.TextDocument, count: number): vscode.Command => ({
  command: commandIds.generateMissingImages,
  title: l10n.t('Generate all {0} missing images', count),
  arguments: [uri],
});

const rangeOf = ({ range: { start, end } }: MissingPlace): vscode.Range =>
  new vscode.Range(start.line, start.character, end.line, end.character);
