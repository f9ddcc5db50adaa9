import * as vscode from 'vscode';
import { ImageError } from '../../core/errors.ts';
import {
  formatOfFile,
  imageEndings,
  imageFilesGlob,
  type ImageFormat,
} from '../../core/imageFormats.ts';
import { baseNameOf } from '../../core/uriPath.ts';
import { askChoice } from './quickInput.ts';
import { l10n } from '../host/l10n.ts';
import { plainText, type PlainText } from '../../app/words/plainText.ts';
import { showInformationMessage } from './windowText.ts';

/** Of VS Code's own preview of images. */
const imagePreviewType = 'imagePreview.previewEditor';
/** More than a person will scroll through; typing narrows the list. */
const maxListed = 2000;

/** @throws {ImageError} `badRequest` where the name is not that of an image which can be made. */
export function formatOfName(uri: vscode.Uri): ImageFormat {
  const format = formatOfFile(baseNameOf(uri.path));
  if (format) return format;
  const message = `uri must name a file that ends in ${imageEndings.map((each) => `.${each}`).join(', ')}.`;
  throw new ImageError('badRequest', message, { field: 'uri' });
}

/** The image in the tab that is in front, else one that the person picks; `undefined`: they backed out. */
export async function chooseImage(title: PlainText): Promise<vscode.Uri | undefined> {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  if (input instanceof vscode.TabInputCustom && input.viewType === imagePreviewType) {
    return input.uri;
  }
  return pickImage(title);
}

/** One of the workspace's images, by its name; says so where there are none. */
export async function pickImage(title: PlainText): Promise<vscode.Uri | undefined> {
  const uris = await vscode.workspace.findFiles(imageFilesGlob, undefined, maxListed);
  if (uris.length === 0) {
    void showInformationMessage(l10n.t('There are no images in this workspace yet.'));
    return undefined;
  }
  const items = uris.map((uri) => ({
    label: plainText(baseNameOf(uri.path)),
    description: plainText(vscode.workspace.asRelativePath(uri)),
    resourceUri: uri,
    uri,
  }));
  items.sort((a, b) => a.description.localeCompare(b.description));
  const answer = await askChoice({ title, placeholder: l10n.t('Which image?'), items });
  return answer.kind === 'accepted' ? answer.value.uri : undefined;
}
