/**
 * Puts a picture of the page on the clipboard as PNG, the one format that every program takes.
 * @throws where the browser does not allow it, or the picture is not loaded
 */
export async function copyPicture(picture: HTMLImageElement): Promise<void> {
  // The clipboard is asked for in the same task as the click, and gets the bytes when they are there.
  await navigator.clipboard.write([new ClipboardItem({ 'image/png': pngOf(picture) })]);
}

async function pngOf(picture: HTMLImageElement): Promise<Blob> {
  await picture.decode();
  const canvas = new OffscreenCanvas(picture.naturalWidth, picture.naturalHeight);
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('no canvas');
  context.drawImage(picture, 0, 0);
  return canvas.convertToBlob({ type: 'image/png' });
}
