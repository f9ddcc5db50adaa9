import { mediaTypeOf } from '../../../core/imageFormats.ts';
import type * as vscode from 'vscode';
import type { JobList } from '../../../core/jobs.ts';
import type { ImageFiles } from '../../../app/files/imageFiles.ts';
import type { PanelJobs } from '../../../app/jobs/panelJobs.ts';
import { fileOfJob } from './fileOfJob.ts';
import type { PanelSession } from './panelSession.ts';

/** As much as the service may send. */
const maxPictureBytes = 50_000_000;

export interface PictureSources {
  readonly jobs: JobList;
  readonly making: PanelJobs;
  readonly files: Pick<ImageFiles, 'read'>;
}

/**
 * Sends the bytes of finished images. Bytes and not an address, so that the panel needs no access
 * to the workspace (S4, S5).
 */
export async function sendPictures(
  ids: readonly string[],
  sources: PictureSources,
  session: PanelSession,
): Promise<void> {
  await Promise.all(ids.map((id) => sendPicture(id, sources, session)));
}

async function sendPicture(
  id: string,
  { jobs, making, files }: PictureSources,
  session: PanelSession,
): Promise<void> {
  const job = jobs.get(id);
  const uri = fileOfJob(job);
  if (!job?.asset || !uri) return;
  const bytes = making.bytesOf(id) ?? (await readOrNothing(uri, files));
  const mimeType = mediaTypeOf(job.asset.format);
  session.post({ type: 'picture', id, bytes: bytes.slice().buffer, mimeType });
}

async function readOrNothing(
  uri: vscode.Uri,
  files: Pick<ImageFiles, 'read'>,
): Promise<Uint8Array> {
  try {
    return await files.read(uri, maxPictureBytes);
  } catch {
    // Moved or deleted elsewhere; the panel shows that there is nothing.
    return new Uint8Array();
  }
}
