import * as vscode from 'vscode';
import { fileNameOf } from '../core/assetName.ts';
import { isInside } from '../core/assetFolder.ts';
import { ImageError } from '../core/errors.ts';
import type { ImageFormat } from '../core/models.ts';
import type { AssetPlace } from '../core/ports.ts';
import { createLocalFiles } from './files/localFiles.ts';
import { createVirtualFiles } from './files/virtualFiles.ts';
import type { NewFiles } from './files/newFile.ts';

export interface AssetLocation {
  readonly folder: vscode.Uri;
  /** Path below the folder, `/` between parts, without extension. */
  readonly namePath: string;
  /** The image must lie in one of these, links followed; absent: anywhere, the person chose it. */
  readonly roots?: readonly vscode.Uri[];
  /** What is named if it lies elsewhere. */
  readonly field: string;
}

/** Where images are written. Never over anything. */
export interface AssetStore {
  /**
   * Reserves a free name for an image of this format. Names are given in order of asking.
   * @throws {ImageError} `badRequest` if the place lies outside its roots.
   */
  reserve(location: AssetLocation, format: ImageFormat): Promise<AssetPlace>;
  /** The file that `reserve` would give now. */
  nextFree(location: AssetLocation, format: ImageFormat): Promise<vscode.Uri>;
}

const isCaseFolding = process.platform === 'win32' || process.platform === 'darwin';

export function createAssetStore(): AssetStore {
  const localFiles = createLocalFiles();
  const virtualFiles = createVirtualFiles();
  const filesOf = ({ scheme }: vscode.Uri): NewFiles =>
    scheme === 'file' ? localFiles : virtualFiles;
  // Folded everywhere, so that the images of a site stay apart on every computer it is cloned to.
  const reserved = new Set<string>();
  const keyOf = (uri: vscode.Uri): string => uri.toString().toLowerCase();
  let lastReservation: Promise<unknown> = Promise.resolve();

  const uriOf = ({ folder, namePath }: AssetLocation, format: ImageFormat, attempt: number) =>
    vscode.Uri.joinPath(folder, fileNameOf(namePath, format, attempt));

  const checkContained = async (location: AssetLocation, uri: vscode.Uri): Promise<void> => {
    const { roots, field } = location;
    if (!roots) return;
    const files = filesOf(uri);
    const place = await files.resolve(uri);
    for (const root of roots) {
      if (root.scheme !== uri.scheme || root.authority !== uri.authority) continue;
      const folder = await files.resolve(root);
      if (isInside(place.path, folder.path, { ignoreCase: isCaseFolding })) return;
    }
    throw new ImageError(
      'badRequest',
      `${field} must name a place in the folder that is open; this one lies outside.`,
      { field, reason: 'outsideWorkspace' },
    );
  };

  const nextFree = async (location: AssetLocation, format: ImageFormat): Promise<vscode.Uri> => {
    for (let attempt = 0; ; attempt++) {
      const uri = uriOf(location, format, attempt);
      if (reserved.has(keyOf(uri)) || (await filesOf(uri).exists(uri))) continue;
      return uri;
    }
  };

  const takeFree = async (location: AssetLocation, format: ImageFormat): Promise<vscode.Uri> => {
    for (;;) {
      const uri = await nextFree(location, format);
      // Another image may have taken it while the disk was asked.
      if (reserved.has(keyOf(uri))) continue;
      reserved.add(keyOf(uri));
      return uri;
    }
  };

  const claim = async (location: AssetLocation, format: ImageFormat): Promise<AssetPlace> => {
    await checkContained(location, uriOf(location, format, 0));
    const promised = await takeFree(location, format);
    const held = [promised];

    return {
      uri: promised.toString(),
      async save(image, signal) {
        let uri = image.format === format ? promised : undefined;
        for (;;) {
          if (!uri) held.push((uri = await takeFree(location, image.format)));
          // Asked again: a folder can have become a link while the image was made.
          await checkContained(location, uri);
          const outcome = await filesOf(uri).write(uri, image.bytes, signal);
          if (outcome === 'written') {
            return { uri: uri.toString(), byteCount: image.bytes.byteLength };
          }
          uri = undefined;
        }
      },
      release() {
        for (const uri of held) reserved.delete(keyOf(uri));
      },
    };
  };

  return {
    nextFree,
    reserve(location, format) {
      const mine = lastReservation.then(() => claim(location, format));
      lastReservation = mine.catch(() => undefined);
      return mine;
    },
  };
}
