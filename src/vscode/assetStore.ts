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

export interface WantedPlace {
  readonly location: AssetLocation;
  readonly format: ImageFormat;
}

/** Where images are written. Never over anything. */
export interface AssetStore {
  /**
   * Reserves a free name for each of these images, in their order: of all or of none.
   * @throws {ImageError} `badRequest` if the place lies outside its roots.
   */
  reserve(wanted: readonly WantedPlace[]): Promise<AssetPlace[]>;
  /**
   * The file that `reserve` would give now.
   * @throws {ImageError} `badRequest` if the place lies outside its roots.
   */
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

  const resolve: Resolve = (uri) => filesOf(uri).resolve(uri);

  const checkContained = async (
    { roots, field }: AssetLocation,
    uri: vscode.Uri,
    follow = resolve,
  ): Promise<void> => {
    if (!roots) return;
    const place = await follow(vscode.Uri.joinPath(uri, '..'));
    for (const root of roots) {
      if (root.scheme !== uri.scheme || root.authority !== uri.authority) continue;
      const folder = await follow(root);
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

  const claim = async ({ location, format }: WantedPlace, follow: Resolve): Promise<AssetPlace> => {
    await checkContained(location, uriOf(location, format, 0), follow);
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

  const claimAll = async (wanted: readonly WantedPlace[]): Promise<AssetPlace[]> => {
    const follow = rememberingOnce(resolve);
    const places: AssetPlace[] = [];
    try {
      for (const one of wanted) places.push(await claim(one, follow));
      return places;
    } catch (error) {
      for (const place of places) place.release();
      throw error;
    }
  };

  return {
    async nextFree(location, format) {
      await checkContained(location, uriOf(location, format, 0));
      return nextFree(location, format);
    },
    reserve(wanted) {
      const mine = lastReservation.then(() => claimAll(wanted));
      lastReservation = mine.catch(() => undefined);
      return mine;
    },
  };
}

type Resolve = (uri: vscode.Uri) => Promise<vscode.Uri>;

/** The images of one command mostly share a folder, which needs to be followed only once. */
function rememberingOnce(resolve: Resolve): Resolve {
  const known = new Map<string, Promise<vscode.Uri>>();
  return (uri) => {
    const key = uri.toString();
    const resolved = known.get(key) ?? resolve(uri);
    known.set(key, resolved);
    return resolved;
  };
}
