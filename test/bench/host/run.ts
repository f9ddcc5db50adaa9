import { readFileSync, writeFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { jobPathVariable, reportPathVariable } from '../jobs.ts';
import type { Job, JobReport, JobResults } from '../jobs.ts';
import { measureActivation } from './measureActivation.ts';
import { measureCommand } from './measureCommand.ts';
import { measureMemory } from './measureMemory.ts';
import { measureSearch } from './measureSearch.ts';
import { measureTyping } from './measureTyping.ts';
import { measureVariations } from './measureVariations.ts';

/** Does the one job of this window; VS Code calls it as its `extensionTestsPath`. */
export async function run(): Promise<void> {
  const job = JSON.parse(readFileSync(pathIn(jobPathVariable), 'utf8')) as Job;
  let report: JobReport;
  try {
    const result = await measure(job);
    report = { result, vsCodeVersion: vscode.version, nodeVersion: process.versions.node };
  } catch (error) {
    report = { error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
  writeFileSync(pathIn(reportPathVariable), JSON.stringify(report));
}

function measure(job: Job): Promise<JobResults[Job['kind']]> {
  switch (job.kind) {
    case 'activation':
      return measureActivation(job);
    case 'command':
      return measureCommand(job.rounds);
    case 'variations':
      return measureVariations(job.rounds, job.parallel);
    case 'memory':
      return measureMemory(job.images);
    case 'search':
      return measureSearch(job);
    case 'typing':
      return measureTyping(job.turns);
  }
}

function pathIn(variable: string): string {
  const path = process.env[variable];
  if (path === undefined) throw new Error(`${variable} is not set`);
  return path;
}
