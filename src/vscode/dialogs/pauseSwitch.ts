import * as vscode from 'vscode';
import { commandIds } from '../host/ids.ts';
import { l10n } from '../host/l10n.ts';
import { withIcon } from '../../app/words/plainText.ts';
import { createStatusBarItem } from './windowText.ts';

/** Lets a long batch wait, from the status bar. */
export interface PauseSwitch extends vscode.Disposable {
  /**
   * `undefined` where it is on; else resolves once the person goes on, and rejects with the signal's reason when it
   * aborts.
   */
  whenOn(signal: AbortSignal): Promise<void> | undefined;
  show(done: number, count: number): void;
}

/** What the status bar's button does: pauses every batch that runs, or lets all go on. */
export interface PauseSwitches extends vscode.Disposable {
  create(): PauseSwitch;
  toggle(): void;
}

export function createPauseSwitches(): PauseSwitches {
  const changed = new vscode.EventEmitter<void>();
  let isPaused = false;
  let shown = 0;

  const untilOn = async (signal: AbortSignal): Promise<void> => {
    while (isPaused) await nextChange(changed.event, signal);
  };

  return {
    toggle() {
      if (shown === 0) return;
      isPaused = !isPaused;
      changed.fire();
    },

    dispose() {
      // Whoever waits goes on, and finds the window closing.
      isPaused = false;
      changed.fire();
      changed.dispose();
    },

    create() {
      const item = createStatusBarItem(vscode.StatusBarAlignment.Left);
      let done = 0;
      let count = 0;
      const draw = (): void => {
        const progress = l10n.t('{0} of {1} images', done, count);
        item.text = withIcon(isPaused ? 'debug-continue' : 'debug-pause', progress);
        item.tooltip = isPaused
          ? l10n.t('Continue making images')
          : l10n.t('Pause: what was sent already is finished');
        item.accessibilityInformation = { label: `${progress}, ${item.tooltip}`, role: 'button' };
      };
      item.command = commandIds.pauseImages;
      shown++;
      draw();
      item.show();
      const subscription = changed.event(draw);
      return {
        whenOn: (signal) => (isPaused ? untilOn(signal) : undefined),
        show(nowDone, nowCount) {
          done = nowDone;
          count = nowCount;
          draw();
        },
        dispose() {
          subscription.dispose();
          item.dispose();
          // The next batch begins running, whatever this one was left in.
          if (--shown === 0) isPaused = false;
        },
      };
    },
  };
}

function nextChange(event: vscode.Event<void>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = (): void => {
      subscription.dispose();
      signal.removeEventListener('abort', stop);
    };
    const stop = (): void => {
      end();
      reject(signal.reason as Error);
    };
    const subscription = event(() => {
      end();
      resolve();
    });
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}
