import * as vscode from 'vscode';
import type { JobList } from '../../core/jobs.ts';
import { uriOf, type PanelJobs } from './panelJobs.ts';
import type { PanelSession } from './panelSession.ts';

const mimeTypes: Record<string, string> = {
  webp: 'image/webp',
  jpg: 'image/jpeg',
  png: 'image/png',
};

/**
 * Sends the bytes of a finished image. Bytes and not an address, so that the panel needs no access
 * to the workspace (S4, S5).
 */
export async function sendPicture(
  id: string,
  jobs: JobList,
  making: PanelJobs,
  session: PanelSession,
): Promise<void> {
  const job = jobs.get(id);
  const uri = uriOf(job);
  if (!job?.asset || !uri) return;
  const bytes = making.bytesOf(id) ?? (await readOrNothing(uri));
  const mimeType = mimeTypes[job.asset.format] ?? '';
  session.post({ type: 'picture', id, bytes: bytes.slice().buffer, mimeType });
}

async function readOrNothing(uri: vscode.Uri): Promise<Uint8Array> {
  try {
    return await vscode.workspace.fs.readFile(uri);
  } catch {
    // Moved or deleted elsewhere; the panel shows that there is nothing.
    return new Uint8Array();
  }
}
