import * as vscode from 'vscode';
import type { ImageError } from '../../../core/errors.ts';
import type { Obstacle } from '../../../protocol/messages.ts';
import type { ApiKeys } from '../../host/apiKeys.ts';
import type { ApiKeyDialog } from '../../dialogs/apiKeyDialog.ts';
import { accountUrl } from '../../host/ids.ts';
import type { Settings } from '../../../app/settings.ts';
import type { Credits } from './credits.ts';

/** What stands between the person and an image, and the way around it. */
export interface Obstacles {
  /** The most pressing one. */
  current(): Obstacle | undefined;
  /** Looks again for the key, then tells of the change. */
  look(): Promise<void>;
  resolve(obstacle: Obstacle): Promise<void>;
  noteFailure(error: ImageError): void;
  noteSuccess(): void;
}

export interface ObstaclesOptions {
  readonly keys: ApiKeys;
  readonly keyDialog: ApiKeyDialog;
  readonly settings: Settings;
  readonly credits: Credits;
  readonly onChange: () => void;
}

const offlineReasons = new Set(['dns', 'refused', 'connectTimeout']);

export function createObstacles(options: ObstaclesOptions): Obstacles {
  const { keys, keyDialog, settings, credits, onChange } = options;
  // Until the key was looked for, nothing is said of it: a banner that flashes by helps nobody.
  let hasKey = true;
  let isOffline = false;

  const look = async (): Promise<void> => {
    try {
      hasKey = (await keys.get(settings.endpoint().origin)) !== undefined;
    } catch {
      // A wrong endpoint setting is named where the request would be sent.
      hasKey = true;
    }
    onChange();
  };

  const tryAgain = async (): Promise<void> => {
    isOffline = false;
    onChange();
    await keyDialog.check();
  };

  return {
    current() {
      if (!hasKey) return 'noKey';
      if (credits.isOut()) return 'noCredit';
      if (isOffline) return 'offline';
      if (!vscode.workspace.isTrusted) return 'restricted';
      return vscode.workspace.workspaceFolders?.length ? undefined : 'noFolder';
    },
    look,
    async resolve(obstacle) {
      switch (obstacle) {
        case 'noKey':
          await keyDialog.set();
          return look();
        case 'noFolder':
          await vscode.commands.executeCommand('workbench.action.files.openFolder');
          return;
        case 'restricted':
          await vscode.commands.executeCommand('workbench.trust.manage');
          return;
        case 'offline':
          return tryAgain();
        case 'noCredit':
          await vscode.env.openExternal(vscode.Uri.parse(accountUrl));
          return;
      }
    },
    noteFailure(error) {
      if (error.code === 'outOfCredit') credits.noteOut();
      if (error.code === 'keyRejected') hasKey = false;
      if (error.reason && offlineReasons.has(error.reason)) isOffline = true;
      onChange();
    },
    noteSuccess() {
      isOffline = false;
      onChange();
    },
  };
}
