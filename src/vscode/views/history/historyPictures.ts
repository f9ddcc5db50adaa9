import type { HistoryImage } from '../../../core/history/historyList.ts';
import { readImageInSlices } from '../../../core/imageFormat.ts';
import type { ImageFiles } from '../../../app/files/imageFiles.ts';
import type { HistorySession } from './historyView.ts';
import { workspaceImages } from '../../host/rasterImages.ts';
import { mediaTypeOf } from '../../../core/imageFormats.ts';
import { inParallel } from '../../../core/parallel.ts';

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
  files: Pick<ImageFiles, 'read'>,
  session: HistorySession,
): Promise<void> {
  return inParallel(images, maxParallel, async (image) => {
    const picture = await pictureOf(image, files);
    session.post({ type: 'picture', id: image.id, ...picture });
  });
}

async function pictureOf(
  image: HistoryImage,
  files: Pick<ImageFiles, 'read'>,
): Promise<{ readonly bytes: ArrayBuffer; readonly mimeType: string }> {
  try {
    const bytes = await files.read(workspaceImages.uriOf(image), maxPictureBytes);
    // Only what is an image of a size that can be shown gets there, whatever the file has become since.
    const { format } = await readImageInSlices(bytes, pause);
    return { bytes: ownBuffer(bytes), mimeType: mediaTypeOf(format) };
  } catch {
    return { bytes: new ArrayBuffer(0), mimeType: '' };
  }
}

const pause = (): Promise<void> => new Promise(setImmediate);

/** Copied only where there is more in it: what was read here is nobody else's. */
function ownBuffer(bytes: Uint8Array): ArrayBuffer {
  const { buffer, byteLength } = bytes;
  const isAll = buffer instanceof ArrayBuffer && buffer.byteLength === byteLength;
  return isAll ? buffer : bytes.slice().buffer;
}
