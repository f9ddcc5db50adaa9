import type { FromPanel } from '../protocol/messages.ts';

/** Files of more bytes are read up to here, which the host then finds to be no whole image. */
const maxDroppedBytes = 32_000_000;
/** What VS Code's own file list gives along. */
const codeUriType = 'application/vnd.code.uri-list';
const imageUri = /^[a-z][a-z\d+.-]*:[^\s]{1,4000}\.(?:webp|jpe?g|png)$/i;

/**
 * Takes an image that is dropped anywhere on the page: one of the computer as bytes, one of the workspace by its
 * URI. Other things that are dropped stay the page's own.
 * @param invitation shown while an image is held over the page
 */
export function acceptDrops(
  page: Document,
  post: (message: FromPanel) => void,
  invitation: () => string,
): void {
  page.addEventListener('dragover', (event) => {
    if (!mayHoldImage(event.dataTransfer)) return;
    event.preventDefault();
    event.dataTransfer!.dropEffect = 'copy';
    page.body.dataset.drop = invitation();
  });
  page.addEventListener('dragleave', ({ relatedTarget }) => {
    if (relatedTarget === null) delete page.body.dataset.drop;
  });
  page.addEventListener('drop', (event) => {
    delete page.body.dataset.drop;
    const { dataTransfer } = event;
    if (!dataTransfer) return;
    const file = Array.from(dataTransfer.files).find(({ type }) => type.startsWith('image/'));
    const uri = file ? undefined : uriIn(dataTransfer);
    // The browser would else leave the page for the file.
    if (file || uri || dataTransfer.files.length > 0) event.preventDefault();
    if (uri) post({ type: 'dropFile', uri });
    if (file) void postBytes(file, post);
  });
}

function mayHoldImage(dataTransfer: DataTransfer | null): boolean {
  const types = dataTransfer?.types ?? [];
  return types.includes('Files') || types.includes(codeUriType);
}

function uriIn(dataTransfer: DataTransfer): string | undefined {
  const lists = [codeUriType, 'text/uri-list'].map((type) => dataTransfer.getData(type));
  const lines = lists.flatMap((list) => list.split(/\r?\n/));
  return lines.find((line) => imageUri.test(line) && !/^https?:/i.test(line));
}

async function postBytes(file: File, post: (message: FromPanel) => void): Promise<void> {
  const bytes = await file.slice(0, maxDroppedBytes).arrayBuffer();
  post({ type: 'dropBytes', name: file.name.slice(0, 255), bytes });
}
