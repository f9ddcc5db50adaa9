import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import sharp from 'sharp';
import * as vscode from 'vscode';
import type { Provenance } from '../../../src/core/provenance/provenance.ts';
import type { Rejection } from './generate.ts';
import { inWorkspace } from './workspace.ts';

/** Runs a public command of the extension as another extension would. */
export function run<T>(command: string, args: unknown): Thenable<T> {
  return vscode.commands.executeCommand<T>(`fluxKlein.${command}`, args);
}

export const detailsOf = (uri: string | vscode.Uri): Thenable<Provenance | undefined> =>
  run('showImageDetails', { uri });

/** What a command rejects with; fails where it does not. */
export async function rejectionOf(asked: Thenable<unknown>): Promise<Rejection> {
  try {
    await asked;
  } catch (error) {
    return error as Rejection;
  }
  throw new Error('the command did not reject');
}

/** Writes an image that no tool of ours has made. */
export async function putForeignImage(
  path: string,
  options: { readonly comment?: string; readonly shade?: number } = {},
): Promise<vscode.Uri> {
  const uri = inWorkspace(path);
  await mkdir(dirname(uri.fsPath), { recursive: true });
  const background = { r: options.shade ?? 10, g: 20, b: 30 };
  const canvas = sharp({ create: { width: 8, height: 6, channels: 3, background } });
  const { comment } = options;
  const described = comment ? canvas.withExif({ IFD0: { ImageDescription: comment } }) : canvas;
  await writeFile(uri.fsPath, await described.toFormat(formatOf(path)).toBuffer());
  return uri;
}

function formatOf(path: string): 'png' | 'webp' | 'jpeg' {
  if (path.endsWith('.png')) return 'png';
  return path.endsWith('.webp') ? 'webp' : 'jpeg';
}
