import * as vscode from 'vscode';
import { isUri } from '../../app/commandArguments.ts';
import { ImageError } from '../../core/errors.ts';

/** @throws {ImageError} `badRequest` that names the field. */
export function uriArgument(value: unknown, field: string): vscode.Uri {
  if (value instanceof vscode.Uri) return value;
  try {
    if (isUri(value)) return vscode.Uri.from(value);
    const text = typeof value === 'string' ? value : '';
    if (/^[a-z][a-z\d+.-]+:/i.test(text)) return vscode.Uri.parse(text, true);
    if (/^(\/|\\\\|[a-z]:[\\/])/i.test(text)) return vscode.Uri.file(text);
  } catch {
    // Looks like a URI and is none.
  }
  const allowed = 'a URI or an absolute path, such as file:///home/me/page.md';
  throw new ImageError('badRequest', `${field} must be ${allowed}.`, { field });
}
