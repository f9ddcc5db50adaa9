import type { FromPanel, ToPanel } from '../protocol/messages.ts';

/** The way to the extension host, and what VS Code keeps for this view while it is hidden. */
export interface HostLink<From = FromPanel, To = ToPanel> {
  post(message: From): void;
  /** Calls back with each message of the host. Other frames' messages are not told. */
  listen(onMessage: (message: To) => void): void;
  /** What was saved last, by any version of this view: to be checked before use. */
  readSaved(): unknown;
  save(value: unknown): void;
}

interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare const acquireVsCodeApi: () => VsCodeApi;

/** To be called once: VS Code hands out its API only once per load. */
export function createHostLink<From, To>(): HostLink<From, To> {
  const api = acquireVsCodeApi();
  return {
    post: (message) => api.postMessage(message),
    listen(onMessage) {
      window.addEventListener('message', (event: MessageEvent<unknown>) => {
        if (isMessage(event.data)) onMessage(event.data as To);
      });
    },
    readSaved: () => api.getState(),
    save: (value) => api.setState(value),
  };
}

// The content comes from our own host; the shape only tells its messages from those of extensions of the browser.
function isMessage(data: unknown): data is { readonly type: string } {
  return (
    typeof data === 'object' && data !== null && 'type' in data && typeof data.type === 'string'
  );
}
