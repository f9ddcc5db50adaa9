import * as vscode from 'vscode';

export interface GeneratedImage {
  uri: string;
  link: string;
  inserted: boolean;
  model: string;
  prompt: string;
  seed: number;
  width: number;
  height: number;
  format: string;
  bytes: number;
  recordId: string;
}

/** Runs the public command as another extension would. */
export async function generate(args: object): Promise<GeneratedImage[]> {
  return vscode.commands.executeCommand('fluxKlein.generateImage', args);
}

export interface Rejection {
  code: string;
  message: string;
  images?: GeneratedImage[];
  mayHaveBeenCharged?: boolean;
  failures?: {
    index: number;
    prompt: string;
    code: string;
    message: string;
    mayHaveBeenCharged: boolean;
  }[];
}

/** What the command rejects with; fails where it does not. */
export async function rejection(args: object): Promise<Rejection> {
  try {
    await generate(args);
  } catch (error) {
    return error as Rejection;
  }
  throw new Error(`the command did not reject: ${JSON.stringify(args)}`);
}
