import * as vscode from 'vscode';
import { l10n } from '../l10n.ts';
import { showWarningMessage } from '../windowText.ts';

const documentGlob =
  '**/*.{md,markdown,mdx,qmd,Rmd,ipynb,html,htm,adoc,rst,tex,typ,org,vue,svelte}';
/** Looking through more than this would keep the person waiting for a warning. */
const maxDocuments = 3000;
const maxNamed = 3;

/**
 * Deletes image files: to the trash where the file system has one, else after a yes. Warns where a
 * document of the workspace names them. Resolves to the files that are gone.
 */
export async function deleteImages(uris: readonly vscode.Uri[]): Promise<vscode.Uri[]> {
  const linking = await documentsNaming(uris);
  if (linking.length > 0 && !(await agreesDespite(linking, uris.length))) return [];
  const gone: vscode.Uri[] = [];
  const untrashable: vscode.Uri[] = [];
  for (const uri of uris) {
    const outcome = await trash(uri);
    (outcome === 'noTrash' ? untrashable : gone).push(uri);
  }
  if (untrashable.length === 0 || !(await agreesToLose(untrashable))) return gone;
  for (const uri of untrashable) await vscode.workspace.fs.delete(uri);
  return [...gone, ...untrashable];
}

async function trash(uri: vscode.Uri): Promise<'gone' | 'noTrash'> {
  try {
    await vscode.workspace.fs.delete(uri, { useTrash: true });
    return 'gone';
  } catch {
    return (await exists(uri)) ? 'noTrash' : 'gone';
  }
}

function exists(uri: vscode.Uri): Thenable<boolean> {
  return vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
}

const nameOf = ({ path }: vscode.Uri): string => path.slice(path.lastIndexOf('/') + 1);

/** Documents whose text has the name of one of the files, as it is or encoded. */
async function documentsNaming(uris: readonly vscode.Uri[]): Promise<string[]> {
  const names = uris.flatMap((uri) => [nameOf(uri), encodeURIComponent(nameOf(uri))]);
  const documents = await vscode.workspace.findFiles(
    documentGlob,
    '**/node_modules/**',
    maxDocuments,
  );
  const open = new Map(
    vscode.workspace.textDocuments.map((document) => [document.uri.toString(), document]),
  );
  const found = await Promise.all(
    documents.map(async (uri) => {
      const text = open.get(uri.toString())?.getText() ?? (await textOf(uri));
      return names.some((name) => text.includes(name)) ? nameOf(uri) : undefined;
    }),
  );
  return found.filter((name) => name !== undefined);
}

async function textOf(uri: vscode.Uri): Promise<string> {
  try {
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
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
