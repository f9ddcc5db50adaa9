import * as vscode from 'vscode';
import { inParallel } from '../../../core/parallel.ts';
import { workspaceText } from '../../host/workspaceText.ts';
import { l10n } from '../../host/l10n.ts';
import { showWarningMessage } from '../../dialogs/windowText.ts';

const documentGlob =
  '**/*.{md,markdown,mdx,qmd,Rmd,ipynb,html,htm,adoc,rst,tex,typ,org,vue,svelte}';
/** Looking through more than this would keep the person waiting for a warning. */
const maxDocuments = 3000;
const maxNamed = 3;
/** More than anybody writes; the rest of the extension reads no longer ones either. */
const maxDocumentBytes = 16 * 1024 * 1024;

/** So many documents lie in memory at once, however many there are. */
const maxReadAtOnce = 8;

type Files = Pick<vscode.FileSystem, 'delete' | 'stat' | 'readFile'>;

/**
 * Deletes image files: to the trash where the file system has one, else after a yes. Warns where a
 * document of the workspace names them, and says where one can't be moved to the trash: that one stays.
 * Resolves to the files that are gone.
 */
export async function deleteImages(
  uris: readonly vscode.Uri[],
  files: Files = vscode.workspace.fs,
): Promise<vscode.Uri[]> {
  const linking = await documentsNaming(uris, files);
  if (linking.length > 0 && !(await agreesDespite(linking, uris.length))) return [];
  const gone: vscode.Uri[] = [];
  const untrashable: vscode.Uri[] = [];
  const kept: vscode.Uri[] = [];
  const lists = { gone, noTrash: untrashable, failed: kept };
  for (const uri of uris) lists[await trash(uri, files)].push(uri);
  if (kept.length > 0) void showWarningMessage(keptWords(kept));
  if (untrashable.length === 0 || !(await agreesToLose(untrashable))) return gone;
  for (const uri of untrashable) await files.delete(uri);
  return [...gone, ...untrashable];
}

/** A trash that is there and does not work is no reason to delete for good. */
async function trash(uri: vscode.Uri, files: Files): Promise<'gone' | 'noTrash' | 'failed'> {
  try {
    await files.delete(uri, { useTrash: true });
    return 'gone';
  } catch (error) {
    if (!(await exists(uri, files))) return 'gone';
    return isWithoutTrash(error) ? 'noTrash' : 'failed';
  }
}

/**
 * VS Code asks no file system without a trash, and says so by an error without a code, which only its name
 * tells; whatever the file system itself says has one.
 */
const isWithoutTrash = (error: unknown): boolean =>
  error instanceof vscode.FileSystemError && error.name === 'Error (FileSystemError)';

function exists(uri: vscode.Uri, files: Files): Thenable<boolean> {
  return files.stat(uri).then(
    () => true,
    () => false,
  );
}

const nameOf = ({ path }: vscode.Uri): string => path.slice(path.lastIndexOf('/') + 1);

/** Documents whose text has the name of one of the files, as it is or encoded. */
async function documentsNaming(uris: readonly vscode.Uri[], files: Files): Promise<string[]> {
  const names = uris.flatMap((uri) => [nameOf(uri), encodeURIComponent(nameOf(uri))]);
  const documents = await vscode.workspace.findFiles(
    documentGlob,
    '**/node_modules/**',
    maxDocuments,
  );
  const open = new Map(
    vscode.workspace.textDocuments.map((document) => [document.uri.toString(), document]),
  );
  const isNaming = new Set<vscode.Uri>();
  await inParallel(documents, maxReadAtOnce, async (uri) => {
    const text = open.get(uri.toString())?.getText() ?? (await textOf(uri, files));
    if (names.some((name) => text.includes(name))) isNaming.add(uri);
  });
  return documents.filter((uri) => isNaming.has(uri)).map(nameOf);
}

async function textOf(uri: vscode.Uri, files: Files): Promise<string> {
  try {
    return (await workspaceText(uri, maxDocumentBytes, files)) ?? '';
  } catch {
    // Gone meanwhile: it links to nothing any more.
    return '';
  }
}

async function agreesDespite(documents: readonly string[], count: number): Promise<boolean> {
  const proceed = l10n.t('Delete');
  const named = documents.slice(0, maxNamed).join(', ');
  const more = documents.length - maxNamed;
  const list = more > 0 ? l10n.t('{0} and {1} more', named, more) : named;
  const question = count === 1 ? l10n.t('Delete this image?') : l10n.t('Delete {0} images?', count);
  const detail = l10n.t('It is shown in {0}.', list);
  const answer = showWarningMessage(question, { modal: true, detail }, proceed);
  return (await answer) === proceed;
}

function keptWords(uris: readonly vscode.Uri[]): string {
  return uris.length === 1
    ? l10n.t('{0} could not be moved to the trash, so it is still there.', nameOf(uris[0]!))
    : l10n.t('{0} images could not be moved to the trash, so they are still there.', uris.length);
}

async function agreesToLose(uris: readonly vscode.Uri[]): Promise<boolean> {
  const proceed = l10n.t('Delete for Good');
  const question =
    uris.length === 1
      ? l10n.t('Delete {0} for good?', nameOf(uris[0]!))
      : l10n.t('Delete {0} images for good?', uris.length);
  const detail = l10n.t('There is no trash here to take it back from.');
  const answer = showWarningMessage(question, { modal: true, detail }, proceed);
  return (await answer) === proceed;
}
