import * as vscode from 'vscode';
import type { HistoryImage } from '../../core/history/historyList.ts';
import { readImage } from '../../core/imageFormat.ts';
import type { HistorySession } from './historyView.ts';
import { uriOf } from './rasterImages.ts';
import { inParallel } from '../../core/parallel.ts';

const mimeTypes = { webp: 'image/webp', jpg: 'image/jpeg', png: 'image/png' } as const;
/** Far more than an image of ours has. */
const maxPictureBytes = 32_000_000;
/** Pictures on their way to the view in the same moment. */
const maxParallel = 4;

/**
 * Sends the bytes of images, in the order in which they are wanted. Nothing is kept: memory holds
 * what is on its way.
 */
export function sendPictures(
  images: Iterable<HistoryImage>,
  session: HistorySession,
): Promise<void> {
  return inParallel(images, maxParallel, async (image) => {
    const picture = await pictureOf(image);
    session.post({ type: 'picture', id: image.id, ...picture });
  });
}

async function pictureOf(
  image: HistoryImage,
): Promise<{ readonly bytes: ArrayBuffer; readonly mimeType: string }> {
  try {
    if (image.byteCount > maxPictureBytes) throw new Error('too large to show');
    const bytes = await vscode.workspace.fs.readFile(uriOf(image));
    // Only what is an image of a size that can be shown gets there, whatever the file has become since.
    const { format } = readImage(bytes);
    return { bytes: bytes.slice().buffer, mimeType: mimeTypes[format] };
  } catch {
    return { bytes: new ArrayBuffer(0), mimeType: '' };
  }
}
