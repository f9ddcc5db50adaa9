import * as vscode from 'vscode';
import type { Job } from '../../../core/jobs.ts';

/** The file of a finished image. */
export function fileOfJob(job: Job | undefined): vscode.Uri | undefined {
  return job?.asset && vscode.Uri.parse(job.asset.uri, true);
}
