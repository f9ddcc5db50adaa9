import * as vscode from 'vscode';

/** Writes texts as new files. */
export interface TextFiles {
  /** Under a free name: `name`, `name-1` … Never over anything. */
  writeNew(folder: vscode.Uri, name: string, extension: string, text: string): Promise<vscode.Uri>;
}

export function createTextFiles(): TextFiles {
  return {
    async writeNew(folder, name, extension, text) {
      for (let attempt = 0; ; attempt++) {
        const suffix = attempt === 0 ? '' : `-${attempt}`;
        const uri = vscode.Uri.joinPath(folder, `${name}${suffix}${extension}`);
        const edit = new vscode.WorkspaceEdit();
        const contents = new TextEncoder().encode(text);
        // Refuses where the file exists, on every file system (M5 has no such write).
        edit.createFile(uri, { contents, overwrite: false, ignoreIfExists: false });
        if (await exists(uri)) continue;
        if (await vscode.workspace.applyEdit(edit)) return uri;
        if (!(await exists(uri))) throw new Error(`${uri.path} could not be created.`);
      }
    },
  };
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch {
    return false;
  }
}
