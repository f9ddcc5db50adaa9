import * as vscode from 'vscode';
import { uriArgument as parsed } from '../../app/commandArguments.ts';

/** @throws {ImageError} `badRequest` that names the field. */
export const uriArgument = (value: unknown, field: string): vscode.Uri =>
  value instanceof vscode.Uri ? value : parsed(value, field, vscode.Uri);
